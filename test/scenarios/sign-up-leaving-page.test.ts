import { type BrowserContext, chromium, type Route } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { findChromium } from '../../src/cli/chromium.ts'
import { buildWeb } from '../../src/cli/web-build.ts'
import { openStripeWorld } from '../doubles/stripe-world.ts'
import { expectToFit, SIZES } from '../office.ts'

/** Signing up in a browser where cards are entered on the gateway's own page only; the gateway is a double of it. */
await buildWeb(() => undefined)
const { world, stripe, account, close } = await openStripeWorld({ timeout_ms: 5000 })
const browser = await chromium.launch({
  executablePath: findChromium()!,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
})
afterAll(async () => {
  await browser.close()
  await close()
})
const { acme } = world
const make = async (path: string, body: object) => (await acme.call('POST', path, { body })).json
for (const { id } of (await acme.call('GET', '/payment_methods')).json) {
  const body = id === 'credit_card' ? { merchant_account: account } : { enabled: false }
  await acme.call('PATCH', `/payment_methods/${id}`, { body })
}
await make('/plans', { id: 'paper', name: 'Paper club', amount: 49, interval: 'month' })

/** Everything at our address is answered by the app itself; the gateway's page is a line of text. */
async function answer(route: Route): Promise<void> {
  const request = route.request()
  if (!request.url().startsWith('http://localhost:3000/'))
    return route.fulfill({ body: 'Enter your card', contentType: 'text/html' })
  const answered = await world.app.fetch(
    new Request(request.url(), {
      method: request.method(),
      headers: await request.allHeaders(),
      body: request.postData(),
      redirect: 'manual',
    }),
  )
  // The browser would follow a redirect past us.
  const location = answered.headers.get('location')
  if (location)
    return route.fulfill({ body: `<script>location.replace(${JSON.stringify(location)})</script>`, contentType: 'text/html' })
  const body = Buffer.from(await answered.arrayBuffer())
  return route.fulfill({ status: answered.status, headers: Object.fromEntries(answered.headers), body })
}

async function buyer(size: { width: number; height: number }): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: size, locale: 'en-US', timezoneId: 'America/Chicago' })
  await context.route('**/*', answer)
  context.setDefaultTimeout(15_000)
  return context
}

/** The last page that somebody was sent to there, and the way back from it. */
async function lastCheckout(url: string) {
  const { rows } = await world.platform.ownerPool.query<{ id: number; gateway_id: string; idempotency_key: string }>(
    'select id, gateway_id, idempotency_key from checkouts order by id desc limit 1',
  )
  const { id, gateway_id, idempotency_key } = rows[0]!
  return { session: gateway_id, back: `${url}/return?checkout=${id}&attempt=${idempotency_key.replace('leave-', '')}` }
}

test.each(SIZES)(
  'somebody leaves to enter a card, changes their mind, leaves again and is signed up, on %s',
  async (at, size) => {
    const { url } = await make('/sign_up_pages', { name: 'Join the paper club', plans: ['paper'], has_quantity: true })
    const context = await buyer(size)
    const page = await context.newPage()
    await page.goto(url)
    await page.getByText('You enter the card on the page of the payment provider, and come back here.').waitFor()
    await page.getByLabel('Name').fill(`Globex ${at}`)
    await page.getByLabel('E-mail').fill('front@globex.example')
    await page.getByLabel('How many').fill('2')
    await expectToFit(page)
    await page.getByRole('button', { name: 'Sign up and continue' }).click()
    await page.getByText('Enter your card').waitFor()
    const first = await lastCheckout(url)
    await page.goto(first.back)
    await page.getByText(/^Nothing was saved yet\./).waitFor()
    expect(await page.getByLabel('Name').inputValue(), 'what was typed is still there').toBe(`Globex ${at}`)
    expect(await page.getByLabel('How many').inputValue()).toBe('2')
    await expectToFit(page)
    await page.getByRole('button', { name: 'Sign up and continue' }).click()
    await page.getByText('Enter your card').waitFor()
    const second = await lastCheckout(url)
    stripe.complete(second.session, 'pm_card_visa')
    await page.goto(second.back)
    await page.getByText('Your subscription is set up.').waitFor()
    await page.getByRole('heading', { name: 'Paper club' }).waitFor()
    await expectToFit(page)
    const customers = (await acme.call('GET', `/customers?filter[name]=${encodeURIComponent(`Globex ${at}`)}`)).json
    expect(customers).toMatchObject([{ autopay: true }])
    const charges = (await acme.call('GET', `/charges?filter[customer]=${customers[0].id}`)).json
    expect(charges).toMatchObject([{ status: 'succeeded', amount: 98 }])
    await context.close()
  },
)

test('a card that is declined at the first bill is told in words, and the form is still filled in', async () => {
  const { url } = await make('/sign_up_pages', { name: 'Join the paper club', plans: ['paper'] })
  const context = await buyer({ width: 360, height: 740 })
  const page = await context.newPage()
  await page.goto(url)
  await page.getByLabel('Name').fill('Declined Corp')
  await page.getByLabel('E-mail').fill('front@globex.example')
  await page.getByRole('button', { name: 'Sign up and continue' }).click()
  await page.getByText('Enter your card').waitFor()
  const { session, back } = await lastCheckout(url)
  stripe.complete(session, 'pm_card_chargeCustomerFail')
  await page.goto(back)
  await page.getByText(/^Your sign-up could not be completed, and nothing was set up\./).waitFor()
  expect(await page.getByLabel('Name').inputValue()).toBe('Declined Corp')
  await expectToFit(page)
  await context.close()
})
