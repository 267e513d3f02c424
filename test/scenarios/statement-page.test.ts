import { expect, test } from 'vitest'
import { expectToFit, SIZES, storiesInOffice } from '../office.ts'

/** The statement of a customer: chosen, looked at and mailed. */
let customer: number
const at = storiesInOffice(async (office) => {
  customer = (await office.post('/customers', { name: 'Globex', email: 'billing@globex.example', payment_terms: 'NET 30' })).id
  const invoice = await office.post('/invoices', { customer, items: [{ name: 'Paper', quantity: 3, unit_cost: 45 }] })
  await office.post('/invoices', { customer, items: [{ name: 'Pens', unit_cost: 10 }] })
  const applied_to = [{ type: 'invoice', invoice: invoice.id, amount: 100 }]
  await office.post('/payments', { customer, amount: 100, method: 'check', applied_to })
})

test.each(SIZES)('a statement is chosen, opened as PDF and sent on %s', { timeout: 120_000 }, async (_, size) => {
  const page = await at.office.open(`/customers/${customer}`, size)
  await page.getByRole('button', { name: 'Statement' }).click()
  const dialog = page.getByRole('dialog', { name: 'Statement for Globex' })
  const outcome = dialog.getByRole('status')
  await outcome.getByText('$45.00').waitFor()
  await dialog.getByText('Open items').click()
  await outcome.getByText('2 lines').waitFor()
  await outcome.getByText('$45.00').waitFor()
  await expectToFit(page)
  const pdf = await fetch((await dialog.getByRole('link', { name: 'See PDF' }).getAttribute('href'))!)
  expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf'])
  await dialog.getByText('Only late ones').click()
  await outcome.getByText('0 lines').waitFor()
  await dialog.getByText('All open').click()
  await outcome.getByText('2 lines').waitFor()

  await dialog.getByRole('button', { name: 'Send by e-mail' }).click()
  const sending = page.getByRole('dialog', { name: 'Send a statement to Globex' })
  await sending.getByRole('button', { name: 'Send statement' }).click()
  await sending.waitFor({ state: 'hidden' })
  const reader = await at.stage.person(size)
  await reader.goto(await at.stage.linkInMail(/statement/i, '/portal/dundermifflin/statements/'))
  await reader.getByText('$45.00').first().waitFor()
  await expectToFit(reader)
})
