import { expect, test } from 'vitest'
import { expectToFit, SIZES, storiesInOffice } from '../office.ts'

/** A customer who is billed no more. */
const at = storiesInOffice()

test.each(SIZES)('whoever cannot be deleted is made inactive, and active again, on %s', async (_, size) => {
  const customer = await at.office.post('/customers', { name: 'Globex' })
  await at.office.post('/invoices', { customer: customer.id, items: [{ name: 'Desk', unit_cost: 45 }] })
  const page = await at.office.open(`/customers/${customer.id}`, size)
  const choose = async (name: string) => {
    await page.getByRole('button', { name: /more/i }).first().click()
    await page.getByRole('menuitem', { name }).click()
  }
  const dialog = page.getByRole('dialog')
  await choose('Delete')
  await dialog.getByRole('button', { name: 'Delete customer' }).click()
  await dialog.getByText(/Make it inactive instead/).waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await choose('Make inactive')
  await dialog.getByRole('button', { name: 'Make inactive' }).click()
  await page.getByText('Inactive', { exact: true }).waitFor()
  await expectToFit(page)
  expect(await at.office.read(`/customers/${customer.id}`)).toMatchObject({ active: false })
  await choose('Make active again')
  await page.getByText('Inactive', { exact: true }).waitFor({ state: 'detached' })
  expect(await at.office.read(`/customers/${customer.id}`)).toMatchObject({ active: true })
})
