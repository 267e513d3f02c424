import { beforeEach, describe, expect, test } from 'vitest'
import { money } from '../../core/money.ts'
import {
  type ChargeRequest,
  DECLINES,
  type GatewayEvent,
  memoryStore,
  openSimulator,
  type SimulatedGateway,
  TEST_SOURCES,
} from './index.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const PAYER = { id: '17', name: 'Acme Corp' }

let now: Date
let state: ReturnType<typeof memoryStore>

function open(): SimulatedGateway {
  return openSimulator(
    { webhook_secret: 'whsec_simulator_0000000000', settle_days: 4 },
    { clock: () => now, state, simulator_url: 'http://localhost/simulator' },
  )
}

const pass = (ms: number) => {
  now = new Date(now.getTime() + ms)
}

/** Delivers what is due, as the application does. */
async function deliver(gateway: SimulatedGateway): Promise<readonly GatewayEvent[]> {
  const events: GatewayEvent[] = []
  for (const notice of await gateway.dueNotices()) {
    events.push(...(await gateway.readWebhook(notice.webhook)))
    await gateway.acknowledge(notice)
  }
  return events
}

let attempts = 0
function chargeOf(token: string, change: Partial<ChargeRequest> = {}): ChargeRequest {
  attempts += 1
  const method = token.startsWith('tok_bank') ? 'ach' : 'credit_card'
  return {
    idempotency_key: `attempt-${attempts}`,
    amount: money(14885, 'usd'),
    method,
    from: { token },
    payer: PAYER,
    description: 'INV-0001',
    ...change,
  }
}

beforeEach(() => {
  now = new Date('2026-02-01T09:00:00Z')
  state = memoryStore()
})

describe('its sources', () => {
  test('each does what it says', async () => {
    const gateway = open()
    for (const source of TEST_SOURCES) {
      const request = chargeOf(source.token)
      const expected = source.on_charge
        ? 'declined'
        : source.later
          ? 'pending'
          : source.fault?.startsWith('notice') || !source.fault
            ? 'succeeded'
            : 'unknown'
      const outcome = await gateway.charge(request)
      const unverified = source.source.object === 'bank_account' && !source.source.verified
      expect({ token: source.token, outcome: outcome.outcome }).toEqual({
        token: source.token,
        outcome: unverified ? 'declined' : expected,
      })
      if (source.on_charge) expect(outcome).toMatchObject({ decline: source.on_charge, said: DECLINES[source.on_charge].said })
    }
  })

  test('hold no card number, only its last four digits', () => {
    expect(JSON.stringify(TEST_SOURCES).match(/\d{12,}/)).toBe(null)
  })

  test('a card is not a bank account', async () => {
    const gateway = open()
    expect(await gateway.charge(chargeOf('tok_visa', { method: 'ach' }))).toMatchObject({ decline: 'method_not_supported' })
    expect(await gateway.charge(chargeOf('tok_bank', { method: 'credit_card' }))).toMatchObject({
      decline: 'method_not_supported',
    })
    expect(await gateway.charge(chargeOf('tok_bank_unverified'))).toMatchObject({ decline: 'not_verified' })
  })
})

describe('its memory', () => {
  test('outlives the process', async () => {
    const request = chargeOf('tok_visa')
    const before = await open().charge(request)
    const stored = await open().store({ idempotency_key: 's', token: 'tok_visa', method: 'credit_card', payer: PAYER })
    expect(await open().charge(request)).toEqual(before)
    const source = stored.outcome === 'stored' ? stored.reference : ''
    expect(await open().charge(chargeOf('', { from: { source }, method: 'credit_card' }))).toMatchObject({ outcome: 'succeeded' })
    expect(await open().find({ kind: 'charge', idempotency_key: request.idempotency_key, requested_at: now })).toEqual(before)
  })

  test('two processes that charge the same key at once charge once', async () => {
    const request = chargeOf('tok_visa')
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => open().charge(request)))
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1)
    expect(await state.keys('charge:')).toHaveLength(1)
  })

  test('refunds in parallel never exceed the charge', async () => {
    const gateway = open()
    const charged = await gateway.charge(chargeOf('tok_visa', { amount: money(1000, 'usd') }))
    const charge = 'reference' in charged ? charged.reference! : ''
    const refunds = Array.from({ length: 30 }, (_, n) =>
      gateway.refund({ idempotency_key: `r${n}`, charge, amount: money(100, 'usd') }),
    )
    const outcomes = (await Promise.all(refunds)).map(({ outcome }) => outcome)
    expect(outcomes.filter((outcome) => outcome === 'succeeded')).toHaveLength(10)
  })
})

