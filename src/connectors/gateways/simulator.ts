import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { type DeclineCode, declined, unknown } from './declines.ts'
import { type Around, gatewayKind } from './kind.ts'
import { memoryStore } from './memory.ts'
import type {
  ChargeRequest,
  FindRequest,
  Found,
  Gateway,
  Outcome,
  RefundRequest,
  Stored,
  StoreRequest,
  VerifyRequest,
} from './port.ts'
import { refuseCardNumber } from './redaction.ts'
import { findCheckout, openCheckout, payCheckout, startCheckout } from './simulator/checkout.ts'
import { announce, announceCharge, dueNotices, readNotice, type WaitingNotice } from './simulator/notices.ts'
import {
  add,
  type ChargeRecord,
  type CheckoutRecord,
  fingerprint,
  later,
  load,
  outcomeOf,
  type RefundRecord,
  referenceOf,
  type SourceRecord,
  save,
  storedOf,
  type World,
} from './simulator/records.ts'
import { MICRO_DEPOSITS, TEST_SOURCES, type TestSource, testSource } from './test-sources.ts'

/** The gateway of tests, demos and rehearsals: its sources behave as their token says (`test-sources.ts`), no money moves. */
export interface SimulatedGateway extends Gateway {
  /** Notices whose time has come. Deliver each to `readWebhook`, then acknowledge it; until then it comes again. */
  dueNotices(): Promise<readonly WaitingNotice[]>
  acknowledge(notice: WaitingNotice): Promise<void>
  /** For the simulator's own payment page. @throws Refusal `checkout_not_found`, `checkout_expired` */
  checkout(reference: string): Promise<CheckoutRecord>
  /** What the payer chose on that page. @throws as `checkout` */
  payCheckout(reference: string, token: string): Promise<Outcome | Stored>
}

const Settings = z.object({
  webhook_secret: z.string().min(16).meta({ title: 'Secret of its notices', secret: true }),
  settle_days: z.int().min(0).max(30).default(4).meta({ title: 'Days until a bank debit settles' }),
})

const EARLY_NOTICE_PAUSE_MS = 50
const CARD_SETTLES_MINUTES = 10
const SILENT_MINUTES = 10

export const simulator = gatewayKind({
  name: 'test',
  label: 'Test gateway',
  test: true,
  settings: Settings,
  open: openSimulator,
})

export function openSimulator(settings: z.output<typeof Settings>, around: Around): SimulatedGateway {
  const world: World = { state: around.state ?? memoryStore(), now: around.clock, settle_days: settings.settle_days }
  const page_url = around.simulator_url ?? 'http://localhost/simulator'
  const inTurn = turns()
  const gateway: SimulatedGateway = {
    name: 'test',
    test: true,
    can: {
      methods: ['credit_card', 'ach', 'direct_debit'],
      token: true,
      store: true,
      verify: true,
      refund: true,
      checkout: 'redirect',
      webhook: true,
    },
    samples: TEST_SOURCES.map(({ token, about, source }) => ({ token, about, object: source.object })),
    charge: (request) => inTurn(request.idempotency_key, () => charge(world, request)),
    refund: (request) => inTurn(request.charge, () => refund(world, request)),
    store: (request) => inTurn(request.idempotency_key, () => store(world, request)),
    verify: (request) => inTurn(request.source, () => verify(world, request)),
    forget: async ({ source }) => {
      const record = await load(world, 'source', source)
      if (record) await save(world, 'source', { ...record, removed: true })
      return { outcome: 'forgotten' }
    },
    startCheckout: (request) => startCheckout(world, request, page_url),
    find: (request) => find(world, request),
    readWebhook: (request) => readNotice(world, request, settings.webhook_secret),
    dueNotices: () => dueNotices(world, settings.webhook_secret),
    acknowledge: ({ key }) => world.state.remove(key),
    checkout: (reference) => openCheckout(world, reference),
    payCheckout: (reference, token) => {
      refuseCardNumber(token, 'token')
      return inTurn(reference, () => payCheckout(world, gateway, reference, token))
    },
  }
  return gateway
}

async function charge(world: World, request: ChargeRequest): Promise<Outcome> {
  refuseCardNumber('token' in request.from ? request.from.token : request.from.source, 'token')
  const found = await sourceOf(world, request)
  if ('outcome' in found) return found
  const { test } = found
  const record = chargeRecord(world, request, test)
  if (test.fault === 'lost_before' && (await world.state.add(`lost:${record.reference}`, true))) {
    return unknown('The gateway did not answer.')
  }
  const before = await load(world, 'charge', record.reference)
  if (!before) await announceCharge(world, record, test.fault, test.disputed ?? false)
  const fresh = !before && (await add(world, 'charge', record))
  const kept = fresh ? record : (before ?? (await load(world, 'charge', record.reference))!)
  if (kept.request !== record.request) {
    return declined('gateway_refused_request', { said: 'This idempotency key belongs to another request.' })
  }
  if (fresh && test.fault === 'notice_early') await pause(EARLY_NOTICE_PAUSE_MS)
  if (fresh && test.fault === 'lost_after') return unknown('The gateway did not answer.')
  return outcomeOf(kept, world.now())
}

