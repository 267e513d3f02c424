import { Refusal } from '../../../core/refusal.ts'
import type { Handlers } from '../../../platform/http/handlers.ts'
import { advanceClock } from '../../../platform/jobs.ts'
import type { Work } from '../../../platform/work.ts'
import type { operations, TestClock } from './contract.ts'

export const routes: Handlers<typeof operations> = {
  get: async (work) => tell(work),
  async advance({ platform, caller, rehearsal, work }, { body }) {
    if (rehearsal) throw new Refusal('invalid', 'not_rehearsable', 'A journey through time cannot be rehearsed.', 'dry_run')
    const arrived = await advanceClock(platform, platform.jobs, caller!.companyId, body.to, { limit_ms: ANSWER_WITHIN_MS })
    return work(async (unit) => ({ ...tell(unit), arrived }))
  },
}

/** A journey of years past thousands of deliveries takes minutes, which no caller and no proxy waits for. */
const ANSWER_WITHIN_MS = 4_000

function tell({ company, now }: Work): TestClock {
  if (!company.test_mode)
    throw new Refusal('refused', 'not_a_sandbox', 'Only a company in test mode has a clock that can be moved.')
  return { object: 'test_clock', now, frozen: company.test_clock !== null }
}
