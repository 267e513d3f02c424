/**
 * How the account of all customers moved, and how each of them stands.
 * Invariants: what stood at the beginning and every movement come to what stands at the end; all of it is the books.
 */
import { type Column, NOTHING, type ReportKind, summed, wanted } from './kind.ts'

const ACCOUNTS: readonly (readonly [account: string, name: string])[] = [
  ['receivable', 'Owed on documents'],
  ['unapplied_payments', 'Payments not applied'],
  ['customer_credit', 'Customer credit'],
]
const COLUMNS: readonly Column[] = ACCOUNTS.map(([id, name]) => ({ id, name, type: 'money' }))
const PARTS = ACCOUNTS.map(
  ([account]) => `coalesce(sum(amount) filter (where account = '${account}'), 0)::bigint as ${account}`,
).join(', ')
const LISTED = ACCOUNTS.map(([account]) => `'${account}'`).join(', ')

const NAMES: Readonly<Record<string, string>> = {
  invoice_issued: 'Invoices',
  late_fee_charged: 'Late fees',
  discount_expired: 'Discounts that ended',
  invoices_consolidated: 'Consolidation of invoices',
  credit_note_issued: 'Credit notes',
  payment_received: 'Payments received',
  payment_applied: 'Payments and credits applied',
  payment_unapplied: 'Payments taken off again',
  bad_debt: 'Bad debt',
  refunded: 'Refunds',
  dispute_opened: 'Disputes opened',
  dispute_lost: 'Disputes lost',
  dispute_written_off: 'Disputes written off',
  credit_adjusted: 'Credit adjusted',
}
/** Of what was undone, by its opposite: the name of what it was. */
const named = `case regexp_replace(reason, '_reversed$', '') ${Object.entries(NAMES)
  .map(([reason, name]) => `when '${reason}' then '${name}'`)
  .join(' ')} else initcap(replace(reason, '_', ' ')) end || case when reason like '%\\_reversed' then ', taken back' else '' end`

export const STANDINGS: readonly ReportKind[] = [
  {
    type: 'reconciliation',
    title: 'Reconciliation',
    group: 'General',
    about: 'From what customers owed at the beginning, by every kind of movement, to what they owe at the end.',
    period: 'range',
    columns: () => [
      { id: 'movement', name: 'Movement', type: 'text' },
      ...COLUMNS,
      { id: 'net', name: 'Net owed', type: 'money' },
    ],
    query: () => `with postings as (
        select p.currency, p.account, p.amount, e.date, e.reason
        from ledger_postings p join ledger_entries e on e.company_id = p.company_id and e.id = p.entry_id
        where ${wanted('p')} and p.account in (${LISTED}) and e.date <= :end
      )
      select * from (
        select currency, 0 as level, ${NOTHING}, 0 as place, 'Opening balance' as movement,
          ${PARTS.replaceAll('(where ', '(where date < :start and ')}, coalesce(sum(amount) filter (where date < :start), 0)::bigint as net
        from postings group by currency
        union all
        select currency, 1, ${NOTHING}, 1, ${named}, ${PARTS}, sum(amount)::bigint from postings where date >= :start group by currency, 6
        union all
        select currency, 0, ${NOTHING}, 2, 'Closing balance', ${PARTS}, sum(amount)::bigint from postings group by currency
      ) r order by place, movement`,
  },
  {
    type: 'a_r_overview',
    title: 'A/R Overview',
    group: 'General',
    about: 'How every customer stands: what is owed, what was paid ahead, what credit is left.',
    period: 'day',
    columns: () => [
      { id: 'customer', name: 'Customer', type: 'text' },
      { id: 'customer_number', name: 'Number', type: 'text' },
      ...COLUMNS.map((column): Column => ({ ...column, totalled: true })),
      summed('net', 'Net owed'),
    ],
    query: () => `
      select p.currency, 0 as level, 'customer' as object, p.customer_id as object_id, coalesce(c.name, 'Unknown payer') as customer,
        c.number as customer_number, ${PARTS}, sum(p.amount)::bigint as net
      from ledger_postings p
      join ledger_entries e on e.company_id = p.company_id and e.id = p.entry_id
      left join customers c on c.company_id = p.company_id and c.id = p.customer_id
      where ${wanted('p')} and p.account in (${LISTED}) and e.date <= :end
      group by p.currency, p.customer_id, c.name, c.number having bool_or(p.amount <> 0)
      order by lower(c.name), p.customer_id`,
  },
  {
    type: 'bad_debt',
    title: 'Bad Debt',
    group: 'Collections',
    about: 'What was given up, by customer and document.',
    period: 'range',
    columns: () => [
      { id: 'date', name: 'Date', type: 'date' },
      { id: 'customer', name: 'Customer', type: 'text' },
      { id: 'number', name: 'Document', type: 'text' },
      summed('amount', 'Amount'),
    ],
    query: () => `
      select p.currency, 0 as level, p.document_type as object, p.document_id as object_id, e.date, c.name as customer,
        coalesce(i.number, n.number) as number, p.amount
      from ledger_postings p
      join ledger_entries e on e.company_id = p.company_id and e.id = p.entry_id
      left join customers c on c.company_id = p.company_id and c.id = p.customer_id
      left join invoices i on p.document_type = 'invoice' and i.company_id = p.company_id and i.id = p.document_id
      left join credit_notes n on p.document_type = 'credit_note' and n.company_id = p.company_id and n.id = p.document_id
      where ${wanted('p')} and p.account = 'bad_debt' and e.date between :start and :end order by e.date, p.entry_id, p.position`,
  },
]
