/**
 * What was sold. By item it is asked of the lines of issued documents, in total of the books.
 * Invariants: credit notes are negative; parts of a consolidated invoice were sold once, as what they were; the amounts of
 * all items are the revenue that the same documents have in the books.
 */
import { NOTHING, type ReportKind, summed, wanted } from './kind.ts'

/** Issued documents of the period that are sales or take them back, with the sign with which they count. */
export const DOCUMENTS = `
  documents as (
    select 'invoice' as object, i.id as object_id, i.customer, i.number, i.date, i.currency, i.subtotal, i.taxes, 1 as sign
    from invoices i
    where ${wanted('i')} and i.date between :start and :end and not i.draft and not i.consolidated
      and (not i.voided or i.consolidated_invoice is not null)
    union all
    select 'credit_note', n.id, n.customer, n.number, n.date, n.currency, n.subtotal, n.taxes, -1
    from credit_notes n where ${wanted('n')} and n.date between :start and :end and not n.draft and not n.voided
  )`

/** Lines that give up what is owed are no sales (ledger/postings, lineAccount). */
const LINES = `
  lines as (
    select d.*, l.catalog_item, l.name, l.quantity * d.sign as quantity, l.unit_cost, l.amount * d.sign as amount, l.id as line_id,
      coalesce(l.type, '') in ('bad-debt', 'bad_debt', 'short-pay') as is_loss
    from documents d join line_items l on l.company_id = :company and l.document_type = d.object and l.document_id = d.object_id
  ), sold as (
    select currency, coalesce('item ' || catalog_item, 'name ' || name) as key, catalog_item, name, quantity, unit_cost, amount, object, object_id, line_id
    from lines where not is_loss
    union all
    select d.currency, 'contained', null, 'Taxes contained in prices', null, null, d.subtotal * d.sign - sum(l.amount), d.object, d.object_id, 0
    from documents d join lines l on l.object = d.object and l.object_id = d.object_id
    group by d.currency, d.subtotal, d.sign, d.object, d.object_id having d.subtotal * d.sign <> sum(l.amount)
  )`

const GROUPS: Readonly<
  Record<
    string,
    { readonly name: string; readonly key: string; readonly label: string; readonly record: string; readonly time: string }
  >
> = {
  customer: {
    name: 'Customer',
    key: 'p.customer_id',
    label: 'c.name',
    record: "'customer' as object, p.customer_id as object_id",
    time: 'null',
  },
  month: { name: 'Month', key: 'p.time', label: 'p.time', record: NOTHING, time: "to_char(e.date, 'YYYY-MM')" },
  year: { name: 'Year', key: 'p.time', label: 'p.time', record: NOTHING, time: "to_char(e.date, 'YYYY')" },
}

