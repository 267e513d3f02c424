import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage, untilDialogsClosed } from '../browser.ts'

/** What a seller does by hand before anybody pays, told with its exact figures: N1, N6 and N7, on 18 November 2014 in Chicago. */
let stage: Stage
let owner: Page
const problems: string[] = []

beforeAll(async () => {
  stage = await openStage(problems, '2014-11-18T15:00:00Z')
  owner = await stage.person()
}, 120_000)
afterAll(() => stage?.close())

const main = () => owner.locator('main')
/** What the API tells whoever is signed in. */
// biome-ignore lint/suspicious/noExplicitAny: replies are read by name, as the outside does
const read = (path: string): Promise<any> => owner.evaluate(`fetch('/api${path}').then((answer) => answer.json())`)
const timeline = () => owner.locator('section', { has: owner.getByRole('heading', { name: 'Timeline' }) }).getByRole('listitem')

async function register(page: Page, { name, email }: { readonly name: string; readonly email: string }): Promise<void> {
  await page.goto('/sign_up')
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Work e-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery staple')
  await page.keyboard.press('Enter')
  await page.getByText('Check your mail').waitFor()
  await page.goto(await stage.linkInMail(new RegExp(`${email}.*Confirm your e-mail`), '/verify?token='))
  await page.waitForURL('**/welcome')
  await page.getByLabel('Company name').fill('Dunder Mifflin')
}

test('N1 Sign up: mail, username, a set-up list with nothing done; the name is taken for whoever comes next', {
  timeout: 120_000,
}, async () => {
  await register(owner, { name: 'Dunder Mifflin', email: 'owner@dundermifflin.example' })
  await expect.poll(() => owner.getByLabel('Username').inputValue()).toBe('dundermifflin')
  await owner.getByRole('button', { name: 'Create company' }).click()
  await owner.getByText('0 of 7 done').waitFor()
  expect(await read('/company')).toMatchObject({ username: 'dundermifflin', currency: 'usd', time_zone: 'America/Chicago' })

  const other = await stage.person()
  await register(other, { name: 'Vance Refrigeration', email: 'owner@vance.example' })
  await other.getByText('dundermifflin is taken.').waitFor()
  await other.getByRole('button', { name: 'Use dundermifflin2' }).click()
  await expect.poll(() => other.getByLabel('Username').inputValue()).toBe('dundermifflin2')
  expect(problems).toEqual([])
})

test('N6 Draft: nobody but the seller sees it, and nothing is owed', { timeout: 90_000 }, async () => {
  await owner.goto('/customers/new')
  await owner.getByRole('textbox', { name: 'Name', exact: true }).fill('Acme Corp')
  await owner.getByLabel('E-mail').fill('billing@acmecorp.com')
  await owner.getByRole('combobox', { name: 'Payment terms' }).fill('NET 30')
  await owner
    .getByRole('button', { name: /Save|Create/ })
    .last()
    .click()
  await owner.waitForURL(/\/customers\/\d+$/)
  const customer = new URL(owner.url()).pathname

  await owner.goto('/invoices/new')
  await owner.getByPlaceholder('Type a name').fill('Acme')
  await owner.getByRole('option', { name: /Acme Corp/ }).click()
  await write(1, { name: 'Copy paper, Case', quantity: '3', price: '45' })
  await owner.getByRole('button', { name: 'Add line' }).click()
  await write(2, { name: 'Delivery', quantity: '1', price: '10' })
  await owner.getByRole('button', { name: 'Tax', exact: true }).click()
  await owner.getByLabel('Tax amount').fill('3.85')
  await owner.keyboard.press('Tab')
  await owner.getByText('$148.85').first().waitFor()
  await owner.getByRole('button', { name: 'Save as Draft' }).click()
  await owner.getByRole('heading', { name: 'Draft invoice' }).waitFor()
  await owner.getByText('Assigned on issue').waitFor()
  await owner.getByText('Dec 18, 2014').first().waitFor()
  const page = (await main().textContent())!
  for (const shown of ['Draft', '$145.00', '$3.85', '$148.85']) expect(page).toContain(shown)

  expect((await read(`${customer}/balance`)).total_outstanding).toBe(0)
  const [draft] = await read('/invoices')
  expect(draft).toMatchObject({ number: null, status: 'draft', subtotal: 145, total: 148.85 })
  expect((await fetch(`${stage.url}/api${new URL(draft.url).pathname}`)).status).toBe(404)
  expect(problems).toEqual([])
})

test('N7 Issue and send: one mail, a balance, and a timeline that says who, when and to whom', { timeout: 90_000 }, async () => {
  const [{ id, customer }] = await read('/invoices')
  await owner.goto(`/invoices/${id}/edit`)
  await owner.getByRole('button', { name: 'Save and Issue' }).click()
  const question = owner.getByRole('dialog', { name: 'Send it now?' })
  await question.getByRole('button', { name: 'I already sent it' }).waitFor()
  expect(await read(`/invoices/${id}`)).toMatchObject({ number: 'INV-0001', status: 'not_sent' })
  await question.getByRole('button', { name: 'Send Invoice' }).click()
  await owner.getByRole('dialog', { name: 'Send INV-0001' }).getByRole('button', { name: 'Send Invoice' }).click()
  await untilDialogsClosed(owner)
  await expect.poll(() => read(`/invoices/${id}`)).toMatchObject({ status: 'sent', balance: 148.85 })
  await main().getByText('Sent', { exact: true }).first().waitFor()
  expect((await read(`/customers/${customer}/balance`)).total_outstanding).toBe(148.85)

  await expect.poll(() => timeline().count()).toBe(3)
  const told = await timeline().allTextContents()
  expect(told[0]).toMatch(/^Sent to billing@acmecorp\.com *by Dunder Mifflin · /)
  expect(told[1]).toMatch(/^Issued as INV-0001 *by Dunder Mifflin · /)
  expect(told[2]).toMatch(/^Created *by Dunder Mifflin · /)
  for (const moment of await timeline().locator('time').all())
    expect(await moment.getAttribute('datetime')).toMatch(/^2014-11-18T15:\d\d/)

  await stage.linkInMail(/INV-0001/, '/portal/dundermifflin/invoices/')
  const mails = await read(`/emails?filter[document_id]=${id}`)
  expect(mails).toMatchObject([
    { state: 'sent', email: 'billing@acmecorp.com', attachments: [{ name: 'Invoice INV-0001.pdf', type: 'application/pdf' }] },
  ])
  expect(mails[0].message).toContain('View Invoice')
  expect(problems).toEqual([])
})

async function write(line: number, { name, quantity, price }: { name: string; quantity: string; price: string }): Promise<void> {
  await owner.getByLabel(`Line ${line}: item or name`).fill(name)
  await owner.keyboard.press('Tab')
  await owner.getByLabel(`Line ${line}: quantity`).fill(quantity)
  await owner.getByLabel(`Line ${line}: unit price`).fill(price)
  await owner.keyboard.press('Tab')
}