describe('its misbehaviour', () => {
  test('silence lasts ten minutes, then the charge turns out to have happened', async () => {
    const gateway = open()
    const request = chargeOf('tok_silent')
    const asked = { kind: 'charge', idempotency_key: request.idempotency_key, requested_at: now } as const
    expect(await gateway.charge(request)).toMatchObject({ outcome: 'unknown' })
    pass(9 * MINUTE)
    expect(await gateway.find(asked)).toMatchObject({ outcome: 'unknown' })
    expect(await gateway.charge(request)).toMatchObject({ outcome: 'unknown' })
    expect(await deliver(gateway)).toEqual([])
    pass(2 * MINUTE)
    expect(await gateway.find(asked)).toMatchObject({ outcome: 'succeeded' })
    expect(await deliver(gateway)).toMatchObject([{ type: 'charge', outcome: { outcome: 'succeeded' } }])
    expect(await state.keys('charge:')).toHaveLength(1)
  })

  test('a notice comes for every charge, again until acknowledged', async () => {
    const gateway = open()
    await gateway.charge(chargeOf('tok_visa'))
    await gateway.charge(chargeOf('tok_visa_0341'))
    expect(await gateway.dueNotices()).toHaveLength(2)
    expect(await gateway.dueNotices()).toHaveLength(2)
    expect((await deliver(gateway)).map((event) => 'outcome' in event && event.outcome.outcome).sort()).toEqual([
      'declined',
      'succeeded',
    ])
    expect(await gateway.dueNotices()).toEqual([])
  })

  test('a doubled notice has one id', async () => {
    const gateway = open()
    await gateway.charge(chargeOf('tok_notice_twice'))
    const [first, second] = await deliver(gateway)
    expect(first).toEqual(second)
    expect(first).toMatchObject({ type: 'charge', outcome: { outcome: 'succeeded' } })
  })

  test('an early notice is there before the answer', async () => {
    const gateway = open()
    const answer = gateway.charge(chargeOf('tok_notice_early'))
    let seen = 0
    while (seen === 0) {
      seen = (await gateway.dueNotices()).length
      await new Promise((done) => setImmediate(done))
    }
    expect(await Promise.race([answer.then(() => 'answered'), Promise.resolve('waiting')])).toBe('waiting')
    expect(await answer).toMatchObject({ outcome: 'succeeded' })
  })

  test('notices out of order end with an old one', async () => {
    const gateway = open()
    await gateway.charge(chargeOf('tok_notice_unordered'))
    pass(MINUTE)
    expect((await deliver(gateway)).map((event) => 'outcome' in event && event.outcome.outcome)).toEqual(['succeeded', 'pending'])
  })

  test('a dispute follows a day later', async () => {
    const gateway = open()
    const charged = await gateway.charge(chargeOf('tok_visa_0259'))
    await deliver(gateway)
    pass(DAY + MINUTE)
    const charge = 'reference' in charged ? charged.reference : ''
    expect(await deliver(gateway)).toMatchObject([{ type: 'dispute', charge, status: 'opened', amount: money(14885, 'usd') }])
  })

  test('a bank debit tells its beginning at once and its end on the day it settles', async () => {
    const gateway = open()
    await gateway.charge(chargeOf('tok_bank_2227'))
    expect(await deliver(gateway)).toMatchObject([{ outcome: { outcome: 'pending' } }])
    pass(3 * DAY)
    expect(await deliver(gateway)).toEqual([])
    pass(DAY + MINUTE)
    expect(await deliver(gateway)).toMatchObject([{ outcome: { outcome: 'declined', decline: 'insufficient_funds' } }])
  })

  test('a late card charge is pending for ten minutes', async () => {
    const gateway = open()
    const request = chargeOf('tok_visa_late')
    expect(await gateway.charge(request)).toMatchObject({ outcome: 'pending' })
    pass(11 * MINUTE)
    expect(await gateway.charge(request)).toMatchObject({ outcome: 'succeeded' })
  })
})

