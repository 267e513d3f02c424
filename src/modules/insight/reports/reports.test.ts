import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, openWorld, type TestCompany } from '../../../../test/world.ts'
import { proveBooks } from '../proof/service.ts'
import { REPORTS } from './catalog.ts'

/** A month with everything in it; every report of it is held against the books. */
const world = await openWorld()
const { acme } = world
afterAll(() => world.close())

const made = async (path: string, body: unknown = {}): Promise<Answer['json']> => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, `${path} ${text}`).toBeLessThan(300)
  return json
}
interface Table {
  readonly currency: string
  readonly columns: readonly { readonly id: string }[]
  readonly rows: readonly { readonly level: number; readonly cells: readonly (string | number | null)[] }[]
  readonly totals: readonly (number | null)[]
}
const ask = (type: string, parameters: object = {}, company: TestCompany = acme) =>
  company.call('POST', '/reports', { body: { type, parameters } })
const tableOf = async (type: string, parameters: object = {}): Promise<Table> => {
  const { json, text } = await ask(type, parameters)
  expect(json.data, text).toBeDefined()
  return json.data.find(({ currency }: Table) => currency === 'usd')
}
const at = ({ columns }: Table, id: string) => columns.findIndex((column) => column.id === id)
const total = (table: Table, id: string) => table.totals[at(table, id)]
const cells = (table: Table, level: number, ...ids: string[]) =>
  table.rows.filter((row) => row.level === level).map((row) => ids.map((id) => row.cells[at(table, id)]))
/** What the books say, in dollars. */
const books = async (accounts: string, until = '2014-11-30', from = '2014-11-01'): Promise<number> => {
  const { rows } = await world.database.ownerPool.query(
    `select coalesce(sum(p.amount), 0)::float / 100 as amount from ledger_postings p
     join ledger_entries e on e.company_id = p.company_id and e.id = p.entry_id
     where p.company_id = $1 and p.currency = 'usd' and p.account similar to $2 and e.date between $3::date and $4::date`,
    [acme.id, accounts, from, until],
  )
  return rows[0].amount
}
const NOVEMBER = { start_date: '2014-11-01', end_date: '2014-11-30' }
const day = (date: string) => Date.parse(`${date}T18:00:00Z`) / 1000

let hooli = 0
beforeAll(async () => {
  await made('/gl_accounts', { name: 'Paper sales', code: '4100' })
  await made('/items', { id: 'copy_paper_20lb', name: 'Copy paper', unit_cost: 45, gl_account: 'Paper sales' })
  await made('/tax_rates', { id: 'vat', name: 'VAT', value: 5 })
  await made('/tax_rates', { id: 'gst', name: 'GST', value: 10, inclusive: true })
  hooli = (await made('/customers', { name: 'Hooli', number: 'H-1' })).id
  const initech = (await made('/customers', { name: '=Initech', payment_terms: 'NET 7', consolidated: true })).id
  const bill = (customer: number, date: string, items: object[], more: object = {}) =>
    made('/invoices', { customer, date: day(date), items, ...more })
  const pay = (customer: number, amount: number, date: string, applied_to: object[], more: object = {}) =>
    made('/payments', { customer, amount, date: day(date), method: 'check', applied_to, ...more })

  await bill(hooli, '2014-10-02', [{ name: 'Delivery', unit_cost: 10 }], { payment_terms: 'NET 7' })
  const paper = await bill(hooli, '2014-11-03', [{ catalog_item: 'copy_paper_20lb', quantity: 3, unit_cost: 44 }], {
    payment_terms: 'NET 7',
    taxes: [{ tax_rate: 'vat' }],
    discounts: [{ amount: 2 }],
  })
  await bill(hooli, '2014-11-05', [{ catalog_item: 'copy_paper_20lb' }, { name: 'Delivery', unit_cost: 10 }], { taxes: ['gst'] })
  await bill(hooli, '2014-11-05', [{ name: 'Draft', unit_cost: 999 }], { draft: true })
  const mistake = await bill(hooli, '2014-11-06', [{ name: 'Mistake', unit_cost: 70 }])
  await acme.call('POST', `/invoices/${mistake.id}/void`)
  await made('/credit_notes', {
    customer: hooli,
    date: day('2014-11-10'),
    items: [{ catalog_item: 'copy_paper_20lb', unit_cost: 5 }],
  })
  await bill(initech, '2014-11-07', [{ name: 'Toner', quantity: 2, unit_cost: 30 }])
  await bill(initech, '2014-11-08', [{ name: 'Toner', unit_cost: 30 }])
  await made(`/customers/${initech}/consolidate_invoices`)
  const bad = await bill(hooli, '2014-11-09', [{ name: 'Repair', unit_cost: 80 }])
  await made(`/invoices/${bad.id}/bad_debt`)
  await pay(hooli, 100, '2014-11-12', [{ type: 'invoice', invoice: paper.id, amount: 60 }])
  await pay(initech, 25, '2014-11-13', [], { method: 'wire_transfer' })
  await made('/credit_balance_adjustments', { customer: hooli, amount: 15, date: day('2014-11-14') })
  await made('/invoices', {
    customer: hooli,
    currency: 'eur',
    date: day('2014-11-04'),
    items: [{ name: 'Versand', unit_cost: 7 }],
  })
})

