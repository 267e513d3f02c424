import { expect, test } from 'vitest'
import { expectToFit, SIZES, storiesInOffice } from '../office.ts'

/** How an invoice is chased and when its customer promised to pay, on the page of the invoice. */
let bill: () => Promise<number>
const at = storiesInOffice(async (office) => {
  const chase_schedule = [
    { trigger: 1, options: { hour: 9, days: 3, email: true } },
    { trigger: 2, options: { hour: 9, days: 7, email: true, letter: true } },
  ]
  await office.post('/invoice_chasing_cadences', { name: 'Friendly', chase_schedule })
  const { id: customer } = await office.post('/customers', { name: 'Globex', payment_terms: 'NET 30' })
  bill = async () => (await office.post('/invoices', { customer, items: [{ name: 'Paper', unit_cost: 45 }] })).id
})

test.each(SIZES)(
  'a cadence is chosen, a promise noted and removed, and chasing switched off on %s',
  {
    timeout: 120_000,
  },
  async (_, size) => {
    const page = await at.office.open(`/invoices/${await bill()}`, size)
    const chasing = page.getByRole('region', { name: 'Chasing' })
    await chasing.getByText('Without a cadence, only reminders about the whole account mention it.').waitFor()
    await chasing.getByRole('combobox', { name: 'Cadence' }).click()
    await page.getByRole('option', { name: 'Friendly' }).click()
    await chasing.getByText('3 days before due, by e-mail').waitFor()
    await chasing.getByText(/^[A-Z][a-z]{2} \d+, \d{4}, 9:00/).waitFor()

    const promise = page.getByRole('region', { name: 'Promise to pay' })
    await promise.getByRole('button', { name: 'Note a promise' }).click()
    const dialog = page.getByRole('dialog', { name: 'Promise to pay' })
    await dialog.getByLabel('Note').fill('Check 1450')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await promise.getByText('Check 1450').waitFor()
    await chasing.getByText(/^Left alone for now/).waitFor()
    await expectToFit(page)
    await promise.getByRole('button', { name: 'Remove' }).click()
    await promise.getByRole('button', { name: 'Note a promise' }).waitFor()
    expect(await chasing.getByText(/^Left alone for now/).count()).toBe(0)

    await chasing.getByRole('checkbox', { name: 'Send reminders of this invoice' }).click()
    await chasing.getByText('Off', { exact: true }).waitFor()
    expect(await chasing.getByText('3 days before due').count()).toBe(0)
    await page.reload()
    await chasing.getByText('Off', { exact: true }).waitFor()
  },
)

test.each(SIZES)(
  'reminders go to other addresses, by a schedule of the invoice alone, on %s',
  {
    timeout: 120_000,
  },
  async (_, size) => {
    const id = await bill()
    const page = await at.office.open(`/invoices/${id}`, size)
    const chasing = page.getByRole('region', { name: 'Chasing' })
    await chasing.getByText('The contacts of the customer').waitFor()
    await chasing.getByRole('button', { name: 'Change addresses' }).click()
    const addresses = page.getByRole('dialog', { name: 'Who is reminded' })
    await addresses.getByLabel('E-mail addresses').fill('front desk')
    await addresses.getByRole('button', { name: 'Save' }).click()
    await addresses.getByText('Give up to five e-mail addresses with commas.').waitFor()
    await addresses.getByLabel('E-mail addresses').fill('ap@globex.example, desk@globex.example')
    await addresses.getByRole('button', { name: 'Save' }).click()
    await chasing.getByText('ap@globex.example, desk@globex.example').waitFor()

    await chasing.getByRole('combobox', { name: 'Cadence' }).click()
    await page.getByRole('option', { name: 'Friendly' }).click()
    await chasing.getByText('3 days before due, by e-mail').waitFor()
    await chasing.getByRole('combobox', { name: 'Cadence' }).click()
    await page.getByRole('option', { name: 'A schedule of its own' }).click()
    const dialog = page.getByRole('dialog', { name: 'A schedule for this invoice alone' })
    const first = dialog.getByRole('region', { name: 'Step 1' })
    await first.getByLabel('Days').fill('1')
    await dialog.getByRole('button', { name: 'Remove step 2' }).click()
    await expectToFit(page)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await chasing.getByText('1 day before due, by e-mail').waitFor()
    await chasing.getByRole('button', { name: 'Change schedule' }).waitFor()
    expect(await at.office.read(`/invoices/${id}/delivery`)).toMatchObject({
      cadence_id: null,
      emails: 'ap@globex.example, desk@globex.example',
      chase_schedule: [{ trigger: 1, options: { days: 1, email: true } }],
    })
  },
)
