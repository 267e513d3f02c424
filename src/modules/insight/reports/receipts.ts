/** Money that came in, what came back of it, and what stopped it. */
import { methodName, NOTHING, type ReportKind, summed, wanted } from './kind.ts'

const GROUPS: Readonly<Record<string, { readonly name: string; readonly label: string }>> = {
  method: { name: 'Method', label: methodName('p.method') },
  customer: { name: 'Customer', label: "coalesce(c.name, 'Unknown payer')" },
  month: { name: 'Month', label: "to_char(p.date, 'YYYY-MM')" },
}

export const RECEIPTS: readonly ReportKind[] = [
  {
    type: 'payment_summary',
    title: 'Payment Summary',
    group: 'Payments',
    about: 'Payments received by method, customer or month, with each of them.',
    period: 'range',
    group_by: Object.keys(GROUPS),
    columns: ({ group_by }) => [
      { id: 'label', name: GROUPS[group_by ?? 'method']!.name, type: 'text' },
      { id: 'date', name: 'Date', type: 'date' },
      { id: 'customer', name: 'Customer', type: 'text' },
      { id: 'reference', name: 'Reference', type: 'text' },
      { id: 'payments', name: 'Payments', type: 'whole', totalled: true },
      summed('amount', 'Received'),
      summed('returned', 'Given back'),
      summed('balance', 'Not applied'),
    ],
    query: ({ group_by }) => `with received as (
        select p.currency, ${GROUPS[group_by ?? 'method']!.label} as label, p.id, p.date, c.name as customer, p.reference, p.amount, p.amount_returned as returned, p.balance
        from payments p left join customers c on c.company_id = p.company_id and c.id = p.customer
        where ${wanted('p')} and not p.voided and p.amount > 0 and p.date between :start and :end
      )
      select * from (
        select currency, 0 as level, ${NOTHING}, label, null::date as date, null as customer, null as reference, count(*) as payments,
          sum(amount)::bigint as amount, sum(returned)::bigint as returned, sum(balance)::bigint as balance
        from received group by currency, label
        union all
        select currency, 1, 'payment', id, label, date, customer, reference, null, amount, returned, balance from received
      ) r order by label, level, date, object_id`,
  },
  {
    type: 'refunds',
    title: 'Refunds',
    group: 'Payments',
    about: 'Money that was given back, by the day on which it was asked for.',
    period: 'range',
    columns: () => [
      { id: 'date', name: 'Date', type: 'date' },
      { id: 'customer', name: 'Customer', type: 'text' },
      { id: 'method', name: 'Method', type: 'text' },
      { id: 'status', name: 'Status', type: 'text' },
      summed('amount', 'Amount'),
    ],
    query: () => `
      select r.currency, 0 as level, 'payment' as object, r.payment_id as object_id, (r.created_at at time zone :zone)::date as date,
        c.name as customer, ${methodName('r.method')} as method, r.status, r.amount
      from refunds r
      join payments p on p.company_id = r.company_id and p.id = r.payment_id
      left join customers c on c.company_id = p.company_id and c.id = p.customer
      where ${wanted('r')} and r.status <> 'failed' and (r.created_at at time zone :zone)::date between :start and :end
      order by r.created_at, r.id`,
  },
  {
    type: 'failed_charges',
    title: 'Failed Charges',
    group: 'Payments',
    about: 'Charges that were refused, and why.',
    period: 'range',
    columns: () => [
      { id: 'date', name: 'Date', type: 'date' },
      { id: 'customer', name: 'Customer', type: 'text' },
      { id: 'method', name: 'Method', type: 'text' },
      { id: 'reason', name: 'Reason', type: 'text' },
      summed('amount', 'Amount'),
    ],
    query: () => `
      select h.currency, 0 as level, 'customer' as object, h.customer as object_id, (h.created_at at time zone :zone)::date as date,
        c.name as customer, ${methodName('h.method')} as method, coalesce(h.failure_message, h.failure_code) as reason, h.amount
      from charges h join customers c on c.company_id = h.company_id and c.id = h.customer
      where ${wanted('h')} and h.status = 'failed' and (h.created_at at time zone :zone)::date between :start and :end
      order by h.created_at, h.id`,
  },
]
