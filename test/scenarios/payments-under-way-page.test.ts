import { test } from 'vitest'
import { expectToFit, SIZES, storiesInOffice } from '../office.ts'

/** A bank takes days to settle a debit. Meanwhile the payment is found, and says that its money is not there. */
const at = storiesInOffice()

test.each(SIZES)('a bank debit is on its way until it is there, on %s', async (size_name, size) => {
  const name = `Globex ${size_name}`
  const customer = (await at.office.post('/customers', { name })).id
  const invoice = await at.office.post('/invoices', { customer, items: [{ name: 'Desk', unit_cost: 300 }] })
  const applied_to = [{ type: 'invoice', invoice: invoice.id, amount: 300 }]
  const debit = { customer, method: 'ach', gateway_token: 'tok_bank_3893', amount: 310, applied_to }
  const payment = await at.office.post('/charges', debit)

  const page = await at.office.open('/payments', size)
  await page.getByRole('tab', { name: 'On their way' }).click()
  await page.getByText(name).first().waitFor()
  await expectToFit(page)
  await page.getByText(name).first().click()
  await page.waitForURL(`**/payments/${payment.id}`)
  await page.getByText('On its way', { exact: true }).waitFor()
  await page.getByRole('link', { name: String(invoice['number']) }).waitFor()
  await page.getByText('$10.00', { exact: true }).waitFor()
  await expectToFit(page)
})
