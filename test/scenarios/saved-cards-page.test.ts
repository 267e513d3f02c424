import { expect, test } from 'vitest'
import { expectToFit, SIZES, storiesInOffice } from '../office.ts'

/** A customer on the phone says: take it from my card. */
const at = storiesInOffice()

test.each(SIZES)('a saved card is charged for an invoice, and removed, on %s', async (_, size) => {
  const customer = (await at.office.post('/customers', { name: 'Globex' })).id
  const save = (method: string, invoiced_token: string) =>
    at.office.post(`/customers/${customer}/payment_sources`, { method, invoiced_token })
  await save('credit_card', 'tok_visa_4242')
  await save('ach', 'tok_bank_6789')
  const invoice = await at.office.post('/invoices', { customer, items: [{ name: 'Desk', unit_cost: 300 }] })

  const page = await at.office.open(`/invoices/${invoice.id}`, size)
  await page.getByRole('button', { name: /more/i }).first().click()
  await page.getByRole('menuitem', { name: 'Charge saved card or account' }).click()
  const dialog = page.getByRole('dialog')
  await expect.poll(() => dialog.getByLabel('Card or bank account').first().inputValue()).toMatch(/Visa card ending in 4242/)
  await dialog.getByLabel('Amount').fill('300.01')
  await dialog.getByRole('button', { name: 'Charge' }).click()
  await dialog.getByText('At most $300.00 is owed.').waitFor()
  await dialog.getByLabel('Amount').fill('120')
  await expectToFit(page)
  await dialog.getByRole('button', { name: 'Charge' }).click()
  await page.getByText('$120.00 charged.').waitFor()
  expect(await at.office.read(`/invoices/${invoice.id}`)).toMatchObject({ balance: 180, amount_paid: 120 })

  const other = await at.office.open(`/customers/${customer}`, size)
  const sources = other.getByRole('region', { name: 'Cards and bank accounts' })
  await sources.getByText('Visa card ending in 4242').waitFor()
  await sources.getByText('Default').waitFor()
  await expectToFit(other)
  await sources.getByRole('button', { name: 'Remove Visa card ending in 4242' }).click()
  await other.getByRole('button', { name: 'Remove', exact: true }).click()
  await sources.getByText('Visa card ending in 4242').waitFor({ state: 'detached' })
  expect(await at.office.read(`/customers/${customer}/payment_sources`)).toMatchObject([{ object: 'bank_account' }])
})

test('without a saved card or account the charge says why it cannot be made', async () => {
  const customer = (await at.office.post('/customers', { name: 'Initech' })).id
  const invoice = await at.office.post('/invoices', { customer, items: [{ name: 'Desk', unit_cost: 300 }] })
  const page = await at.office.open(`/invoices/${invoice.id}`)
  await page.getByRole('button', { name: /more/i }).first().click()
  const item = page.getByRole('menuitem', { name: 'Charge saved card or account' })
  await item.waitFor()
  expect(await item.textContent()).toContain('The customer has saved no card or bank account.')
})
