import type { Currency } from '../../../core/currency.ts'
import { money } from '../../../core/money.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { balances, history } from '../../ledger/postings/service.ts'
import type { Balance } from './contract.ts'
import * as store from './store.ts'

const HISTORY_MAX = 100

/** What a customer owes and is owed, from the invoices and the books. */
export async function customerBalance(work: Work, id: number, wanted: Currency | undefined): Promise<Balance> {
  const customer = await findCustomer(work, id)
  const currency = wanted ?? (customer.currency as Currency | null) ?? work.company.currency
  const [open, credits, notes, movements] = await Promise.all([
    store.open(work, id, currency),
    balances(work, id, 'customer_credit'),
    store.openCreditNotes(work, id, currency),
    history(work, id, 'customer_credit', currency, HISTORY_MAX),
  ])
  const owed = (minor: number) => money(-minor || 0, currency)
  return {
    currency,
    total_outstanding: money(open.outstanding, currency),
    due_now: money(open.due_now, currency),
    past_due: open.past_due,
    available_credits: owed(credits.get(currency) ?? 0),
    open_credit_notes: money(notes, currency),
    history: movements.map(({ at, balance }) => ({ timestamp: at, currency, balance: owed(balance) })),
  }
}
