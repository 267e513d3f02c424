import type { DeclineCode } from './declines.ts'
import type { SourceFacts } from './port.ts'

/**
 * What the simulated gateway does with a token. The last four digits are those of the published test numbers; no number
 * in full exists here, because none is ever taken.
 */
export interface TestSource {
  readonly token: string
  /** For the person who chooses among them. */
  readonly about: string
  readonly source: SourceFacts
  readonly on_store?: DeclineCode
  readonly on_charge?: DeclineCode
  /** The charge is pending first and ends so after the settlement days, or after ten minutes for a card. */
  readonly later?: 'succeeds' | DeclineCode
  readonly fault?: Fault
  /** The payer disputes the charge a day later. */
  readonly disputed?: true
}

/**
 * - `lost_before`: the first attempt never reaches the gateway. - `lost_after`: it does, the answer never reaches us.
 * - `silent`: as `lost_after`, and `find` does not know either for ten minutes.
 * - `notice_twice`, `notice_early` (before the answer), `notice_unordered` (the end comes before the beginning).
 */
export type Fault = 'lost_before' | 'lost_after' | 'silent' | 'notice_twice' | 'notice_early' | 'notice_unordered'

/** Routing numbers of the published test accounts. */
const ROUTING = '110000000'
const OTHER_ROUTING = '123123123'

export const TEST_SOURCES: readonly TestSource[] = [
  { token: 'tok_visa', about: 'Visa, approved', source: card('visa', '4242') },
  { token: 'tok_visa_4242', about: 'Visa, approved', source: card('visa', '4242') },
  { token: 'tok_mastercard', about: 'Mastercard, approved', source: card('mastercard', '4444') },
  { token: 'tok_amex', about: 'American Express, approved', source: card('amex', '0005') },
  refusing('0002', 'declined', 'card_declined', 'card_declined'),
  refusing('0341', 'can be saved, declined when charged', undefined, 'card_declined'),
  refusing('0069', 'expired', 'expired_card', 'expired_card'),
  refusing('0127', 'wrong security code', 'incorrect_cvc', 'incorrect_cvc'),
  refusing('9995', 'can be saved, not enough money', undefined, 'insufficient_funds'),
  refusing('9987', 'can be saved, lost', undefined, 'lost_or_stolen'),
  refusing('3220', 'can be saved, the bank wants a confirmation', undefined, 'authentication_required'),
  refusing('0119', 'can be saved, technical trouble', undefined, 'processing_error'),
  { token: 'tok_visa_0259', about: 'Visa, approved and disputed a day later', source: card('visa', '0259'), disputed: true },
  {
    token: 'tok_visa_late',
    about: 'Visa, pending for ten minutes, then approved',
    source: card('visa', '4242'),
    later: 'succeeds',
  },
  faulty('tok_timeout_before', 'no answer, and nothing happened', 'lost_before'),
  faulty('tok_timeout_after', 'no answer, although approved', 'lost_after'),
  faulty('tok_silent', 'no answer, and none on asking for ten minutes, although approved', 'silent'),
  faulty('tok_notice_twice', 'approved, the notice comes twice', 'notice_twice'),
  faulty('tok_notice_early', 'approved, the notice comes before the answer', 'notice_early'),
  faulty('tok_notice_unordered', 'approved, an old notice comes last', 'notice_unordered'),
  { token: 'tok_bank', about: 'Bank account, paid at once', source: bank('6789', ROUTING) },
  { token: 'tok_bank_6789', about: 'Bank account, paid at once', source: bank('6789', ROUTING) },
  { token: 'tok_bank_3456', about: 'Bank account, declined', source: bank('3456', OTHER_ROUTING), on_charge: 'account_closed' },
  {
    token: 'tok_bank_1116',
    about: 'Bank account, declined',
    source: bank('1116', OTHER_ROUTING),
    on_charge: 'insufficient_funds',
  },
  { token: 'tok_bank_3893', about: 'Bank account, pending, then paid', source: bank('3893', ROUTING), later: 'succeeds' },
  {
    token: 'tok_bank_2227',
    about: 'Bank account, pending, then failed',
    source: bank('2227', ROUTING),
    later: 'insufficient_funds',
  },
  {
    token: 'tok_bank_unverified',
    about: 'Bank account, needs the two deposits of 32 and 45',
    source: bank('0045', ROUTING, false),
  },
]

/** The two deposits, in cents, that verify a simulated bank account. */
export const MICRO_DEPOSITS: readonly [number, number] = [32, 45]

export function testSource(token: string): TestSource | undefined {
  return TEST_SOURCES.find((source) => source.token === token)
}

function card(brand: string, last4: string): SourceFacts {
  return { object: 'card', brand, last4, exp_month: 12, exp_year: 2040, funding: 'credit', issuing_country: 'US' }
}

function bank(last4: string, routing_number: string, verified = true): SourceFacts {
  const holder = { account_holder_name: 'Acme Corp', account_holder_type: 'company' } as const
  return {
    object: 'bank_account',
    bank_name: 'Test Bank',
    last4,
    routing_number,
    country: 'US',
    currency: 'usd',
    ...holder,
    account_type: 'checking',
    verified,
  }
}

function refusing(last4: string, about: string, on_store: DeclineCode | undefined, on_charge: DeclineCode): TestSource {
  return {
    token: `tok_visa_${last4}`,
    about: `Visa, ${about}`,
    source: card('visa', last4),
    on_charge,
    ...(on_store && { on_store }),
  }
}

function faulty(token: string, about: string, fault: Fault): TestSource {
  return { token, about: `Visa, ${about}`, source: card('visa', '4242'), fault }
}
