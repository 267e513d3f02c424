import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from '../browser.ts'
import { expectToFit, type Office, openOffice, SIZES } from '../office.ts'

/** The company's own people look at the portal: a preview, in which they say nothing in the customer's name. */
let stage: Stage
let office: Office
const problems: string[] = []

beforeAll(async () => {
  stage = await openStage(problems)
  office = await openOffice(stage)
}, 120_000)
afterAll(() => stage?.close())

test.each(SIZES)('an approval by telephone is noted in the dashboard, not signed in the portal, on %s', async (_, size) => {
  const customer = await office.post('/customers', { name: 'Globex', email: 'billing@globex.example' })
  const estimate = await office.post('/estimates', { customer: customer.id, items: [{ name: 'Desk', unit_cost: 450 }] })
  const owner = await office.open(`/estimates/${estimate.id}`, size)
  await owner.getByRole('heading', { name: String(estimate['number']) }).waitFor()
  await owner.goto(String(estimate['url']))
  await owner.getByText('Preview of what your customer sees').waitFor()
  await owner.getByText('Only they can approve or decline here.').waitFor()
  expect(await owner.getByRole('button', { name: 'Approve' }).count()).toBe(0)
  await expectToFit(owner)

  await owner.getByRole('link', { name: 'Open the estimate in the dashboard' }).click()
  await owner.getByRole('button', { name: /more/i }).click()
  await owner.getByRole('menuitem', { name: 'Mark as approved' }).click()
  const dialog = owner.getByRole('dialog', { name: /Mark .* as approved/ })
  await dialog.getByLabel('Who approved it').fill('Front Desk')
  expect(await dialog.getByLabel('Their initials').inputValue()).toBe('FD')
  await expectToFit(owner)
  await dialog.getByRole('button', { name: 'Mark as approved' }).click()
  await owner.getByText('Noted by').waitFor()
  expect(await office.read(`/estimates/${estimate.id}`)).toMatchObject({ approved: 'FD', approval: { name: 'Front Desk' } })
  await expectToFit(owner)

  const customerView = await stage.person(size)
  await customerView.goto(String(estimate['url']))
  await customerView.getByText(/Approved by Front Desk, as noted by Dunder Mifflin on/).waitFor()
  expect(await customerView.getByText('Preview of what your customer sees').count()).toBe(0)
  expect(problems).toEqual([])
})

test.each(SIZES)('a subscription is approved or ended by its customer alone, on %s', async (at, size) => {
  const settings = { subscription_approval: true, subscription_cancel_by_customer: true }
  await office.patch('/company', { settings })
  const plan = `paper-${at.replace(/\W/g, '')}`
  await office.post('/plans', { id: plan, name: 'Paper club', amount: 49, interval: 'month' })
  const customer = (await office.post('/customers', { name: 'Globex' })).id
  const { url } = await office.post('/subscriptions', { customer, plan })
  const owner = await office.open('/subscriptions', size)
  await owner.getByRole('heading', { name: 'Subscriptions' }).waitFor()
  await owner.goto(String(url))
  await owner.getByText('Only they can approve it or end it here.').waitFor()
  expect(await owner.getByRole('button', { name: /Approve|End subscription/ }).count()).toBe(0)
  await expectToFit(owner)
  const buyer = await stage.person(size)
  await buyer.goto(String(url))
  const button = buyer.getByRole('button', { name: 'End subscription' })
  await button.waitFor()
  const label = button.locator('.mantine-Button-label')
  expect(await label.evaluate((text) => text.scrollWidth <= text.clientWidth), 'its label is not cut off').toBe(true)
  await expectToFit(buyer)
  expect(problems).toEqual([])
})
