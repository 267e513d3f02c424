import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, PHONE, type Stage } from '../browser.ts'

/** From an empty machine to a paid invoice, an accepted offer and a credit, by hand, in a real browser. */
let stage: Stage
let owner: Page
const problems: string[] = []

beforeAll(async () => {
  stage = await openStage(problems)
  owner = await stage.person()
}, 120_000)
afterAll(() => stage?.close())

const linkInMail = (subject: RegExp, part: string) => stage.linkInMail(subject, part)

test('a company signs up, bills a customer by mail, and is paid in the portal', { timeout: 120_000 }, async () => {
  await owner.goto('/sign_up')
  await owner.getByLabel('Your name').fill('Dunder Mifflin')
  await owner.getByLabel('Work e-mail').fill('owner@dundermifflin.example')
  await owner.getByLabel('Password', { exact: true }).fill('correct horse battery staple')
  await owner.keyboard.press('Enter')
  await owner.getByText('Check your mail').waitFor()
  await owner.goto(await linkInMail(/Confirm your e-mail/, '/verify?token='))
  await owner.waitForURL('**/welcome')

  await owner.getByLabel('Company name').fill('Dunder Mifflin')
  await expect.poll(() => owner.getByLabel('Username').inputValue()).toBe('dundermifflin')
  await owner.getByRole('button', { name: 'Create company' }).click()
  await owner.getByText('Open invoices').waitFor()

  await owner.goto('/settings/api_keys')
  await owner.getByRole('button', { name: 'New key' }).first().click()
  const dialog = owner.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Shop')
  await dialog.getByRole('button', { name: /Create|Make|Save/ }).click()
  const key = /nt_\w{40,}/.exec((await dialog.getByText(/^nt_/).first().textContent())!)![0]
  await owner.getByRole('button', { name: 'I have copied it' }).click()
  const customers = await fetch(`${stage.url}/api/customers`, { headers: { authorization: `Basic ${btoa(`${key}:`)}` } })
  expect([customers.status, customers.headers.get('x-total-count'), await customers.json()]).toEqual([200, '0', []])

  await owner.goto('/customers/new')
  await owner.getByRole('textbox', { name: 'Name', exact: true }).fill('Acme Corp')
  await owner.getByLabel('E-mail').fill('billing@acmecorp.com')
  await owner
    .getByRole('button', { name: /Save|Create/ })
    .last()
    .click()
  await owner.waitForURL(/\/customers\/\d+$/)

  await owner.goto('/invoices/new')
  await owner.getByPlaceholder('Type a name').fill('Acme')
  await owner.getByRole('option', { name: /Acme Corp/ }).click()
  await owner.getByPlaceholder('Item or name').fill('Copy paper, Case')
  await owner.keyboard.press('Tab')
  await owner
    .getByLabel(/: quantity/)
    .first()
    .fill('3')
  await owner
    .getByLabel(/: unit price/)
    .first()
    .fill('45')
  await owner.keyboard.press('Tab')
  await owner.getByText('$135.00').first().waitFor()
  await owner.getByRole('button', { name: 'Save and Issue' }).click()
  await owner.getByRole('dialog').getByRole('button', { name: 'Send Invoice' }).click()
  await owner.getByRole('dialog', { name: 'Send INV-0001' }).getByRole('button', { name: 'Send Invoice' }).click()
  await expect.poll(async () => await owner.locator('main').textContent(), { timeout: 15_000 }).toMatch(/Sent/)

  const payer = await stage.person(PHONE)
  await payer.goto(await linkInMail(/INV-0001|invoice/i, '/portal/dundermifflin/invoices/'))
  await payer.getByText('INV-0001').first().waitFor()
  expect(await payer.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
  await payer.getByRole('button', { name: /^Pay/ }).first().click()
  await expect.poll(() => payer.getByRole('dialog').getByLabel('Test card').first().inputValue()).toContain('Visa, approved')
  await payer
    .getByRole('button', { name: /^Pay \$135/ })
    .last()
    .click()
  await payer
    .getByText(/Thank you|Paid/)
    .first()
    .waitFor()

  await owner.reload()
  await owner.getByRole('heading', { name: 'INV-0001', exact: true }).waitFor()
  await expect.poll(async () => await owner.locator('main').textContent()).toMatch(/Paid/)
  expect(problems).toEqual([])
})

/** Writes a document of one line for Acme Corp and issues it; the question whether to send it is open afterwards. */
async function write(room: string, { name, price }: { readonly name: string; readonly price: string }): Promise<void> {
  await owner.goto(`/${room}/new`)
  await owner.getByPlaceholder('Type a name').fill('Acme')
  await owner.getByRole('option', { name: /Acme Corp/ }).click()
  await owner.getByPlaceholder('Item or name').fill(name)
  await owner.keyboard.press('Tab')
  await owner
    .getByLabel(/: unit price/)
    .first()
    .fill(price)
  await owner.keyboard.press('Tab')
}

test('an estimate is approved in the portal, its deposit paid there, and it becomes an invoice', {
  timeout: 60_000,
}, async () => {
  await write('estimates', { name: 'Desk, oak', price: '148.85' })
  await owner.getByText('% of total').click()
  await owner.getByLabel('Deposit', { exact: true }).fill('25')
  await owner.getByText('That is $37.21.').waitFor()
  await owner.getByRole('button', { name: 'Save and Issue' }).click()
  await owner.getByRole('dialog').getByRole('button', { name: 'Send Estimate' }).click()
  await owner.getByRole('dialog', { name: 'Send EST-0001' }).getByRole('button', { name: 'Send Estimate' }).click()

  const buyer = await stage.person(PHONE)
  await buyer.goto(await linkInMail(/EST-0001|estimate/i, '/portal/dundermifflin/estimates/'))
  await buyer.getByRole('button', { name: 'Approve' }).click()
  const signing = buyer.getByRole('dialog', { name: 'Approve this estimate' })
  await signing.getByLabel('Your name').fill('Front Desk')
  await expect.poll(() => signing.getByLabel('Your initials').inputValue()).toBe('FD')
  await signing.getByRole('button', { name: 'Approve' }).click()
  await buyer.getByRole('dialog', { name: 'Pay Dunder Mifflin' }).getByRole('button', { name: 'Pay $37.21' }).click()
  await buyer.getByText('Thank you for your payment').waitFor()
  await buyer.getByRole('button', { name: 'Back to the estimate' }).click()
  await buyer.getByText('Deposit paid: $37.21').waitFor()
  expect(await buyer.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)

  await owner.reload()
  await owner.getByText('Deposit, paid').waitFor()
  await owner.getByRole('button', { name: 'Convert to invoice' }).click()
  await owner.waitForURL(/\/invoices\/\d+$/)
  await owner.getByRole('link', { name: 'EST-0001' }).click()
  await owner.getByRole('link', { name: 'INV-0002' }).waitFor()
  expect(problems).toEqual([])
})

test('a credit note is applied to an invoice, and taken back again', { timeout: 120_000 }, async () => {
  await write('invoices', { name: 'Copy paper, Case', price: '100' })
  await owner.getByRole('button', { name: 'Save and Issue' }).click()
  await owner.getByRole('dialog').getByRole('button', { name: 'I already sent it' }).click()
  const open = owner.getByRole('heading', { name: 'INV-0003', exact: true })
  await open.waitFor()
  const invoice = new URL(owner.url()).pathname

  await write('credit_notes', { name: 'Copy paper, Case, damaged', price: '45' })
  await owner.getByRole('button', { name: 'Save and Issue' }).click()
  await owner.getByRole('dialog', { name: 'Send it now?' }).getByRole('button', { name: 'I already sent it' }).click()
  await owner.getByRole('heading', { name: 'CN-0001', exact: true }).waitFor()
  await owner.getByRole('button', { name: 'Apply', exact: true }).click()
  const applying = owner.getByRole('dialog', { name: 'Apply CN-0001' })
  await applying.getByLabel('Amount for INV-0003').waitFor()
  await applying.getByLabel('Amount for INV-0002').fill('')
  await applying.getByLabel('Amount for INV-0003').fill('45.01')
  await applying.getByRole('button', { name: 'Apply credit' }).click()
  await applying.getByText('At most $45.00 is left on the credit note.').waitFor()
  await applying.getByLabel('Amount for INV-0003').fill('45')
  await applying.getByRole('button', { name: 'Apply credit' }).click()
  await owner.getByText('Used', { exact: true }).waitFor()

  await owner.goto(invoice)
  await owner.getByText('$55.00').first().waitFor()
  await owner.goBack()
  await owner.getByRole('button', { name: 'Take back what was applied to INV-0003' }).click()
  await owner.getByRole('button', { name: 'Take back', exact: true }).click()
  await owner.getByText('Open', { exact: true }).waitFor()
  expect(await stage.command(['verify'])).toContain('The books are sound.')
  expect(problems).toEqual([])
})