test('the books of the month are sound', async () => {
  expect((await proveBooks(world.platform, acme.id)).breaches).toEqual([])
})

test('sales by item come to the revenue in the books, line by line', async () => {
  const table = await tableOf('sales_by_item', NOVEMBER)
  expect(cells(table, 0, 'item', 'gl_account', 'quantity', 'amount')).toEqual([
    ['Copy paper', '4100', 3, 172],
    ['Toner', null, 3, 90],
    ['Repair', null, 1, 80],
    ['Delivery', null, 1, 10],
    ['Taxes contained in prices', null, null, -5],
  ])
  const lines = cells(table, 1, 'item', 'quantity', 'unit_cost', 'amount').filter(([item]) => item === 'Copy paper')
  expect(lines).toEqual([
    ['Copy paper', 3, 44, 132],
    ['Copy paper', 1, 45, 45],
    ['Copy paper', -1, 5, -5],
  ])
  expect(total(table, 'amount')).toBe(-(await books('revenue:%')))
})

test.each(['customer', 'month', 'year'])(
  'the sales summary by %s is revenue, discounts and taxes of the books',
  async (group_by) => {
    const table = await tableOf('sales_summary', { ...NOVEMBER, group_by })
    expect(total(table, 'revenue')).toBe(-(await books('revenue:%')))
    expect(total(table, 'taxes')).toBe(-(await books('tax_payable')))
    expect(total(table, 'total')).toBeCloseTo(total(table, 'revenue')! + total(table, 'discounts')! + total(table, 'taxes')!, 10)
  },
)

test('the tax summary names each rate and comes to the tax payable', async () => {
  const table = await tableOf('tax_summary', NOVEMBER)
  expect(cells(table, 0, 'rate', 'documents', 'tax')).toEqual([
    ['GST', 1, 5],
    ['VAT', 1, 6.5],
  ])
  expect(total(table, 'tax')).toBe(-(await books('tax_payable')))
})

test('aging partitions the receivable of the day, in summary and in detail, and says of a past day what it said then', async () => {
  for (const end_date of ['2014-10-31', '2014-11-12', '2014-11-30', '2015-02-01']) {
    const owed = await books('receivable', end_date, '2014-01-01')
    for (const type of ['aging_summary', 'aging_detail']) {
      const table = await tableOf(type, { end_date })
      expect(total(table, 'total'), `${type} ${end_date}`).toBe(owed)
      const groups = table.columns.flatMap(({ id }) => (/^(not_due|age_\d)$/.test(id) ? [total(table, id)!] : []))
      expect(groups.reduce((sum, amount) => sum + amount, 0)).toBeCloseTo(owed, 10)
    }
  }
  const late = await tableOf('aging_summary', { end_date: '2014-11-30' })
  const [, row] = cells(late, 0, 'customer', 'not_due', 'age_0', 'age_1', 'age_2', 'age_3', 'age_4', 'total')
  expect(row).toEqual(['Hooli', 50, 0, 0, 76.5, 10, 0, 136.5])
})

test('payments received are those of the books, by method, by customer and by month', async () => {
  const tills = await books('undeposited_funds|gateway_clearing')
  for (const group_by of ['method', 'customer', 'month'])
    expect(total(await tableOf('payment_summary', { ...NOVEMBER, group_by }), 'amount')).toBe(tills)
  const table = await tableOf('payment_summary', NOVEMBER)
  expect(cells(table, 0, 'label', 'payments', 'amount')).toEqual([
    ['Check', 1, 100],
    ['Wire transfer', 1, 25],
  ])
  expect(total(table, 'balance')).toBe(-(await books('unapplied_payments')))
})

test('the reconciliation leads from the opening to the closing balance of each account', async () => {
  const table = await tableOf('reconciliation', NOVEMBER)
  for (const account of ['receivable', 'unapplied_payments', 'customer_credit']) {
    const amounts = table.rows.map(({ cells }) => Number(cells[at(table, account)]))
    expect(amounts.at(-1)).toBe(await books(account, '2014-11-30', '2014-01-01'))
    expect(amounts.slice(0, -1).reduce((sum, amount) => sum + amount, 0)).toBeCloseTo(amounts.at(-1)!, 10)
  }
  expect(table.rows[0]!.cells[0]).toBe('Opening balance')
  const overview = await tableOf('a_r_overview', { end_date: '2014-11-30' })
  expect(total(overview, 'net')).toBe(table.rows.at(-1)!.cells[at(table, 'net')])
})

test('bad debt is what the books gave up', async () => {
  expect(total(await tableOf('bad_debt', NOVEMBER), 'amount')).toBe(await books('bad_debt'))
})

