/**
 * What is owed, by how late it is. It is asked of the books as they were on the day, so a report of a past day says what
 * it said then. Invariant: the groups of a row add up to its total, and all totals to the receivable in the books.
 */
import { dueWhile } from '../../receivables/invoices/installments.ts'
import { type Choices, type Column, type ReportKind, summed, wanted } from './kind.ts'

const ageColumns = ({ ages }: Choices): Column[] => [
  summed('not_due', 'Not due'),
  ...ages.map((from, i) => summed(`age_${i}`, nameOf(from, ages[i + 1]))),
  summed('total', 'Total'),
]

function nameOf(from: number, next: number | undefined): string {
  return next === undefined ? `Over ${from - 1} days` : `${from}–${next - 1} days`
}

/** Each document of which something is open, with its age in days; credit notes are negative and never late. */
const aged = ({ age_by }: Choices) => `
  open as (
    select p.currency, p.document_type as object, p.document_id as object_id, sum(p.amount)::bigint as open
    from ledger_postings p join ledger_entries e on e.company_id = p.company_id and e.id = p.entry_id
    where ${wanted('p')} and p.account = 'receivable' and e.date <= :end group by 1, 2, 3 having sum(p.amount) <> 0
  ), dated as (
    select o.*, coalesce(i.customer, n.customer) as customer_id, coalesce(i.number, n.number) as number, coalesce(i.date, n.date) as date,
      ${dueWhile('i', 'o.open')} as due_date
    from open o
    left join invoices i on o.object = 'invoice' and i.company_id = :company and i.id = o.object_id
    left join credit_notes n on o.object = 'credit_note' and n.company_id = :company and n.id = o.object_id
  ), aged as (
    select d.*, :end::date - ${age_by === 'date' ? "case d.object when 'invoice' then least(d.date, :end::date) end" : 'd.due_date'} as age, c.name as customer, c.number as customer_number from dated d join customers c on c.company_id = :company and c.id = d.customer_id
  )`

/** What is open in each group of ages, of the rows of a group or of one document. */
const groups = ({ ages }: Choices, of: (condition: string) => string) =>
  [
    `${of(`coalesce(age, -1) < ${ages[0] ?? 0}`)} as not_due`,
    ...ages.map(
      (from, i) => `${of(`age >= ${from}${ages[i + 1] === undefined ? '' : ` and age < ${ages[i + 1]}`}`)} as age_${i}`,
    ),
  ].join(', ')

export const AGING: readonly ReportKind[] = [
  {
    type: 'aging_summary',
    title: 'Aging Summary',
    group: 'Collections',
    about: 'What each customer owes, by how late it is.',
    period: 'day',
    columns: (choices) => [
      { id: 'customer', name: 'Customer', type: 'text' },
      { id: 'customer_number', name: 'Number', type: 'text' },
      ...ageColumns(choices),
    ],
    query: (choices) => `with ${aged(choices)}
      select currency, 0 as level, 'customer' as object, customer_id as object_id, customer, customer_number,
        ${groups(choices, (condition) => `coalesce(sum(open) filter (where ${condition}), 0)::bigint`)}, sum(open)::bigint as total
      from aged group by currency, customer_id, customer, customer_number order by lower(customer), customer_id`,
  },
  {
    type: 'aging_detail',
    title: 'Aging Detail',
    group: 'Collections',
    about: 'Every open document, by how late it is.',
    period: 'day',
    columns: (choices) => [
      { id: 'customer', name: 'Customer', type: 'text' },
      { id: 'number', name: 'Document', type: 'text' },
      { id: 'date', name: 'Date', type: 'date' },
      { id: 'due_date', name: 'Due', type: 'date' },
      ...ageColumns(choices),
    ],
    query: (choices) => `with ${aged(choices)}
      select currency, 0 as level, object, object_id, customer, number, date, due_date,
        ${groups(choices, (condition) => `case when ${condition} then open else 0 end`)}, open as total
      from aged order by lower(customer), customer_id, date, object_id`,
  },
]
