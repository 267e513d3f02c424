/** What comes in again and again, and what waits to be billed. */
import { type ReportKind, summed, wanted } from './kind.ts'

const GROUPS: Readonly<Record<string, { readonly name: string; readonly label: string; readonly record: string }>> = {
  plan: {
    name: 'Plan',
    label:
      'coalesce((select name from plans where company_id = :company and id = s.plan order by archived, updated_at desc limit 1), s.plan)',
    record: 'null::text as object, null::bigint as object_id',
  },
  customer: { name: 'Customer', label: 'c.name', record: "'customer' as object, s.customer as object_id" },
}

const revenue = (type: string, title: string, months: number, about: string): ReportKind => ({
  type,
  title,
  group: 'Subscriptions',
  about,
  period: 'now',
  group_by: Object.keys(GROUPS),
  columns: ({ group_by }) => [
    { id: 'label', name: GROUPS[group_by ?? 'plan']!.name, type: 'text' },
    { id: 'subscriptions', name: 'Subscriptions', type: 'whole', totalled: true },
    summed('amount', title),
  ],
  query: ({ group_by }) => {
    const { label, record } = GROUPS[group_by ?? 'plan']!
    const grouped = group_by === 'customer' ? 's.customer, c.name' : 's.plan'
    return `
      select s.currency, 0 as level, ${record}, ${label} as label, count(*) as subscriptions, (sum(s.mrr) * ${months})::bigint as amount
      from subscriptions s join customers c on c.company_id = s.company_id and c.id = s.customer
      where ${wanted('s')} and not s.canceled and not s.finished and not s.paused and s.start_date <= :today
      group by s.currency, ${grouped} order by amount desc, label`
  },
})

export const RECURRING: readonly ReportKind[] = [
  revenue('mrr', 'MRR', 1, 'What the subscriptions in force come to in a month.'),
  revenue('arr', 'ARR', 12, 'What the subscriptions in force come to in a year.'),
  {
    type: 'not_billed_yet',
    title: 'Not Billed Yet',
    group: 'Sales',
    about: 'Pending lines that wait for the next invoice.',
    period: 'now',
    columns: () => [
      { id: 'customer', name: 'Customer', type: 'text' },
      { id: 'name', name: 'Line', type: 'text' },
      { id: 'quantity', name: 'Quantity', type: 'decimal' },
      { id: 'unit_cost', name: 'Unit price', type: 'decimal' },
      summed('amount', 'Amount'),
    ],
    query: () => `
      select l.currency, 0 as level, 'customer' as object, l.customer as object_id, c.name as customer, l.name, l.quantity, l.unit_cost, l.amount
      from pending_line_items l join customers c on c.company_id = l.company_id and c.id = l.customer
      where ${wanted('l')} order by lower(c.name), l.customer, l.id`,
  },
]