function chargeRecord(world: World, request: ChargeRequest, test: TestSource): ChargeRecord {
  const now = world.now()
  const { amount, currency } = request.amount
  const isBank = test.source.object === 'bank_account'
  const settles = test.later && later(now, isBank ? { days: world.settle_days } : { minutes: CARD_SETTLES_MINUTES })
  return {
    reference: referenceOf('charge', request.idempotency_key),
    idempotency_key: request.idempotency_key,
    request: fingerprint(amount, currency, request.payer.id, test.token),
    token: test.token,
    amount,
    currency,
    created_at: now.toISOString(),
    decline: amount > 0 ? (test.on_charge ?? null) : 'amount_not_possible',
    settles_at: settles?.toISOString() ?? null,
    known_from: (test.fault === 'silent' ? later(now, { minutes: SILENT_MINUTES }) : now).toISOString(),
  }
}

async function sourceOf(world: World, { from, method }: ChargeRequest): Promise<{ test: TestSource } | Outcome> {
  const kept = 'source' in from ? await load(world, 'source', from.source) : null
  const test = testSource('token' in from ? from.token : (kept?.token ?? ''))
  if (!test || kept?.removed) return declined('source_not_found')
  if (!suits(test, method)) return declined('method_not_supported')
  const verified = kept ? kept.verified : test.source.object === 'card' || test.source.verified
  return verified ? { test } : declined('not_verified')
}

function suits(test: TestSource, method: string): boolean {
  return test.source.object === 'card' ? method === 'credit_card' : method === 'ach' || method === 'direct_debit'
}

async function refund(world: World, request: RefundRequest): Promise<Outcome> {
  const charged = await load(world, 'charge', request.charge)
  const state = charged && outcomeOf(charged, world.now()).outcome
  const reference = referenceOf('refund', request.idempotency_key)
  const { amount, currency } = request.amount
  const record: RefundRecord = { reference, idempotency_key: request.idempotency_key, charge: request.charge, amount, currency }
  const kept = await load(world, 'refund', reference)
  if (kept) {
    const same = kept.charge === record.charge && kept.amount === amount && kept.currency === currency
    return same ? { outcome: 'succeeded', reference } : declined('gateway_refused_request')
  }
  if (!charged || state !== 'succeeded' || charged.currency !== currency || amount <= 0) return declined('charge_not_refundable')
  if ((await refundedOf(world, request.charge, reference)) + amount > charged.amount) return declined('charge_not_refundable')
  await announce(world, { type: 'refund', reference, stage: 'ended', at: world.now().toISOString() })
  await world.state.put(`refund-of:${request.charge}:${reference}`, amount)
  await add(world, 'refund', record)
  return { outcome: 'succeeded', reference }
}

/** @param except a refund that is just being made, and may have been begun before */
async function refundedOf({ state }: World, charge: string, except: string): Promise<number> {
  const prefix = `refund-of:${charge}:`
  const keys = (await state.keys(prefix)).filter((key) => key !== prefix + except)
  const amounts = await Promise.all(keys.map((key) => state.get(key)))
  return amounts.reduce<number>((sum, amount) => sum + Number(amount), 0)
}

async function store(world: World, request: StoreRequest): Promise<Stored> {
  refuseCardNumber(request.token, 'token')
  const test = testSource(request.token)
  const refusal: DeclineCode | undefined = !test
    ? 'source_not_found'
    : suits(test, request.method)
      ? test.on_store
      : 'method_not_supported'
  if (!test || refusal) return declined(refusal ?? 'source_not_found')
  const record: SourceRecord = {
    reference: referenceOf('source', request.idempotency_key),
    token: test.token,
    method: request.method,
    customer: request.payer.customer ?? referenceOf('customer', request.payer.id),
    verified: test.source.object === 'card' || test.source.verified,
    removed: false,
  }
  const kept = (await add(world, 'source', record)) ? record : (await load(world, 'source', record.reference))!
  return kept.token === record.token ? storedOf(kept) : declined('gateway_refused_request')
}

async function verify(world: World, { source, amounts }: VerifyRequest): Promise<Stored> {
  const record = await load(world, 'source', source)
  if (!record || record.removed) return declined('source_not_found')
  const right = [...amounts].sort().join() === [...MICRO_DEPOSITS].sort().join()
  if (!record.verified && !right) return declined('verification_failed')
  const verified = { ...record, verified: true }
  await save(world, 'source', verified)
  return storedOf(verified)
}

async function find(world: World, request: FindRequest): Promise<Found> {
  const reference = request.reference ?? referenceOf(request.kind, request.idempotency_key)
  if (request.kind === 'checkout') return findCheckout(world, reference)
  if (request.kind === 'refund') {
    return (await load(world, 'refund', reference)) ? { outcome: 'succeeded', reference } : { outcome: 'not_found' }
  }
  const record = await load(world, 'charge', reference)
  return record ? outcomeOf(record, world.now()) : { outcome: 'not_found' }
}

/** One after the other for one key, side by side for different ones. */
function turns(): <T>(key: string, run: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return (key, run) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(run, run)
    last.set(key, mine)
    const tidy = () => {
      if (last.get(key) === mine) last.delete(key)
    }
    mine.then(tidy, tidy)
    return mine
  }
}
