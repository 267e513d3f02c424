import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from '../browser.ts'
import { expectToFit, type Office, openOffice, SIZES } from '../office.ts'

/** A customer who is billed no more. */
let stage: Stage
let office: Office
const problems: string[] = []

beforeAll(async () => {
  stage = await openStage(problems)
  office = await openOffice(stage)
}, 120_000)
afterAll(() => stage?.close())

test.each(SIZES)('whoever cannot be deleted is made inactive, and active again, on %s', async (_, size) => {
  const customer = await office.post('/customers', { name: 'Globex' })
  await office.post('/invoices', { customer: customer.id, items: [{ name: 'Desk', unit_cost: 45 }] })
  const page = await office.open(`/customers/${customer.id}`, size)
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
  expect(await office.read(`/customers/${customer.id}`)).toMatchObject({ active: false })
  await choose('Make active again')
  await page.getByText('Inactive', { exact: true }).waitFor({ state: 'detached' })
  expect(await office.read(`/customers/${customer.id}`)).toMatchObject({ active: true })
  expect(problems).toEqual([])
})
