import { setTimeout as sleep } from 'node:timers/promises'
import type { Platform } from '../../src/platform/outside.ts'
import { openWork } from '../../src/platform/work.ts'
import type { Caller } from './arena.ts'

/** The instant at which a company in test mode stands, in UNIX seconds. */
export async function clockOf(company: Caller): Promise<number> {
  const { json } = await company.call('GET', '/test_clock')
  return json.now
}

const ATTEMPTS_MAX = 600

/** Moves a company's own clock; everything due on the way happens. One call goes as far as it gets in seconds, so it is asked again. */
export async function moveClock(company: Caller, to: number): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const { status, text, json } = await company.call('POST', '/test_clock/advance', { body: { to } })
    if (status === 200 && json.arrived) return
    if (status === 200) continue
    if (status !== 409 && status !== 0) throw new Error(`the clock did not move: ${status} ${text}`)
    await sleep(200)
  }
  throw new Error('the clock is still moving')
}

/** Sets the clocks of companies without doing what is due on the way, as it is while nobody schedules. */
export async function setClocks(platform: Platform, companies: readonly number[], now: Date): Promise<void> {
  for (const companyId of companies) {
    await openWork(platform, { companyId, actor: { kind: 'system' }, now }, async (work) => {
      await work.tx.updateTable('companies').set({ test_clock: now }).where('id', '=', companyId).execute()
    })
    platform.companies.forget(companyId)
  }
}

/** Whoever schedules looks at these companies now, and not within the next minute. */
export async function wakeScheduler({ ownerPool }: Platform, companies: readonly number[]): Promise<void> {
  await ownerPool.query('update agenda set next_at = clock_timestamp() where company_id = any($1)', [companies])
}
