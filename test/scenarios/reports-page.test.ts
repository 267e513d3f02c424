import { afterAll, beforeAll, expect, test } from 'vitest'
import { DESK, openStage, PHONE, type Stage } from '../browser.ts'

/** A report as it is asked for by hand, on a desk and on a phone. */
let stage: Stage
const problems: string[] = []
const owner = { email: 'owner@dundermifflin.example', password: 'correct horse battery staple' }

beforeAll(async () => {
  stage = await openStage(problems)
  const words = ['company', 'create', '--name', 'Dunder Mifflin', '--email', owner.email, '--password', owner.password]
  const key = /nt_\w{40,}/.exec(await stage.command(words))![0]
  const post = async (path: string, body: object) => {
    const headers = { authorization: `Basic ${btoa(`${key}:`)}`, 'content-type': 'application/json' }
    return (await fetch(`${stage.url}/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json()
  }
  await post('/gl_accounts', { name: 'Paper sales', code: '4100' })
  await post('/items', { id: 'paper', name: 'Copy paper', unit_cost: 45, gl_account: '4100' })
  const { id: customer } = (await post('/customers', { name: 'Globex' })) as { id: number }
  await post('/invoices', { customer, items: [{ catalog_item: 'paper', quantity: 3, unit_cost: 44 }] })
  await post('/invoices', { customer, items: [{ catalog_item: 'paper' }] })
}, 120_000)
afterAll(() => stage?.close())

test.each([
  ['a desk', DESK],
  ['a phone', PHONE],
])('sales by item are read and downloaded on %s', { timeout: 60_000 }, async (_, size) => {
  const page = await stage.person(size)
  await page.goto('/sign_in?next=%2Freports')
  await page.getByLabel(/e-mail/i).fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Sales by Item' }).click()
  const table = page.getByRole('region', { name: 'Sales by Item (USD)' })
  await table.getByRole('row', { name: /Copy paper.*4100.*4.*\$177\.00/ }).waitFor()
  expect(await table.getByRole('row', { name: /INV-000[12]/ }).count()).toBe(2)
  const fits = await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')
  expect(fits, 'the page does not scroll sideways').toBe(true)
  const csv = await (await fetch((await page.getByRole('link', { name: 'CSV' }).getAttribute('href'))!)).text()
  expect(csv).toContain('Copy paper,4100,,,,4,,177.00,USD')
  expect(problems).toEqual([])
})