describe('its payment page', () => {
  const begin = async (gateway: SimulatedGateway, amount: ReturnType<typeof money> | null, save_source = false) => {
    attempts += 1
    const page = await gateway.startCheckout({
      idempotency_key: `checkout-${attempts}`,
      amount,
      methods: ['credit_card'],
      payer: PAYER,
      description: 'INV-0001',
      return_url: 'http://localhost/back',
      cancel_url: 'http://localhost/cancel',
      save_source,
    })
    return page.outcome === 'redirect' ? page.reference : ''
  }

  test('a declined card leaves it open for another, and pressing twice pays once', async () => {
    const gateway = open()
    const reference = await begin(gateway, money(14885, 'usd'))
    expect(await gateway.checkout(reference)).toMatchObject({ description: 'INV-0001', amount: 14885, currency: 'usd' })
    expect(await gateway.payCheckout(reference, 'tok_visa_0002')).toMatchObject({ outcome: 'declined' })
    const [one, two] = await Promise.all([gateway.payCheckout(reference, 'tok_visa'), gateway.payCheckout(reference, 'tok_visa')])
    expect(one).toMatchObject({ outcome: 'succeeded' })
    expect(two).toEqual(one)
    expect(await gateway.payCheckout(reference, 'tok_mastercard')).toEqual(one)
    const succeeded = (await deliver(gateway)).filter((event) => event.type === 'charge' && event.outcome.outcome === 'succeeded')
    expect(succeeded).toHaveLength(1)
  })

  test('an answer that was lost while paying is the end of the page too', async () => {
    const gateway = open()
    const reference = await begin(gateway, money(14885, 'usd'))
    expect(await gateway.payCheckout(reference, 'tok_timeout_after')).toMatchObject({ outcome: 'unknown' })
    expect(await gateway.payCheckout(reference, 'tok_visa')).toMatchObject({ outcome: 'succeeded' })
    expect(await state.keys('charge:')).toHaveLength(1)
  })

  test('a payment that never arrived leaves it as it was', async () => {
    const gateway = open()
    const reference = await begin(gateway, money(14885, 'usd'))
    expect(await gateway.payCheckout(reference, 'tok_timeout_before')).toMatchObject({ outcome: 'unknown' })
    expect(await gateway.find({ kind: 'checkout', idempotency_key: '', reference, requested_at: now })).toEqual({
      outcome: 'open',
    })
    expect(await gateway.payCheckout(reference, 'tok_visa')).toMatchObject({ outcome: 'succeeded' })
  })

  test('it can pay and keep the card', async () => {
    const gateway = open()
    const reference = await begin(gateway, money(100, 'usd'), true)
    expect(await gateway.payCheckout(reference, 'tok_visa')).toMatchObject({ outcome: 'succeeded' })
    expect(await state.keys('source:')).toHaveLength(1)
  })

  test('it closes after an hour and unknown pages do not exist', async () => {
    const gateway = open()
    const reference = await begin(gateway, money(100, 'usd'))
    pass(61 * MINUTE)
    await expect(gateway.payCheckout(reference, 'tok_visa')).rejects.toMatchObject({ code: 'checkout_expired' })
    await expect(gateway.checkout('sim_co_nothing')).rejects.toMatchObject({ kind: 'not_found', code: 'checkout_not_found' })
    expect(await gateway.find({ kind: 'checkout', idempotency_key: '', reference, requested_at: now })).toMatchObject({
      decline: 'canceled',
    })
  })
})