export const SALES: readonly ReportKind[] = [
  {
    type: 'sales_by_item',
    title: 'Sales by Item',
    group: 'Sales',
    about: 'What was sold of each item, with the lines that say so. Before discounts and taxes.',
    period: 'range',
    columns: () => [
      { id: 'item', name: 'Item', type: 'text' },
      { id: 'gl_account', name: 'G/L account', type: 'text' },
      { id: 'number', name: 'Document', type: 'text' },
      { id: 'date', name: 'Date', type: 'date' },
      { id: 'customer', name: 'Customer', type: 'text' },
      { id: 'quantity', name: 'Quantity', type: 'decimal' },
      { id: 'unit_cost', name: 'Unit price', type: 'decimal' },
      summed('amount', 'Amount'),
    ],
    query: () => `with ${DOCUMENTS}, ${LINES}, totals as (
        select currency, key, min(catalog_item) as catalog_item, min(name) as name, sum(quantity) as quantity, sum(amount)::bigint as amount
        from sold group by currency, key
      ), named as (
        select t.*, coalesce(i.name, t.name) as item, i.gl_account from totals t
        left join lateral (
          select name, gl_account from items where company_id = :company and id = t.catalog_item order by archived, updated_at desc limit 1
        ) i on true
      )
      select * from (
        select currency, 0 as level, ${NOTHING}, key, amount as rank, item, gl_account, null as number, null::date as date, null as customer, quantity, null::numeric as unit_cost, amount, 0 as line_id from named
        union all
        select s.currency, 1, s.object, s.object_id, s.key, n.amount, s.name, null, d.number, d.date, c.name, s.quantity, s.unit_cost, s.amount, s.line_id
        from sold s
        join named n on n.currency = s.currency and n.key = s.key
        join documents d on d.object = s.object and d.object_id = s.object_id
        join customers c on c.company_id = :company and c.id = d.customer
      ) r order by rank desc, key, level, date, line_id`,
  },
  {
    type: 'sales_summary',
    title: 'Sales Summary',
    group: 'Sales',
    about: 'Revenue, discounts and taxes by customer or by time, as the books have them.',
    period: 'range',
    group_by: Object.keys(GROUPS),
    columns: ({ group_by }) => [
      { id: 'label', name: GROUPS[group_by ?? 'customer']!.name, type: 'text' },
      { id: 'documents', name: 'Documents', type: 'whole', totalled: true },
      summed('revenue', 'Revenue'),
      summed('discounts', 'Discounts'),
      summed('taxes', 'Taxes'),
      summed('total', 'Total'),
    ],
    query: ({ group_by }) => {
      const group = GROUPS[group_by ?? 'customer']!
      return `
        select p.currency, 0 as level, ${group.record}, ${group.label} as label, count(distinct (p.document_type, p.document_id)) as documents,
          -coalesce(sum(p.amount) filter (where p.account like 'revenue:%'), 0)::bigint as revenue,
          -coalesce(sum(p.amount) filter (where p.account = 'discounts'), 0)::bigint as discounts,
          -coalesce(sum(p.amount) filter (where p.account = 'tax_payable'), 0)::bigint as taxes, -sum(p.amount)::bigint as total
        from (
          select p.currency, p.customer_id, p.account, p.document_type, p.document_id, ${group.time} as time, sum(p.amount) as amount
          from ledger_postings p join ledger_entries e on e.company_id = p.company_id and e.id = p.entry_id
          where ${wanted('p')} and e.date between :start and :end and e.source_type in ('invoice', 'credit_note')
            and (p.account like 'revenue:%' or p.account in ('discounts', 'tax_payable'))
          group by 1, 2, 3, 4, 5, 6 having sum(p.amount) <> 0
        ) p
        left join customers c on c.company_id = :company and c.id = p.customer_id
        group by p.currency, ${group.key}, ${group.label} order by ${group_by === 'customer' || !group_by ? 'lower(c.name), p.customer_id' : 'label'}`
    },
  },
  {
    type: 'tax_summary',
    title: 'Tax Summary',
    group: 'General',
    about: 'The tax of each rate by the date of the document, with the documents that bear it.',
    period: 'range',
    columns: () => [
      { id: 'rate', name: 'Tax rate', type: 'text' },
      { id: 'number', name: 'Document', type: 'text' },
      { id: 'date', name: 'Date', type: 'date' },
      { id: 'customer', name: 'Customer', type: 'text' },
      { id: 'documents', name: 'Documents', type: 'whole' },
      summed('tax', 'Tax'),
    ],
    query: () => `with ${DOCUMENTS}, bearing as (
        select d.*, t.tax from documents d cross join lateral jsonb_array_elements(d.taxes) as t (tax)
        union all
        select d.*, t.tax from documents d
        join line_items l on l.company_id = :company and l.document_type = d.object and l.document_id = d.object_id
        cross join lateral jsonb_array_elements(l.taxes) as t (tax)
      ), taxed as (
        select b.currency, coalesce(b.tax -> 'tax_rate' ->> 'id', '') as key, coalesce(b.tax -> 'tax_rate' ->> 'name', 'Without a rate') as rate,
          b.object, b.object_id, b.number, b.date, b.customer, sum((b.tax ->> 'amount')::bigint * b.sign)::bigint as tax
        from bearing b group by 1, 2, 3, 4, 5, 6, 7, 8 having sum((b.tax ->> 'amount')::bigint) <> 0
      )
      select * from (
        select currency, 0 as level, ${NOTHING}, key, min(rate) as rate, null as number, null::date as date, null as customer,
          count(distinct (object, object_id)) as documents, sum(tax)::bigint as tax
        from taxed group by currency, key
        union all
        select t.currency, 1, t.object, t.object_id, t.key, t.rate, t.number, t.date, c.name, null, t.tax
        from taxed t join customers c on c.company_id = :company and c.id = t.customer
      ) r order by key, level, date, object_id`,
  },
]
