import { expect, test } from 'vitest'
import { expectToFit, SIZES, storiesInOffice } from '../office.ts'

/** Payments are recorded for several invoices at once, and put right, on pages of their own. */
const at = storiesInOffice()

test.each(SIZES)('a check that paid the wrong invoice is moved, and its number put right, on %s', async (_, size) => {
  const customer = (await at.office.post('/customers', { name: 'Globex' })).id
  const bill = (unit_cost: number) => at.office.post('/invoices', { customer, items: [{ name: 'Desk', unit_cost }] })
  const [wrong, right] = [await bill(300), await bill(450)]
  const applied_to = [{ type: 'invoice', invoice: wrong.id, amount: 300 }]
  const payment = await at.office.post('/payments', { customer, amount: 400, method: 'check', reference: '1O1', applied_to })
  const page = await at.office.open(`/payments/${payment.id}`, size)
  await page.getByRole('link', { name: 'Edit or apply' }).click()
  await page.getByLabel('Reference').fill('101')
  await page.getByLabel(`Amount for ${wrong['number']}`).fill('')
  await page.getByLabel(`Amount for ${right['number']}`).fill('450')
  await expectToFit(page)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('$50.00 more than the payment. Lower one of the amounts.').waitFor()
  await page.getByLabel(`Amount for ${right['number']}`).fill('380')
  await page.getByLabel('Amount for the credit balance').fill('15')
  await page.getByText('$5.00', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Payment saved.').waitFor()
  await page.getByRole('link', { name: String(right['number']) }).waitFor()
  await expectToFit(page)
  expect(await at.office.read(`/payments/${payment.id}?include=applied_to`)).toMatchObject({ reference: '101', balance: 5 })
  expect(await at.office.read(`/invoices/${wrong.id}`)).toMatchObject({ balance: 300 })
  expect(await at.office.read(`/invoices/${right.id}`)).toMatchObject({ balance: 70 })
})

test('a payment of nobody known is first given its customer', async () => {
  const customer = (await at.office.post('/customers', { name: 'Acme Corp' })).id
  const invoice = await at.office.post('/invoices', { customer, items: [{ name: 'Desk', unit_cost: 80 }] })
  const payment = await at.office.post('/payments', { amount: 80, method: 'wire_transfer' })
  const page = await at.office.open(`/payments/${payment.id}/edit`)
  await page
    .getByRole('textbox', { name: 'Customer' })
    .or(page.getByRole('combobox', { name: 'Customer' }))
    .fill('Acme')
  await page.getByRole('option', { name: 'Acme Corp', exact: true }).click()
  await page.getByRole('button', { name: 'Oldest invoices first' }).click()
  expect(await page.getByLabel(`Amount for ${invoice['number']}`).inputValue()).toBe('80.00')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Payment saved.').waitFor()
  expect(await at.office.read(`/invoices/${invoice.id}`)).toMatchObject({ paid: true })
})

test.each(SIZES)('one check pays two invoices, the first due first, on %s', async (_, size) => {
  const customer = (await at.office.post('/customers', { name: 'Initech' })).id
  const due = (days: number) => Math.floor(Date.now() / 1000) + days * 86_400
  const bill = (unit_cost: number, days: number) =>
    at.office.post('/invoices', { customer, due_date: due(days), items: [{ name: 'Desk', unit_cost }] })
  const [later, first] = [await bill(300, 30), await bill(100, 10)]
  const page = await at.office.open(`/customers/${customer}`, size)
  await page.getByRole('button', { name: /more/i }).first().click()
  await page.getByRole('menuitem', { name: 'Record payment' }).click()
  await page.getByLabel('Amount', { exact: false }).first().fill('250')
  await page.getByLabel('Reference').fill('4711')
  await expect.poll(() => page.getByLabel(`Amount for ${later['number']}`).inputValue()).toBe('150.00')
  expect(await page.getByLabel(`Amount for ${first['number']}`).inputValue()).toBe('100.00')
  await expectToFit(page)
  await page.getByRole('button', { name: 'Record payment' }).click()
  await page.getByText('Payment recorded.').waitFor()
  expect(await at.office.read(`/invoices/${first.id}`)).toMatchObject({ paid: true })
  expect(await at.office.read(`/invoices/${later.id}`)).toMatchObject({ balance: 150 })
})
