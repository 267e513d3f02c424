import { Refusal } from '../../core/refusal.ts'
import type { Declined, Unknown } from './port.ts'
import { withoutSecrets } from './redaction.ts'

/** What a decline means, whoever says it. `retry` tells whether the same source may succeed on another day. */
export const DECLINES = {
  card_declined: { retry: true, said: 'The card was declined.' },
  insufficient_funds: { retry: true, said: 'There is not enough money in the account.' },
  limit_exceeded: { retry: true, said: 'The payment is above the limit of the card or account.' },
  processing_error: { retry: true, said: 'The bank had a technical problem.' },
  call_issuer: { retry: true, said: 'The bank wants to talk to the owner of the card first.' },
  authentication_required: { retry: false, said: 'The bank asks the payer to confirm this payment in person.' },
  expired_card: { retry: false, said: 'The card has expired.' },
  incorrect_cvc: { retry: false, said: 'The security code is wrong.' },
  incorrect_details: { retry: false, said: 'The card or account details are wrong.' },
  lost_or_stolen: { retry: false, said: 'The card cannot be used any more.' },
  suspected_fraud: { retry: false, said: 'The payment was stopped as a possible fraud.' },
  account_closed: { retry: false, said: 'The bank account is closed or does not exist.' },
  debit_not_authorized: { retry: false, said: 'The owner of the bank account has not allowed debits.' },
  not_verified: { retry: false, said: 'The bank account has not been verified yet.' },
  verification_failed: { retry: false, said: 'The amounts are not those that were deposited.' },
  source_not_found: { retry: false, said: 'The payment source is not known to the gateway.' },
  method_not_supported: { retry: false, said: 'This way of paying is not possible here.' },
  currency_not_supported: { retry: false, said: 'This currency is not possible here.' },
  amount_not_possible: { retry: false, said: 'This amount is too small, too large or too finely divided.' },
  charge_not_refundable: { retry: false, said: 'This charge cannot be refunded, or not by that much.' },
  canceled: { retry: false, said: 'The payment was canceled.' },
  gateway_not_configured: { retry: false, said: 'The gateway does not accept our credentials: check its settings.' },
  gateway_refused_request: { retry: false, said: 'The gateway did not take the request.' },
} as const satisfies Record<string, { readonly retry: boolean; readonly said: string }>

export type DeclineCode = keyof typeof DECLINES

export function declined(
  decline: DeclineCode,
  more: { readonly said?: string | undefined; readonly reference?: string | undefined } = {},
): Declined {
  const said = withoutSecrets(more.said || DECLINES[decline].said)
  return { outcome: 'declined', decline, said, ...(more.reference && { reference: more.reference }) }
}

export function unknown(said: string): Unknown {
  return { outcome: 'unknown', said: withoutSecrets(said) }
}

/** @throws Refusal refused `gateway_cannot` */
export function cannot(gateway: string, what: string): never {
  throw new Refusal('refused', 'gateway_cannot', `The gateway ${gateway} cannot ${what}.`)
}
