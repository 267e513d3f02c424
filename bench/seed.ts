import type { Pool } from 'pg'

/**
 * A company's past by SQL alone, true to every law of the books: `count` issued invoices of one line, numbered 1..count,
 * posted a thousand to an entry.
 */
export async function seedInvoices(pool: Pool, companyId: number, customer: number, count: number): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query('create temporary table seeds (id bigint, n int) on commit drop')
    await client.query(`insert into seeds select nextval('record_ids'), n from generate_series(1, ${Number(count)}) as n`)
    await client.query('analyze seeds')
    for (const statement of STATEMENTS)
      await client.query(statement.replaceAll(':company', String(companyId)).replaceAll(':customer', String(customer)))
    await client.query(
      `insert into number_series values (${companyId}, 'invoice', ${count + 1}) on conflict (company_id, series) do update set next_number = excluded.next_number`,
    )
    await client.query(`insert into record_counts values (${companyId}, 'invoices', 0, ${count})
      on conflict (company_id, kind, shard) do update set total = record_counts.total + excluded.total`)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
  for (const table of ['invoices', 'line_items', 'ledger_entries', 'ledger_postings'])
    await pool.query(`vacuum (analyze) ${table}`)
}

const AMOUNT = '(1000 + n % 9000)'
const STATEMENTS = [
  `insert into invoices (company_id, id, customer, name, number, currency, draft, date, due_date, payment_terms, subtotal, total, balance, paid, date_issued, portal_key_hash, created_at, updated_at)
   select :company, id, :customer, 'Invoice', 'INV-' || lpad(n::text, greatest(4, length(n::text)), '0'), 'usd', false, date '2020-01-01' + n % 1500, date '2020-01-31' + n % 1500, 'NET 30',
     ${AMOUNT}, ${AMOUNT}, ${AMOUNT}, false, timestamptz '2020-01-01' + n * interval '1 minute', sha256(id::text::bytea), timestamptz '2020-01-01' + n * interval '1 minute', timestamptz '2020-01-01' + n * interval '1 minute'
   from seeds`,
  `insert into line_items (company_id, document_type, document_id, id, position, name, quantity, unit_cost, amount, created_at, updated_at)
   select :company, 'invoice', id, nextval('record_ids'), 0, 'Paper, white A4', 1, ${AMOUNT} / 100.0, ${AMOUNT}, timestamptz '2020-01-01', timestamptz '2020-01-01' from seeds`,
  `create temporary table blocks on commit drop as select n / 1000 as block, min(id) as source, nextval('record_ids') as entry_id from seeds group by 1`,
  `insert into ledger_entries (company_id, id, date, currency, reason, source_type, source_id, created_at)
   select :company, entry_id, date '2020-01-01', 'usd', 'books_opened', 'invoice', source, timestamptz '2020-01-01' from blocks`,
  `insert into ledger_postings (company_id, entry_id, position, account, amount, currency, customer_id, document_type, document_id)
   select :company, b.entry_id, n % 1000, 'receivable', ${AMOUNT}, 'usd', :customer, 'invoice', s.id from seeds s join blocks b on b.block = s.n / 1000`,
  `insert into ledger_postings (company_id, entry_id, position, account, amount, currency)
   select :company, b.entry_id, 1000, 'revenue', -sum(${AMOUNT}), 'usd' from seeds s join blocks b on b.block = s.n / 1000 group by b.entry_id`,
]