test('recurring revenue is that of the subscriptions in force', async () => {
  await made('/plans', { id: 'starter', name: 'Starter', amount: 120, interval: 'year' })
  await made('/subscriptions', { customer: hooli, plan: 'starter', quantity: 3 })
  const paused = await made('/subscriptions', { customer: hooli, plan: 'starter' })
  await acme.call('POST', `/subscriptions/${paused.id}/pause`)
  expect(cells(await tableOf('mrr'), 0, 'label', 'subscriptions', 'amount')).toEqual([['Starter', 1, 30]])
  expect(cells(await tableOf('arr', { group_by: 'customer' }), 0, 'label', 'amount')).toEqual([['Hooli', 360]])
})

test.each(REPORTS.map(({ type }) => type))(
  '%s is built in every grouping, for one currency and for a company without books',
  async (type) => {
    const { group_by = [null] } = REPORTS.find((kind) => kind.type === type) as { group_by?: readonly (string | null)[] }
    for (const grouping of group_by) {
      const { status, json, text } = await ask(type, { ...NOVEMBER, group_by: grouping, currency: 'eur' })
      expect(status, text).toBe(201)
      expect(json.data.map(({ currency }: Table) => currency)).toEqual(['eur'])
      const empty = await ask(type, { group_by: grouping }, world.globex)
      expect(empty.json.data[0].rows, empty.text).toEqual([])
    }
  },
)

test('amounts of two currencies are in two tables, the own currency first', async () => {
  const { json } = await ask('sales_summary', NOVEMBER)
  expect(json.data.map(({ title, totals }: { title: string; totals: number[] }) => [title, totals.at(-1)])).toEqual([
    ['Sales Summary (USD)', expect.any(Number)],
    ['Sales Summary (EUR)', 7],
  ])
})

test.each([
  [{ type: 'sales_by_weekday' }, 'type', /aging_detail.*sales_by_item/],
  [{ type: 'mrr', definition: '{}' }, 'definition', /ready-made/],
  [{ type: 'tax_summary', parameters: { start_date: '2014-12-02', end_date: '2014-12-01' } }, 'parameters.start_date', /begins/],
  [{ type: 'tax_summary', parameters: { end_date: '2014-02-30' } }, 'parameters.end_date', /YYYY-MM-DD/],
  [{ type: 'tax_summary', parameters: { currency: 'gold' } }, 'parameters.currency', /ISO 4217/],
  [{ type: 'payment_summary', parameters: { group_by: 'shoe' } }, 'parameters.group_by', /method, customer, month/],
])('%j is refused for its %s', async (body, param, message) => {
  expect((await acme.call('POST', '/reports', { body })).json).toMatchObject({ param, message: expect.stringMatching(message) })
})

test('a report is kept as it was built, and can be downloaded by its links alone', async () => {
  const report = (await ask('aging_summary', { end_date: '2014-11-30' })).json
  expect(report.filename).toBe('aging_summary-2014-11-30')
  expect((await acme.call('GET', `/reports/${report.id}`)).json).toEqual(report)
  expect((await world.globex.call('GET', `/reports/${report.id}`)).status).toBe(404)
  const csv = await world.app.fetch(new Request(report.csv_url))
  expect(csv.headers.get('content-disposition')).toBe('attachment; filename="aging_summary-2014-11-30.csv"')
  const lines = (await csv.text()).split('\r\n')
  expect(lines[0]).toMatch(/^Customer,Number,Not due,/)
  expect(lines.find((line) => line.includes('Initech'))).toMatch(/^'=Initech,.*,USD$/)
  const pdf = await world.app.fetch(new Request(report.pdf_url))
  expect(pdf.headers.get('content-type'), pdf.ok ? '' : await pdf.clone().text()).toBe('application/pdf')
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(await pdf.arrayBuffer())), { mergePages: true })
  expect(text).toContain('Aging Summary')
  expect(text).toContain('76.50')
  const forged = report.csv_url.replace(`/${report.id}/`, `/${report.id + 1}/`)
  expect((await world.app.fetch(new Request(forged))).status).toBe(404)
  world.travel('2015-03-01T15:00:00Z')
  expect((await world.app.fetch(new Request(report.csv_url))).status).toBe(404)
  await ask('mrr')
  expect((await acme.call('GET', `/reports/${report.id}`)).status).toBe(404)
  world.travel('2014-11-18T15:00:00Z')
})

/** As if the database had less patience. */
async function allow(time: string): Promise<void> {
  const { pool } = world.platform
  const clients = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()))
  await Promise.all(clients.map((client) => client.query(`set statement_timeout = '${time}'`)))
  for (const client of clients) client.release()
}

test('a report that the database gives up says so, and what to ask for instead; the next one is answered', async () => {
  const held = await world.database.ownerPool.connect()
  await held.query('begin; lock table invoices, ledger_entries, ledger_postings, payments in access exclusive mode')
  await allow('200ms')
  const asked = await ask('sales_summary', NOVEMBER)
  await held.query('rollback')
  held.release()
  await allow('30s')
  expect(asked).toMatchObject({
    status: 422,
    json: {
      code: 'report_too_slow',
      message: expect.stringContaining('a shorter period (start_date, end_date) or a single currency'),
    },
  })
  expect((await ask('sales_summary', NOVEMBER)).status).toBe(201)
})
