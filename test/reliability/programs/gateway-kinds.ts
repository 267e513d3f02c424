import type { Misbehaviour } from '../../doubles/stripe.ts'

/** How one charge goes at its gateway. */
export interface Kind {
  /** The simulated gateway, whose tokens misbehave, or a server that speaks Stripe's wire format and misbehaves by the amount. */
  readonly gateway: 'test' | 'stripe'
  readonly token: string
  readonly method: 'credit_card' | 'ach'
  readonly amount: number
  /** Whether the money is there in the end. */
  readonly pays: boolean
  readonly fault: string
  readonly misbehaviour?: Misbehaviour
  /** Stripe's notices that come in after the answer, in this order. */
  readonly notices?: readonly string[]
}

const AMOUNT = 148.85

const simulated = (token: string, pays: boolean, fault: string, method: Kind['method'] = 'credit_card'): Kind => ({
  gateway: 'test',
  token,
  method,
  amount: AMOUNT,
  pays,
  fault,
})

export const SIMULATED: readonly Kind[] = [
  simulated('tok_visa', true, 'none'),
  simulated('tok_visa_0002', false, 'declined'),
  simulated('tok_timeout_before', false, 'lost before it arrived'),
  simulated('tok_timeout_after', true, 'charged, answer lost'),
  simulated('tok_silent', true, 'charged, unknown for ten minutes'),
  simulated('tok_notice_twice', true, 'notice comes twice'),
  simulated('tok_notice_early', true, 'notice before the answer'),
  simulated('tok_notice_unordered', true, 'old notice comes last'),
  simulated('tok_visa_late', true, 'pending for ten minutes'),
  simulated('tok_bank_3893', true, 'pending for days, then paid', 'ach'),
  simulated('tok_bank_2227', false, 'pending for days, then failed', 'ach'),
]

/** The amount tells the server what to do wrong. */
const stripe = (cents: number, pays: boolean, fault: string, more: Partial<Kind> = {}): Kind => ({
  gateway: 'stripe',
  token: 'pm_card_visa',
  method: 'credit_card',
  amount: 100 + cents / 100,
  pays,
  fault,
  ...more,
})

const PAID = 'payment_intent.succeeded'

export const WIRED: readonly Kind[] = [
  stripe(1, true, 'none; the notice comes twice, then an older one', { notices: [PAID, PAID, 'payment_intent.processing'] }),
  stripe(2, true, '500 after the charge', { misbehaviour: 'fails_after' }),
  stripe(3, true, 'connection reset after the charge', { misbehaviour: 'resets_after' }),
  stripe(4, true, 'connection reset after the charge, then the notice', { misbehaviour: 'resets_after', notices: [PAID, PAID] }),
  stripe(5, false, '500 before the charge', { misbehaviour: 'fails_before' }),
  stripe(6, true, '500 after the charge, then the notice', { misbehaviour: 'fails_after', notices: [PAID] }),
]

/** Each takes as long as we wait for Stripe, 20 seconds. */
export const HANGING: readonly Kind[] = [
  stripe(7, false, 'no answer, and nothing happened', { misbehaviour: 'hangs_before' }),
  stripe(8, true, 'no answer, although charged', { misbehaviour: 'hangs_after' }),
]
