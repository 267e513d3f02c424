import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectToFit, SIZES, storiesInOffice } from '../office.ts'

/** A subscription in the dashboard: changed with a look at what it comes to, paused and resumed, renewed. */
const at = storiesInOffice(async (office) => {
  await office.post('/plans', { id: 'paper', name: 'Paper club', amount: 49, interval: 'month' })
})

async function subscribe(): Promise<number> {
  const { id: customer } = await at.office.post('/customers', { name: 'Globex', payment_terms: 'NET 30' })
  return (await at.office.post('/subscriptions', { customer, plan: 'paper' })).id
}

test.each(SIZES)('a change shows what it comes to before it is saved, on %s', { timeout: 120_000 }, async (_, size) => {
  const page = await at.office.open(`/subscriptions/${await subscribe()}/edit`, size)
  const preview = page.getByRole('region', { name: 'What it comes to' })
  await preview.getByText('Each time until now').waitFor()
  await page.getByLabel('Quantity').fill('3')
  await preview.getByText('$147.00').first().waitFor()
  await preview.getByText(/^2 × Paper club/).waitFor()
  await page.getByRole('switch', { name: 'Settle it by days' }).click()
  await preview.getByText('Nothing is settled for the running period.').waitFor()
  await expectToFit(page)
  const [shown, saving] = await Promise.all([
    preview.boundingBox(),
    page.getByRole('button', { name: 'Save changes' }).boundingBox(),
  ])
  expect(shown!.y, 'the price is read before the button comes').toBeLessThan(saving!.y)
  await page.getByRole('button', { name: 'Save changes' }).click()
  await page.getByRole('region', { name: 'Agreement' }).getByText('$147.00').first().waitFor()
  expect(await page.getByText('Waits for the next invoice').count()).toBe(0)
})

test.each(SIZES)('it is paused, and resumed from a later day, on %s', { timeout: 120_000 }, async (_, size) => {
  const id = await subscribe()
  const page = await at.office.open(`/subscriptions/${id}`, size)
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByText('Paused', { exact: true }).first().waitFor()
  await page.getByRole('button', { name: 'Resume' }).click()
  const dialog = page.getByRole('dialog', { name: 'Resume this subscription' })
  await dialog.getByRole('radio', { name: 'From a later day' }).click()
  await dialog.getByRole('button', { name: 'Resume' }).click()
  await dialog.getByText('Choose a day.').waitFor()
  const day = new Date(Date.now() + 40 * 86_400_000)
  const field = dialog.getByLabel('First day of the new period')
  await field.fill(day.toLocaleDateString('en-US'))
  await field.press('Tab')
  await dialog.getByRole('button', { name: 'Resume' }).click()
  await page.getByText('Active', { exact: true }).first().waitFor()
  await expectToFit(page)
  expect(await at.office.read(`/subscriptions/${id}`)).toMatchObject({ paused: false, status: 'active' })
})

/** Calls the API as the person who is signed in. */
function asOwner(page: Page) {
  return async (path: string, body: object): Promise<{ id: number }> => {
    const call = `fetch('/api${path}', { method: 'POST', headers: { 'content-type': 'application/json', 'x-netterms-csrf': '1' }, body: ${JSON.stringify(JSON.stringify(body))} }).then((answer) => answer.json())`
    return (await page.evaluate(call)) as { id: number }
  }
}

test('in a sandbox the clock is moved to the end of a term, and the next term begun by hand', { timeout: 120_000 }, async () => {
  const page = await at.office.open('/subscriptions')
  await page.getByRole('heading', { name: 'Subscriptions' }).waitFor()
  const post = asOwner(page)
  const place = { country: 'US', currency: 'usd', time_zone: 'America/Chicago' }
  await post('/companies', { name: 'Dunder Sandbox', test_mode: true, ...place })
  await post('/plans', { id: 'paper', name: 'Paper club', amount: 49, interval: 'day' })
  const { id: customer } = await post('/customers', { name: 'Globex' })
  const { id } = await post('/subscriptions', { customer, plan: 'paper', cycles: 1, contract_renewal_mode: 'manual' })
  await page.goto(`/subscriptions/${id}`)
  await page.getByText('It waits for a decision').waitFor()
  await page.getByText('Open the test clock').click()
  const clock = page.getByRole('dialog', { name: 'Test clock' })
  await clock.getByRole('button', { name: '+ 1 day' }).click()
  await page.getByText(/^It is .* now\.$/).waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('The term is over').waitFor()
  await page.getByRole('button', { name: 'Begin the next term' }).click()
  await page.getByText('The next term has begun.').waitFor()
  await page.getByText('The term is over').waitFor({ state: 'hidden' })
  await page.getByText('INV-0002').first().waitFor()
})
