import { sql } from 'kysely'
import type { Work } from '../../../platform/work.ts'

/** Invoices that wait to be collected, are not being paid right now, and of which no payment is contested. */
const WAITING = sql`next_payment_attempt is not null and autopay and not draft and not paid and not closed and not voided and not disputed and pending = 0`

/**
 * The customer took AutoPay back since the invoice was last touched. A job is about to switch it off for the invoice as
 * well, but may have waited as long as a process was down. Plans are agreed on for themselves.
 */
const TAKEN_BACK = sql`(i.payment_plan is null and exists (
  select from events e where e.company_id = i.company_id and e.object_type = 'customer' and e.object_id = i.customer::text
     and e.type = 'customer.updated' and e.previous ->> 'autopay' = 'true' and e.occurred_at > i.updated_at))`

export async function nextAttempt({ tx, companyId }: Work): Promise<Date | null> {
  const { rows } = await sql<{
    at: Date | null
  }>`select min(next_payment_attempt) as at from invoices where company_id = ${companyId} and ${WAITING}`.execute(tx)
  return rows[0]?.at ?? null
}

/** Invoices whose attempt is due, the longest waiting first. */
export async function findDue({ tx, companyId, now }: Work, most: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from invoices i where company_id = ${companyId} and ${WAITING} and next_payment_attempt <= ${now} and not ${TAKEN_BACK} order by next_payment_attempt, id limit ${most}
  `.execute(tx)
  return rows.map(({ id }) => id)
}

/** How many attempts on an invoice of a customer have ended: the next one is a charge of its own. */
export async function endedAttempts({ tx, companyId }: Work, customer: number, prefix: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from charges
    where company_id = ${companyId} and customer = ${customer} and starts_with(idempotency_key, ${prefix}) and status in ('succeeded', 'failed')
  `.execute(tx)
  return rows[0]!.count
}

/** Whether the invoice is about to be switched off, and must not be collected any more. */
export async function wasTakenBack({ tx, companyId }: Work, invoice: number): Promise<boolean> {
  const { rows } =
    await sql`select from invoices i where i.company_id = ${companyId} and i.id = ${invoice} and ${TAKEN_BACK}`.execute(tx)
  return rows.length > 0
}

/** Open invoices of a customer that are on AutoPay. */
export async function collectedOf({ tx, companyId }: Work, customer: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from invoices where company_id = ${companyId} and customer = ${customer} and autopay and payment_plan is null and not draft and not paid and not closed and not voided order by id
  `.execute(tx)
  return rows.map(({ id }) => id)
}
