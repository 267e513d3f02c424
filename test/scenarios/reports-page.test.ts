import { expect, test } from 'vitest'
import { expectToFit, SIZES, storiesInOffice } from '../office.ts'

/** A report as it is asked for by hand, on a desk and on a phone. */
const at = storiesInOffice(async (office) => {
  await office.post('/gl_accounts', { name: 'Paper sales', code: '4100' })
  await office.post('/items', { id: 'paper', name: 'Copy paper', unit_cost: 45, gl_account: '4100' })
  const { id: customer } = await office.post('/customers', { name: 'Globex' })
  await office.post('/invoices', { customer, items: [{ catalog_item: 'paper', quantity: 3, unit_cost: 44 }] })
  await office.post('/invoices', { customer, items: [{ catalog_item: 'paper' }] })
})

test.each(SIZES)('sales by item are read and downloaded on %s', { timeout: 60_000 }, async (_, size) => {
  const page = await at.office.open('/reports', size)
  await page.getByRole('link', { name: 'Sales by Item' }).click()
  const table = page.getByRole('region', { name: 'Sales by Item (USD)' })
  await table.getByRole('row', { name: /Copy paper.*4100.*4.*\$177\.00/ }).waitFor()
  expect(await table.getByRole('row', { name: /INV-000[12]/ }).count()).toBe(2)
  await expectToFit(page)
  const csv = await (await fetch((await page.getByRole('link', { name: 'CSV' }).getAttribute('href'))!)).text()
  expect(csv).toContain('Copy paper,4100,,,,4,,177.00,USD')
})
