import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { Instant, InstantIn } from '../../../contract/wire.ts'

/** The clock of a company in test mode. */
export const TestClock = z.object({
  object: z.literal('test_clock'),
  now: Instant,
  frozen: z.boolean().describe('It was moved, and stands still until it is moved again'),
})
export type TestClock = z.output<typeof TestClock>

/** How far a journey came within the few seconds that one call may take. */
export const MovedClock = TestClock.extend({
  arrived: z
    .boolean()
    .describe('False when so much fell due on the way that the clock stands at `now` for the moment; call again and it goes on'),
})

export const operations = {
  get: operation({
    method: 'GET',
    path: '/test_clock',
    summary: 'Retrieve the test clock',
    scope: 'test_clock:read',
    reply: TestClock,
  }),
  advance: operation({
    method: 'POST',
    path: '/test_clock/advance',
    summary: 'Move the test clock forward; everything due on the way happens in order, as far as it gets within four seconds',
    scope: 'test_clock:write',
    permission: 'settings.edit',
    success: 200,
    outside: true,
    body: z.object({ to: InstantIn }),
    reply: MovedClock,
  }),
}

export const events = {} as const
