import { useList, useRead } from '../../../query.ts'
import type { Payment } from '../../../records.ts'

/** What a customer has to their credit in a currency, and where it lies; null until that is known. */
export interface Credit {
  /** On the credit balance. */
  readonly balance: number
  /** On open credit notes. */
  readonly notes: number
  /** Payments of which a part settles nothing yet. */
  readonly payments: readonly Payment[]
}

export function useCredit(customer: number, currency: string): Credit | null {
  const balance = useRead('GET /customers/{id}/balance', { id: customer, query: { currency } })
  const payments = useList('GET /payments', {
    query: { per_page: 10, sort: 'date asc', balance: JSON.stringify(['>', 0]), filter: { customer, currency, voided: 0 } },
  })
  if (!balance.data || !payments.data) return null
  const { available_credits, open_credit_notes } = balance.data
  return { balance: available_credits, notes: open_credit_notes, payments: payments.data.rows }
}
