import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import type { PaymentPromise } from './contract.ts'

export async function find({ tx, companyId, zone }: Work, invoice: number): Promise<PaymentPromise | null> {
  const row = await tx
    .selectFrom('promises')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('invoice_id', '=', invoice)
    .executeTakeFirst()
  if (!row) return null
  const { date, method, reference, created_at, updated_at } = row
  return { object: 'promise', invoice, date: { date, zone }, method, reference, created_at, updated_at }
}

export async function save(
  { tx, companyId }: Work,
  { invoice, date, method, reference, created_at, updated_at }: PaymentPromise,
) {
  const fields = { date: date.date, method, reference, updated_at }
  await tx
    .insertInto('promises')
    .values({ ...fields, created_at, company_id: companyId, invoice_id: invoice })
    .onConflict((conflict) => conflict.columns(['company_id', 'invoice_id']).doUpdateSet(fields))
    .execute()
}

export async function remove({ tx, companyId }: Work, invoice: number): Promise<void> {
  await tx.deleteFrom('promises').where('company_id', '=', companyId).where('invoice_id', '=', invoice).execute()
}

export function notPromised(invoice: number): Refusal {
  return new Refusal('not_found', 'promise_not_found', `Nobody promised when to pay invoice ${invoice}.`)
}
