/**
 * Owns: what is shown of a payment whose money is not there: of a charge that its bank has not settled yet, or that failed.
 * Does not own: the charge, and the payment it becomes (recordPayment), which has the number of its charge.
 * Invariants: nothing of it is in the books or in lists of payments; its splits keep their numbers when it is recorded.
 */
import type { Currency } from '../../../core/currency.ts'
import { dayOf } from '../../../core/date.ts'
import { money, subtract, zero } from '../../../core/money.ts'
import { boundedSum } from '../../receivables/documents/limits.ts'
import { type ChargedSplit, type OpenDocument, usesCash } from './application.ts'
import type { Application, Payment } from './contract.ts'

/** What is known of a charge that has become no payment. Amounts in minor units. */
export interface UnderWay {
  readonly id: number
  readonly customer: number
  readonly method: string
  readonly currency: string
  readonly amount: number
  readonly status: string
  readonly gateway_id: string | null
  readonly source: string
  readonly applied_to: readonly ChargedSplit[]
  readonly settled_at: Date | null
  readonly created_at: Date
  readonly updated_at: Date
}

/** @param documents what its splits name; null where they are not shown */
export function presentUnderWay(
  facts: UnderWay,
  zone: string,
  charge: Payment['charge'],
  documents: readonly OpenDocument[] | null,
): Payment {
  const currency = facts.currency as Currency
  const failed = facts.status === 'failed'
  const amount = money(facts.amount, currency)
  const cash = facts.applied_to.filter(usesCash).map((split) => money(split.amount, currency))
  return {
    id: facts.id,
    object: 'payment',
    customer: facts.customer,
    date: dayOf(facts.created_at, zone),
    method: facts.method,
    currency,
    amount,
    balance: failed ? zero(currency) : subtract(amount, boundedSum(cash, currency)),
    amount_returned: zero(currency),
    matched: null,
    voided: failed,
    status: failed ? 'voided' : 'pending',
    reference: facts.gateway_id,
    source: facts.source,
    ach_sender_id: null,
    notes: null,
    charge,
    ...(documents && { applied_to: failed ? [] : facts.applied_to.map((split) => application(facts, split, documents)) }),
    pdf_url: null,
    date_voided: failed ? facts.settled_at : null,
    metadata: {},
    created_at: facts.created_at,
    updated_at: facts.updated_at,
  }
}

function application(
  { customer, currency, created_at, updated_at }: UnderWay,
  split: ChargedSplit,
  documents: readonly OpenDocument[],
): Application {
  const { id, type, invoice = null, estimate = null, credit_note = null, document_type = null, short_pay = false } = split
  const document = documents.find((one) => one.id === (invoice ?? estimate ?? credit_note))
  return {
    id,
    object: 'payment_application',
    type,
    amount: money(split.amount, currency as Currency),
    customer: document?.customer ?? customer,
    invoice,
    estimate,
    credit_note,
    document_type,
    short_pay,
    created_at,
    updated_at,
  }
}
