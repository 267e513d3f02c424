import { expect, test } from 'vitest'
import { expectToFit, SIZES, storiesInOffice } from '../office.ts'

/** What a company keeps beyond what is built in, typed where the record is written and shown where it is read. */
let customer: number
const at = storiesInOffice(async (office) => {
  await office.post('/items', { id: 'ink', name: 'Ink', metadata: { shelf: { row: 1 } } })
  await office.post('/custom_fields', { id: 'room', name: 'Room', object: 'line_item' })
  await office.post('/custom_fields', { id: 'shelf', name: 'Shelf', object: 'item', type: 'integer' })
  await office.post('/custom_fields', { id: 'tariff', name: 'Tariff', object: 'plan', type: 'enum', choices: ['Old', 'New'] })
  await office.post('/custom_fields', { id: 'branch', name: 'Branch', object: 'payment' })
  await office.post('/custom_fields', { id: 'seller', name: 'Seller', object: 'subscription' })
  customer = (await office.post('/customers', { name: 'Globex' })).id
  await office.post('/plans', { id: 'support', name: 'Support', amount: 49, interval: 'month' })
})

test.each(SIZES)('of the lines of an invoice and of its payment, on %s', { timeout: 120_000 }, async (_, size) => {
  const items = [{ name: 'Desk', unit_cost: 45, metadata: { crm_id: ['D', 7] } }]
  const invoice = await at.office.post('/invoices', { customer, items })
  const page = await at.office.open(`/invoices/${invoice.id}/edit`, size)
  await page.getByRole('button', { name: 'Line 1: more' }).click()
  await page.getByRole('menuitem', { name: 'Fill in custom fields' }).click()
  await page.getByRole('group', { name: 'Line 1: custom fields' }).getByLabel('Room').fill('12 A')
  await expectToFit(page)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Room: 12 A').waitFor()
  const [line] = (await at.office.read(`/invoices/${invoice.id}`))['items'] as { metadata: object }[]
  expect(line?.metadata).toEqual({ crm_id: ['D', 7], room: '12 A' })

  await page.getByRole('button', { name: 'Record payment' }).first().click()
  const dialog = page.getByRole('dialog', { name: /^Record payment/ })
  await dialog.getByLabel('Branch').fill('Scranton')
  await dialog.getByRole('button', { name: 'Record payment' }).click()
  await page.getByRole('link', { name: 'Check' }).click()
  await page.getByText('Scranton').waitFor()
})

test('and leaves a list or an object that a program keeps under its name, until somebody removes it', async () => {
  const page = await at.office.open('/items')
  const edit = async (change: () => Promise<void>) => {
    await page.getByRole('link', { name: 'Ink', exact: true }).click()
    await change()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL('**/items')
    return (await at.office.read('/items/ink'))['metadata']
  }
  const renamed = await edit(async () => {
    expect(await page.getByLabel('Shelf', { exact: true }).inputValue()).toBe('{"row":1}')
    expect(await page.getByLabel('Shelf', { exact: true }).isEditable()).toBe(false)
    await page.getByRole('textbox', { name: 'Description' }).fill('Black')
  })
  expect(renamed).toEqual({ shelf: { row: 1 } })
  expect(await edit(() => page.getByRole('button', { name: 'Remove Shelf' }).click())).toEqual({})
})

test('of items, plans and subscriptions', { timeout: 120_000 }, async () => {
  const page = await at.office.open('/items/new')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Copy paper')
  await page.getByLabel('Code').fill('paper')
  await page.getByLabel('Shelf').fill('four')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText(/whole number/i).waitFor()
  await page.getByLabel('Shelf').fill('4')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.waitForURL('**/items')
  expect((await at.office.read('/items/paper'))['metadata']).toEqual({ shelf: 4 })

  await page.goto('/plans')
  await page.getByRole('button', { name: 'Support', exact: true }).click()
  const plan = page.getByRole('dialog', { name: 'Edit plan' })
  await plan.getByLabel('Name').fill('Support, monthly')
  await plan.getByRole('combobox', { name: 'Tariff' }).click()
  await page.getByRole('option', { name: 'Old' }).click()
  await plan.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Support, monthly', exact: true }).waitFor()
  expect(await at.office.read('/plans/support')).toMatchObject({ metadata: { tariff: 'Old' }, amount: 49 })

  await page.goto(`/subscriptions/new?customer=${customer}`)
  await page.getByRole('combobox', { name: 'Plan' }).first().click()
  await page.getByRole('option', { name: /Support, monthly/ }).click()
  await page.getByLabel('Seller').fill('Front Desk')
  await page.getByRole('button', { name: 'Start subscription' }).click()
  await page.getByText('Front Desk').waitFor()
})
