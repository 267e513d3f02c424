import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { WebhookAttempt } from './contract.ts'
import { type Answer, changeWebhook, disableWebhook, draftWebhook, isAccepted, judge, nextTurn } from './rules.ts'

const now = new Date('2026-01-05T12:00:00Z')
const attempt: WebhookAttempt = {
  id: 1,
  webhook_id: 2,
  event_id: 3,
  event_type: 'invoice.paid',
  url: 'https://example.com',
  state: 'waiting',
  attempts: [],
  next_attempt: now,
  created_at: now,
  updated_at: now,
}
const answers: fc.Arbitrary<Answer> = fc.oneof(
  fc.record({ kind: fc.constant('answered' as const), status_code: fc.integer({ min: 100, max: 599 }) }),
  fc.record({ kind: fc.constant('unanswered' as const), error: fc.constant('not reachable'), timed_out: fc.boolean() }),
)
const waits = fc.option(fc.integer({ min: 0, max: 200_000 }))

test('after a try an attempt waits for a moment ahead or is at its end, and the try is logged', () => {
  fc.assert(
    fc.property(answers, waits, (answer, wait) => {
      const { attempt: after, disable } = judge(attempt, answer, wait, now)
      expect(after.attempts).toHaveLength(1)
      expect(after.attempts[0]!.timestamp).toEqual(now)
      expect(after.state === 'waiting').toBe(after.next_attempt !== null)
      if (after.next_attempt) expect(after.next_attempt.getTime() - now.getTime()).toBe(wait! * 1000)
      expect(after.state === 'delivered').toBe(isAccepted(answer))
      expect(after.state === 'given_up').toBe(disable !== null)
    }),
  )
})

test('an endpoint is switched off by 410 at once, by anything else only when no try is left', () => {
  fc.assert(
    fc.property(answers, waits, (answer, wait) => {
      const gone = answer.kind === 'answered' && answer.status_code === 410
      expect(judge(attempt, answer, wait, now).disable !== null).toBe(gone || (wait === null && !isAccepted(answer)))
    }),
  )
})

test('only who lets us wait until the time is up is slow', () => {
  fc.assert(
    fc.property(answers, waits, (answer, wait) => {
      expect(judge(attempt, answer, wait, now).slow).toBe(answer.kind === 'unanswered' && answer.timed_out)
    }),
  )
})

test('a redirect is a failure', () => {
  expect(judge(attempt, { kind: 'answered', status_code: 302 }, 5, now).attempt.state).toBe('waiting')
})

test('the log of an attempt does not grow without end', () => {
  let long = attempt
  for (let i = 0; i < 150; i++) long = judge(long, { kind: 'answered', status_code: 500 }, 5, now).attempt
  expect(long.attempts).toHaveLength(100)
})

test('who switches a webhook on or off answers for it from then on', () => {
  const off = disableWebhook(draftWebhook(1, { url: 'https://example.com' }, now), 'The endpoint answered 410 Gone.', now)
  expect(off).toMatchObject({ enabled: false, events: ['*'], disabled_reason: 'The endpoint answered 410 Gone.' })
  expect(changeWebhook(off, { url: 'https://example.org' }, now)).toMatchObject({
    enabled: false,
    disabled_reason: off.disabled_reason,
  })
  expect(changeWebhook(off, { enabled: true }, now)).toMatchObject({ enabled: true, disabled_reason: null })
})

test('what is told for the first time is told one by one, what failed before together, in their order', () => {
  const due = (...tries: number[]) => tries.map((attempts_made) => ({ attempts_made }))
  const turn = (...tries: number[]) => nextTurn(due(...tries)).map(({ attempts_made }) => attempts_made)
  expect([turn(), turn(0), turn(0, 0, 1), turn(1, 2, 0, 3), turn(2, 1)]).toEqual([[], [0], [0], [1, 2], [2, 1]])
})
