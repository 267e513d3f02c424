import { expect, test } from 'vitest'
import { expectToFit, SIZES, storiesInOffice } from '../office.ts'

/** The company's own people look at the portal: a preview, in which they say nothing in the customer's name. */
const at = storiesInOffice()

test.each(SIZES)('an approval by telephone is noted in the dashboard, not signed in the portal, on %s', async (_, size) => {
  const customer = await at.office.post('/customers', { name: 'Globex', email: 'billing@globex.example' })
  const estimate = await at.office.post('/estimates', { customer: customer.id, items: [{ name: 'Desk', unit_cost: 450 }] })
  const owner = await at.office.open(`/estimates/${estimate.id}`, size)
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
  expect(await at.office.read(`/estimates/${estimate.id}`)).toMatchObject({ approved: 'FD', approval: { name: 'Front Desk' } })
  await expectToFit(owner)

  const customerView = await at.stage.person(size)
  await customerView.goto(String(estimate['url']))
  await customerView.getByText(/Approved by Front Desk, as noted by Dunder Mifflin on/).waitFor()
  expect(await customerView.getByText('Preview of what your customer sees').count()).toBe(0)
})

test.each(SIZES)('a subscription is approved or ended by its customer alone, on %s', async (where, size) => {
  const settings = { subscription_approval: true, subscription_cancel_by_customer: true }
  await at.office.patch('/company', { settings })
  const plan = `paper-${where.replace(/\W/g, '')}`
  await at.office.post('/plans', { id: plan, name: 'Paper club', amount: 49, interval: 'month' })
  const customer = (await at.office.post('/customers', { name: 'Globex' })).id
  const { url } = await at.office.post('/subscriptions', { customer, plan })
  const owner = await at.office.open('/subscriptions', size)
  await owner.getByRole('heading', { name: 'Subscriptions' }).waitFor()
  await owner.goto(String(url))
  await owner.getByText('Only they can approve it or end it here.').waitFor()
  expect(await owner.getByRole('button', { name: /Approve|End subscription/ }).count()).toBe(0)
  await expectToFit(owner)
  const buyer = await at.stage.person(size)
  await buyer.goto(String(url))
  const button = buyer.getByRole('button', { name: 'End subscription' })
  await button.waitFor()
  const label = button.locator('.mantine-Button-label')
  expect(await label.evaluate((text) => text.scrollWidth <= text.clientWidth), 'its label is not cut off').toBe(true)
  await expectToFit(buyer)
})
