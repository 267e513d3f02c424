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
    summary: 'Move the test clock forward; everything due on the way happens in order',
    scope: 'test_clock:write',
    permission: 'settings.edit',
    success: 200,
    outside: true,
    body: z.object({ to: InstantIn }),
    reply: TestClock,
  }),
}

export const events = {} as const
