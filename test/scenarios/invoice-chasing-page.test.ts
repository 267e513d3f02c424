import { afterAll, beforeAll, expect, test } from 'vitest'
import { DESK, openStage, PHONE, type Stage } from '../browser.ts'

/** How an invoice is chased and when its customer promised to pay, on the page of the invoice. */
let stage: Stage
const problems: string[] = []
const owner = { email: 'owner@dundermifflin.example', password: 'correct horse battery staple' }
let bill: () => Promise<number>

beforeAll(async () => {
  stage = await openStage(problems)
  const words = ['company', 'create', '--name', 'Dunder Mifflin', '--email', owner.email, '--password', owner.password]
  const key = /nt_\w{40,}/.exec(await stage.command(words))![0]
  const post = async (path: string, body: object) => {
    const headers = { authorization: `Basic ${btoa(`${key}:`)}`, 'content-type': 'application/json' }
    return (await fetch(`${stage.url}/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json()
  }
  const chase_schedule = [
    { trigger: 1, options: { hour: 9, days: 3, email: true } },
    { trigger: 2, options: { hour: 9, days: 7, email: true, letter: true } },
  ]
  await post('/invoice_chasing_cadences', { name: 'Friendly', chase_schedule })
  const { id: customer } = (await post('/customers', { name: 'Globex', payment_terms: 'NET 30' })) as { id: number }
  bill = async () => ((await post('/invoices', { customer, items: [{ name: 'Paper', unit_cost: 45 }] })) as { id: number }).id
}, 120_000)
afterAll(() => stage?.close())

test.each([
  ['a desk', DESK],
  ['a phone', PHONE],
])('a cadence is chosen, a promise noted and removed, and chasing switched off on %s', { timeout: 60_000 }, async (_, size) => {
  const page = await stage.person(size)
  await page.goto(`/sign_in?next=${encodeURIComponent(`/invoices/${await bill()}`)}`)
  await page.getByLabel(/e-mail/i).fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.keyboard.press('Enter')
  const chasing = page.getByRole('region', { name: 'Chasing' })
  await chasing.getByText('Without a cadence only the reminders of the customer name it.').waitFor()
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
  const fits = await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')
  expect(fits, 'the page does not scroll sideways').toBe(true)
  await promise.getByRole('button', { name: 'Remove' }).click()
  await promise.getByRole('button', { name: 'Note a promise' }).waitFor()
  expect(await chasing.getByText(/^Left alone for now/).count()).toBe(0)

  await chasing.getByRole('checkbox', { name: 'Remind of this invoice on its own' }).click()
  await chasing.getByText('Off', { exact: true }).waitFor()
  expect(await chasing.getByText('3 days before due').count()).toBe(0)
  await page.reload()
  await chasing.getByText('Off', { exact: true }).waitFor()
  expect(problems).toEqual([])
})
