import { expect, test } from 'vitest'
import { expectToFit, SIZES, storiesInOffice } from '../office.ts'

/** What a customer has to their credit is seen, and used, where the next invoice is. */
const at = storiesInOffice()

test.each(SIZES)('a paid deposit and an overpayment are used on the invoice, on %s', async (_, size) => {
  const customer = (await at.office.post('/customers', { name: 'Globex' })).id
  const estimate = await at.office.post('/estimates', { customer, items: [{ name: 'Desk', unit_cost: 450 }], deposit: 100 })
  const deposit = [{ type: 'estimate', estimate: estimate.id, amount: 100 }]
  await at.office.post('/payments', { customer, amount: 100, method: 'check', applied_to: deposit })
  const over = await at.office.post('/payments', { customer, amount: 30, method: 'cash' })
  const invoice = await at.office.post(`/estimates/${estimate.id}/invoice`)
  const page = await at.office.open(`/invoices/${invoice.id}`, size)
  const credit = page.getByRole('region', { name: 'Credit' })
  await credit.getByText('Globex has $100.00 on the credit balance.').waitFor()
  await credit.getByText('$30.00 of a payment is not applied yet.').waitFor()
  await expectToFit(page)
  await credit.getByRole('button', { name: 'Use $100.00' }).click()
  await page.getByText('$100.00 of credit applied.').waitFor()
  await credit.getByRole('button', { name: 'Use $100.00' }).waitFor({ state: 'detached' })
  expect(await at.office.read(`/invoices/${invoice.id}`)).toMatchObject({ balance: 350 })
  await credit.getByRole('link', { name: 'Apply it' }).click()
  await page.getByRole('button', { name: 'Oldest invoices first' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Payment saved.').waitFor()
  expect(await at.office.read(`/invoices/${invoice.id}`)).toMatchObject({ balance: 320 })
  expect(await at.office.read(`/payments/${over.id}`)).toMatchObject({ balance: 0 })
})
