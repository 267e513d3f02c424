import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Refusal } from '../../../core/refusal.ts'
import { chooseBcc, chooseRecipients } from './recipients.ts'
import {
  ATTEMPTS_MAX,
  claim,
  draftEmail,
  eventOf,
  type KeptEmail,
  type Outcome,
  openEmail,
  recordAttempt,
  retryEmail,
} from './rules.ts'

const NOW = new Date('2014-11-18T15:00:00Z')
const ADDRESS = 'billing@acmecorp.example'

function queued(): KeptEmail {
  const envelope = {
    id: 'a'.repeat(32),
    message_id: '<a@netterms.example>',
    bcc: [],
    template: 'new_invoice_email',
    from_name: 'Dunder Mifflin',
    reply_to: null,
    attachments: [],
    document_type: null,
    document_id: null,
    customer_id: 1,
    cause: null,
    sent_by: null,
  }
  return draftEmail(
    envelope,
    { recipient: { email: ADDRESS, name: null }, subject: 'x', text: 'x', html: 'x', language: 'en' },
    NOW,
  )
}

const outcomes = fc.constantFrom<Outcome['outcome']>('accepted', 'refused', 'deferred', 'unknown', 'invalid', 'withheld', 'moot')
const steps = fc.array(
  fc.oneof(
    fc.record({ step: fc.constant('attempt' as const), outcome: outcomes, late: fc.boolean() }),
    fc.constant({ step: 'open' as const }),
  ),
  { maxLength: 40 },
)

interface Walk {
  readonly states: readonly KeptEmail[]
  readonly accepted: boolean
  readonly opened: boolean
}

/** A mail through its life: claimed while it is due, told of every outcome, now and then of one that comes late. */
function walk(script: readonly ({ step: 'attempt'; outcome: Outcome['outcome']; late: boolean } | { step: 'open' })[]): Walk {
  let email = queued()
  let [accepted, opened] = [false, false]
  const states = [email]
  for (const one of script) {
    if (one.step === 'open') {
      opened ||= email.attempts_made > 0
      email = openEmail(email, { timestamp: NOW, ip: null, user_agent: null })
    } else {
      if (email.next_attempt_at !== null) email = claim(email, NOW)
      accepted ||= one.outcome === 'accepted'
      email = recordAttempt(
        email,
        one.late ? email.attempts_made - 1 : email.attempts_made,
        [{ address: ADDRESS, outcome: one.outcome, said: one.outcome }],
        NOW,
      )
    }
    states.push(email)
  }
  return { states, accepted, opened }
}

describe('one mail to one person', () => {
  test('is due for an attempt exactly while it is queued or deferred', () => {
    fc.assert(
      fc.property(steps, (script) =>
        walk(script).states.every(
          ({ state, next_attempt_at }) => (state === 'queued' || state === 'deferred') === (next_attempt_at !== null),
        ),
      ),
    )
  })

  test('is sent only after a server took it or its reader opened it', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const { states, accepted, opened } = walk(script)
        return states.at(-1)!.state !== 'sent' || accepted || opened
      }),
    )
  })

  test('stays sent, whatever is heard later', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const { states } = walk(script)
        const first = states.findIndex(({ state }) => state === 'sent')
        return first < 0 || states.slice(first).every(({ state }) => state === 'sent')
      }),
    )
  })

  test('keeps its Message-ID and tells of its end once', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const { states } = walk(script)
        const told = states.slice(1).flatMap((after, index) => eventOf(states[index]!, after) ?? [])
        expect(new Set(states.map(({ message_id }) => message_id)).size).toBe(1)
        expect(told.length).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('is given up in the end, about three days later', () => {
    let email = queued()
    let now = NOW
    while (email.next_attempt_at !== null) {
      now = email.next_attempt_at
      email = claim(email, now)
      email = recordAttempt(email, email.attempts_made, [{ address: ADDRESS, outcome: 'deferred', said: '451' }], now)
    }
    expect([email.state, email.attempts_made]).toEqual(['soft-bounced', ATTEMPTS_MAX])
    const days = (now.getTime() - NOW.getTime()) / 86_400_000
    expect(days).toBeGreaterThan(2)
    expect(days).toBeLessThan(4)
    expect(retryEmail(email, now)).toMatchObject({ state: 'queued', attempts_made: 0, message_id: email.message_id })
  })

  test('is rejected where the server does not want it, and bounced where there is nobody', () => {
    const refused = (code: string) =>
      recordAttempt(claim(queued(), NOW), 1, [{ address: ADDRESS.toUpperCase(), outcome: 'refused', code, said: code }], NOW)
        .state
    expect([refused('5.7.1'), refused('5.1.1'), refused('550')]).toEqual(['rejected', 'bounced', 'bounced'])
  })
})

describe('recipients', () => {
  const customer = { name: 'Acme Corp', attention_to: null, email: ADDRESS }
  const contact = (name: string, email: string | null, primary = true) => ({ name, email, primary })

  test('are the primary contacts, then the customer, each once', () => {
    const contacts = [
      contact('Accounts', 'ap@acmecorp.example'),
      contact('Sales', 'sales@acmecorp.example', false),
      contact('Billing', ADDRESS.toUpperCase()),
    ]
    expect(chooseRecipients(undefined, { customer, contacts })).toEqual([
      { email: 'ap@acmecorp.example', name: 'Accounts' },
      { email: ADDRESS.toUpperCase(), name: 'Billing' },
    ])
    expect(chooseRecipients([{ email: 'sales@acmecorp.example', name: null }], { customer, contacts })).toEqual([
      { email: 'sales@acmecorp.example', name: 'Sales' },
    ])
  })

  test('are refused where there are none', () => {
    expect(() => chooseRecipients([], { customer: { ...customer, email: null }, contacts: [contact('Accounts', null)] })).toThrow(
      Refusal,
    )
  })

  test('never get an unseen copy besides', () => {
    expect(chooseBcc([ADDRESS.toUpperCase(), 'a@b.example', 'A@b.example', null], [{ email: ADDRESS, name: null }])).toEqual([
      'a@b.example',
    ])
  })
})
