import { sql } from 'kysely'
import type { Work } from '../../../platform/work.ts'

export interface Open {
  /** Minor units. */
  readonly outstanding: number
  readonly due_now: number
  readonly past_due: boolean
}

/** Sums over the open invoices of a customer; amounts in one currency, lateness in all. */
export async function open({ tx, companyId, today, now }: Work, customer: number, currency: string): Promise<Open> {
  const { rows } = await sql<Open>`
    select
      coalesce(sum(balance) filter (where currency = ${currency} and date <= ${today.date}::date), 0)::bigint as outstanding,
      coalesce(sum(case when plan_schedule is null then balance else balance - least(balance, (
          select coalesce(sum((installment ->> 'opening')::bigint), 0) from jsonb_array_elements(plan_schedule -> 'installments') as installment
          where (installment ->> 'date')::date > ${today.date}::date)) end)
        filter (where currency = ${currency} and date <= ${today.date}::date and pending = 0 and not (plan_schedule is null
          and autopay and (next_payment_attempt is null or next_payment_attempt > ${now}) and coalesce(due_date, ${today.date}::date) >= ${today.date}::date)), 0)::bigint as due_now,
      coalesce(bool_or(due_date < ${today.date}::date or installment_date < ${today.date}::date or (autopay and due_date is null and attempt_count > 0)), false) as past_due
    from invoices where company_id = ${companyId} and customer = ${customer} and not draft and not paid and not closed and not voided
  `.execute(tx)
  return rows[0]!
}

/** What credit notes of a customer can still be used for, in minor units; closed ones give nothing. */
export async function openCreditNotes({ tx, companyId }: Work, customer: number, currency: string): Promise<number> {
  const { rows } = await sql<{ balance: number }>`
    select coalesce(sum(balance), 0)::bigint as balance from credit_notes
    where company_id = ${companyId} and customer = ${customer} and currency = ${currency} and not draft and not paid and not closed and not voided
  `.execute(tx)
  return rows[0]!.balance
}
