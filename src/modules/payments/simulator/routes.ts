import type { Context, Hono } from 'hono'
import { decimalText } from '../../../core/decimal.ts'
import { inMajorUnits, money } from '../../../core/money.ts'
import { readBytes } from '../../../platform/http/body.ts'
import type { Platform } from '../../../platform/outside.ts'
import { simulatorOf } from '../gateways/service.ts'
import { simulatorPage } from './page.ts'

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'Cache-Control': 'private, no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
}

/** The simulated gateway's own page, where a payer who was sent there chooses how the payment ends. */
export function mountSimulator(app: Hono, platform: Platform): void {
  app.get('/simulator/:company/:reference', (c) => show(c, platform, null))
  app.post('/simulator/:company/:reference', async (c) => {
    const token = new URLSearchParams(new TextDecoder().decode(await readBytes(c.req.raw, 10_000))).get('token') ?? ''
    const { simulator, reference } = await pageOf(c, platform)
    const { return_url } = await simulator.checkout(reference)
    const outcome = await simulator.payCheckout(reference, token)
    if (outcome.outcome === 'declined') return show(c, platform, outcome.said)
    return new Response(null, { status: 303, headers: { Location: return_url } })
  })
}

async function pageOf(c: Context, platform: Platform) {
  const { company = '', reference = '' } = c.req.param()
  const companyId = /^\d{1,15}$/.test(company) ? Number(company) : 0
  return { simulator: await simulatorOf(platform, companyId), reference }
}

async function show(c: Context, platform: Platform, said: string | null): Promise<Response> {
  const { simulator, reference } = await pageOf(c, platform)
  const { amount, currency, description, methods, cancel_url } = await simulator.checkout(reference)
  const object = methods.includes('credit_card') ? 'card' : 'bank_account'
  const stated =
    amount === null || currency === null
      ? null
      : `${decimalText(inMajorUnits(money(amount, currency)))} ${currency.toUpperCase()}`
  const samples = (simulator.samples ?? []).filter((sample) => sample.object === object)
  return new Response(simulatorPage({ description, amount: stated, samples, said, cancel_url }), { headers: HEADERS })
}
