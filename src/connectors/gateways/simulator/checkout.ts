import { money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { declined } from '../declines.ts'
import type { Checkout, CheckoutRequest, Found, Gateway, Outcome, Stored } from '../port.ts'
import { testSource } from '../test-sources.ts'
import { announce } from './notices.ts'
import {
  add,
  type CheckoutRecord,
  fingerprint,
  later,
  load,
  outcomeOf,
  referenceOf,
  save,
  storedOf,
  type World,
} from './records.ts'

const OPEN_MINUTES = 60

export async function startCheckout(world: World, request: CheckoutRequest, page_url: string): Promise<Checkout> {
  const reference = referenceOf('checkout', request.idempotency_key)
  const record: CheckoutRecord = {
    reference,
    idempotency_key: request.idempotency_key,
    amount: request.amount?.amount ?? null,
    currency: request.amount?.currency ?? null,
    description: request.description,
    methods: request.methods,
    payer: { id: request.payer.id, name: request.payer.name, customer: request.payer.customer ?? null },
    return_url: request.return_url,
    cancel_url: request.cancel_url,
    save_source: request.save_source,
    expires_at: later(world.now(), { minutes: OPEN_MINUTES }).toISOString(),
    attempts: 0,
    charge: null,
    source: null,
  }
  const kept = (await add(world, 'checkout', record)) ? record : (await load(world, 'checkout', reference))!
  if (factsOfRequest(kept) !== factsOfRequest(record)) return declined('gateway_refused_request', { reference })
  return { outcome: 'redirect', url: `${page_url}/${reference}`, reference, expires_at: new Date(kept.expires_at) }
}

/** What the payer does on the simulator's page: choose a test source. A decline leaves the page open for another try. */
export async function payCheckout(world: World, gateway: Gateway, reference: string, token: string): Promise<Outcome | Stored> {
  const record = await openCheckout(world, reference)
  const before = record.charge && (await load(world, 'charge', record.charge))
  if (before) return outcomeOf(before, world.now())
  if (record.source && record.amount === null) return storedOf((await load(world, 'source', record.source))!)

  const attempt = `${record.idempotency_key}:${record.attempts + 1}`
  const method = testSource(token)?.source.object === 'bank_account' ? 'ach' : 'credit_card'
  const payer = record.payer
  const stored =
    record.save_source || record.amount === null ? await gateway.store({ idempotency_key: attempt, token, method, payer }) : null
  const source = stored?.outcome === 'stored' ? stored.reference : null
  if (record.amount === null || (stored && stored.outcome !== 'stored')) {
    await save(world, 'checkout', { ...record, attempts: record.attempts + 1, source })
    if (source) await announce(world, { type: 'checkout', reference, stage: 'ended', at: world.now().toISOString() })
    return stored!
  }
  const outcome = await gateway.charge({
    idempotency_key: attempt,
    amount: money(record.amount, record.currency!),
    method,
    from: source ? { source } : { token },
    payer,
    description: record.description,
  })
  if (outcome.outcome === 'declined') {
    await save(world, 'checkout', { ...record, attempts: record.attempts + 1 })
    return outcome
  }
  const charge = referenceOf('charge', attempt)
  // Without a trace of the charge the answer was lost on the way there: the page stays as it was.
  if (!(await load(world, 'charge', charge))) return outcome
  await save(world, 'checkout', { ...record, source, charge })
  await announce(world, { type: 'checkout', reference, stage: 'ended', at: world.now().toISOString() })
  return outcome
}

/** @throws Refusal not_found `checkout_not_found`; refused `checkout_expired` */
export async function openCheckout(world: World, reference: string): Promise<CheckoutRecord> {
  const record = await load(world, 'checkout', reference)
  if (!record) throw new Refusal('not_found', 'checkout_not_found', 'There is no such payment page.')
  if (!record.charge && !record.source && world.now() >= new Date(record.expires_at)) {
    throw new Refusal('refused', 'checkout_expired', 'This payment page is no longer open: begin again from the invoice.')
  }
  return record
}

export async function findCheckout(world: World, reference: string): Promise<Found> {
  const record = await load(world, 'checkout', reference)
  if (!record) return { outcome: 'not_found' }
  const charge = record.charge && (await load(world, 'charge', record.charge))
  if (charge) return outcomeOf(charge, world.now())
  const source = record.source && record.amount === null && (await load(world, 'source', record.source))
  if (source) return storedOf(source)
  return world.now() < new Date(record.expires_at) ? { outcome: 'open' } : declined('canceled', { reference })
}

function factsOfRequest(record: CheckoutRecord): string {
  return fingerprint(record.amount, record.currency, record.payer.id, record.description, record.return_url)
}
