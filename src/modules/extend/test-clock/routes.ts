import { Refusal } from '../../../core/refusal.ts'
import type { Handlers } from '../../../platform/http/handlers.ts'
import { advanceClock } from '../../../platform/jobs.ts'
import type { Work } from '../../../platform/work.ts'
import type { operations, TestClock } from './contract.ts'

export const routes: Handlers<typeof operations> = {
  get: async (work) => tell(work),
  async advance({ platform, caller, rehearsal, work }, { body }) {
    if (rehearsal) throw new Refusal('invalid', 'not_rehearsable', 'A journey through time cannot be rehearsed.', 'dry_run')
    await advanceClock(platform, platform.jobs, caller!.companyId, body.to)
    return work(async (unit) => tell(unit))
  },
}

function tell({ company, now }: Work): TestClock {
  if (!company.test_mode)
    throw new Refusal('refused', 'not_a_sandbox', 'Only a company in test mode has a clock that can be moved.')
  return { object: 'test_clock', now, frozen: company.test_clock !== null }
}
