import { expect, test } from 'vitest'
import { expectToFit, SIZES, storiesInOffice } from '../office.ts'

/** What went to a customer by post and by telephone is told beside the mails. */
const at = storiesInOffice(async (office) => {
  await office.patch('/company', { address1: '1725 Slough Avenue', city: 'Scranton', state: 'PA', postal_code: '18505' })
})

test.each(SIZES)('a letter and a text about an invoice stand in its timeline, on %s', async (_, size) => {
  const address = { address1: '742 Harbor Road', city: 'Cypress Creek', state: 'OR', postal_code: '97001', country: 'US' }
  const customer = (await at.office.post('/customers', { name: 'Globex', ...address })).id
  const invoice = await at.office.post('/invoices', { customer, items: [{ name: 'Desk', unit_cost: 450 }] })
  await at.office.post(`/invoices/${invoice.id}/letters`)
  await at.office.post(`/invoices/${invoice.id}/text_messages`, { to: [{ phone: '+15125550100', name: 'Front Desk' }] })
  await at.office.post(`/customers/${customer}/letters`)
  const page = await at.office.open(`/invoices/${invoice.id}`, size)
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await timeline.getByText('Letter to Globex given to the printer').waitFor()
  await timeline.getByText('Text sent to Front Desk, +15125550100').waitFor()
  const posts = page.getByRole('region', { name: 'Letters and texts' })
  await posts.getByText('Letter to Globex').waitFor()
  await posts.getByText('Text to Front Desk, +15125550100').waitFor()
  await expectToFit(page)
  await page.goto(`/customers/${customer}`)
  await posts.getByText('Letter to Globex').waitFor()
  expect(await posts.getByText(/^Text to/).count(), 'the text is about the invoice').toBe(0)
  await expectToFit(page)
})
