import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { chargeOf, checkoutOf, closeDoubles, FIXTURES, PAYER, storeOf, time } from '../../../test/doubles/gateways.ts'
import { money } from '../../core/money.ts'
import { Refusal } from '../../core/refusal.ts'
import type { ChargeRequest } from './index.ts'

beforeEach(() => {
  time.now = new Date()
})

afterAll(closeDoubles)

describe.each(Object.keys(FIXTURES))('every gateway: %s', (name) => {
  const open = () => FIXTURES[name]!()

  test('a good source is charged and its facts are told', async () => {
    const { gateway, tokens } = await open()
    const outcome = await gateway.charge(chargeOf(tokens.approved))
    expect(outcome).toMatchObject({
      outcome: 'succeeded',
      reference: expect.any(String),
      source: { object: 'card', brand: 'visa', last4: '4242' },
    })
    expect(gateway.test).toBe(true)
  })

  test('declines are told in standard words', async () => {
    const { gateway, tokens } = await open()
    for (const [token, decline] of tokens.declines) {
      const outcome = await gateway.charge(chargeOf(token))
      expect({ token, ...outcome }).toMatchObject({ token, outcome: 'declined', decline, said: expect.stringMatching(/\w/) })
    }
  })

  test('the same key charges once, however often and however parallel', async () => {
    const { gateway, tokens, charges } = await open()
    const request = chargeOf(tokens.approved)
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => gateway.charge(request)))
    expect(new Set(outcomes.map((outcome) => 'reference' in outcome && outcome.reference)).size).toBe(1)
    expect(await charges()).toBe(1)
    const declined = chargeOf(tokens.declines[0]![0])
    expect(await gateway.charge(declined)).toEqual(await gateway.charge(declined))
  })

  test('the same key with another amount is refused', async () => {
    const { gateway, tokens, charges } = await open()
    const request = chargeOf(tokens.approved)
    await gateway.charge(request)
    const other = await gateway.charge({ ...request, amount: money(1, 'usd') })
    expect(other).toMatchObject({ outcome: 'declined', decline: 'gateway_refused_request' })
    expect(await charges()).toBe(1)
  })

  test('an answer that is lost after the charge is unknown, found, and not charged again', async () => {
    const { gateway, losesAnswer, charges } = await open()
    const requested_at = new Date()
    const request = chargeOf(losesAnswer(true))
    expect(await gateway.charge(request)).toMatchObject({ outcome: 'unknown' })
    const { idempotency_key } = request
    const found = await gateway.find({ kind: 'charge', idempotency_key, requested_at })
    expect(found).toMatchObject({ outcome: 'succeeded' })
    expect(await gateway.charge(request)).toEqual(found)
    expect(await charges()).toBe(1)
  })

  test('a request that never arrived is unknown, not found, and can be made again', async () => {
    const { gateway, losesAnswer, charges } = await open()
    const requested_at = new Date()
    const request = chargeOf(losesAnswer(false))
    expect(await gateway.charge(request)).toMatchObject({ outcome: 'unknown' })
    const { idempotency_key } = request
    expect(await gateway.find({ kind: 'charge', idempotency_key, requested_at })).toEqual({ outcome: 'not_found' })
    expect(await gateway.charge(request)).toMatchObject({ outcome: 'succeeded' })
    expect(await charges()).toBe(1)
  })

  test('currencies without and with three decimals keep their amount on the way out and back', async () => {
    const { gateway, tokens, settles } = await open()
    for (const amount of [money(500, 'jpy'), money(5000, 'ugx'), money(5000, 'isk'), money(12340, 'kwd'), money(1, 'eur')]) {
      expect(await gateway.charge(chargeOf(tokens.approved, { amount }))).toMatchObject({ outcome: 'succeeded' })
    }
    const amount = money(4200, 'jpy')
    const pending = await gateway.charge(chargeOf(tokens.bank_settles, { amount }))
    const [event] = await gateway.readWebhook(await settles('reference' in pending ? pending.reference! : ''))
    expect(event).toMatchObject({ type: 'charge', amount })
  })

  test('a bank debit is pending, and a notice tells how it ended', async () => {
    for (const which of ['bank_settles', 'bank_fails'] as const) {
      const { gateway, tokens, settles } = await open()
      const request = chargeOf(tokens[which])
      const outcome = await gateway.charge(request)
      expect(outcome).toMatchObject({ outcome: 'pending', source: { object: 'bank_account' } })
      const reference = 'reference' in outcome ? outcome.reference! : ''
      const [event] = await gateway.readWebhook(await settles(reference))
      const end = which === 'bank_settles' ? { outcome: 'succeeded' } : { outcome: 'declined', decline: 'insufficient_funds' }
      const { idempotency_key } = request
      expect(event).toMatchObject({ type: 'charge', reference, idempotency_key, amount: money(14885, 'usd'), outcome: end })
      expect(await gateway.find({ kind: 'charge', idempotency_key, reference, requested_at: time.now })).toMatchObject(end)
    }
  })

  test('a reference that nobody gave is not found', async () => {
    const { gateway } = await open()
    for (const kind of ['charge', 'refund', 'checkout'] as const) {
      const asked = { kind, idempotency_key: 'nobody', reference: 'pi_nobody', requested_at: time.now }
      expect(await gateway.find(asked)).toEqual({ outcome: 'not_found' })
    }
  })

  test('a source is stored, charged, forgotten, and then no longer charged', async () => {
    const { gateway, tokens } = await open()
    const stored = await gateway.store(storeOf(tokens.approved))
    expect(stored).toMatchObject({ outcome: 'stored', verification: 'none', source: { last4: '4242' } })
    if (stored.outcome !== 'stored') return
    const payer = { ...PAYER, customer: stored.customer }
    const charge = (): ChargeRequest => chargeOf('', { from: { source: stored.reference }, payer, method: 'credit_card' })
    expect(await gateway.charge(charge())).toMatchObject({ outcome: 'succeeded' })
    const gone = { source: stored.reference, customer: stored.customer }
    expect(await gateway.forget(gone)).toEqual({ outcome: 'forgotten' })
    expect(await gateway.forget(gone)).toEqual({ outcome: 'forgotten' })
    expect(await gateway.forget({ ...gone, source: 'pm_never_was' })).toEqual({ outcome: 'forgotten' })
  })

  test('storing with the same key stores once', async () => {
    const { gateway, tokens } = await open()
    const request = storeOf(tokens.approved)
    expect(await gateway.store(request)).toEqual(await gateway.store(request))
  })

  test('a card that is declined is not stored; one that only fails later is', async () => {
    const { gateway, tokens } = await open()
    expect(await gateway.store(storeOf(tokens.declines[0]![0]))).toMatchObject({ outcome: 'declined', decline: 'card_declined' })
    const stored = await gateway.store(storeOf(tokens.fails_when_charged))
    expect(stored).toMatchObject({ outcome: 'stored', source: { last4: '0341' } })
    if (stored.outcome !== 'stored') return
    const request = chargeOf('', {
      from: { source: stored.reference },
      payer: { ...PAYER, customer: stored.customer },
      method: 'credit_card',
    })
    expect(await gateway.charge(request)).toMatchObject({ outcome: 'declined', decline: 'card_declined' })
  })

  test('a bank account is verified by its two deposits', async () => {
    const { gateway, tokens } = await open()
    const stored = await gateway.store(storeOf(tokens.bank_unverified))
    expect(stored).toMatchObject({ outcome: 'stored', verification: 'micro_deposits', source: { verified: false } })
    const source = stored.outcome === 'stored' ? stored.reference : ''
    expect(await gateway.verify({ source, amounts: [1, 2] })).toMatchObject({
      outcome: 'declined',
      decline: 'verification_failed',
    })
    expect(await gateway.verify({ source, amounts: [45, 32] })).toMatchObject({
      outcome: 'stored',
      verification: 'none',
      source: { verified: true },
    })
  })

  test('a charge is refunded in parts, once per key, and never beyond its amount', async () => {
    const { gateway, tokens } = await open()
    const charged = await gateway.charge(chargeOf(tokens.approved))
    const charge = 'reference' in charged ? charged.reference! : ''
    const first = { idempotency_key: 'refund-1', charge, amount: money(10000, 'usd') }
    const once = await gateway.refund(first)
    expect(once).toMatchObject({ outcome: 'succeeded' })
    expect(await gateway.refund(first)).toEqual(once)
    const tooMuch = { idempotency_key: 'refund-2', charge, amount: money(5000, 'usd') }
    expect(await gateway.refund(tooMuch)).toMatchObject({ outcome: 'declined', decline: 'charge_not_refundable' })
    expect(await gateway.refund({ idempotency_key: 'refund-3', charge, amount: money(4885, 'usd') })).toMatchObject({
      outcome: 'succeeded',
    })
    expect(await gateway.find({ kind: 'refund', idempotency_key: 'refund-1', within: charge, requested_at: time.now })).toEqual(
      once,
    )
    expect(await gateway.find({ kind: 'refund', idempotency_key: 'refund-9', within: charge, requested_at: time.now })).toEqual({
      outcome: 'not_found',
    })
  })

  test('a hosted page takes a payment and tells it by notice and on asking', async () => {
    const { gateway, tokens, pays } = await open()
    const request = checkoutOf()
    const page = await gateway.startCheckout(request)
    expect(page).toMatchObject({ outcome: 'redirect', url: expect.stringMatching(/^https?:/), expires_at: expect.any(Date) })
    const reference = page.outcome === 'redirect' ? page.reference : ''
    const asked = { kind: 'checkout', idempotency_key: request.idempotency_key, requested_at: time.now } as const
    expect(await gateway.find({ ...asked, reference })).toEqual({ outcome: 'open' })
    const again = await gateway.startCheckout(request)
    expect(again).toMatchObject({ outcome: 'redirect', reference })
    const [event] = await gateway.readWebhook(await pays(reference, tokens.approved))
    expect(event).toMatchObject({
      type: 'checkout',
      reference,
      idempotency_key: request.idempotency_key,
      outcome: { outcome: 'succeeded' },
    })
    expect(await gateway.find({ ...asked, reference })).toMatchObject({ outcome: 'succeeded' })
    expect(await gateway.find(asked)).toMatchObject({ outcome: 'succeeded' })
    expect(await gateway.find({ ...asked, idempotency_key: 'nobody' })).toEqual({ outcome: 'not_found' })
  })

  test('a hosted page can store a source without a payment', async () => {
    const { gateway, tokens, pays } = await open()
    const page = await gateway.startCheckout(checkoutOf({ amount: null, methods: ['credit_card'], save_source: true }))
    const reference = page.outcome === 'redirect' ? page.reference : ''
    const [event] = await gateway.readWebhook(await pays(reference, tokens.approved))
    expect(event).toMatchObject({
      type: 'checkout',
      outcome: { outcome: 'stored', source: { last4: '4242' }, customer: expect.any(String) },
    })
  })

  test('a notice that was altered, unsigned, old or signed by another is refused', async () => {
    const { gateway, tokens, settles } = await open()
    const pending = await gateway.charge(chargeOf(tokens.bank_settles))
    const notice = await settles('reference' in pending ? pending.reference! : '')
    const [header, value] = Object.entries(notice.headers).find(([key]) => key.includes('signature'))!
    const altered = notice.body.slice()
    altered[altered.length - 3]! ^= 1
    const other = value!.replace(/v1=./, (start) => (start === 'v1=0' ? 'v1=1' : 'v1=0'))
    for (const forged of [
      { ...notice, body: altered },
      { ...notice, headers: {} },
      { ...notice, headers: { [header]: '' } },
      { ...notice, headers: { [header]: other } },
      { ...notice, headers: { [header]: value!.replace(/t=\d+/, 't=1') } },
      { ...notice, received_at: new Date(notice.received_at.getTime() + 3_600_000) },
    ]) {
      const refusal = await gateway.readWebhook(forged).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(Refusal)
      expect(refusal).toMatchObject({ kind: 'forbidden', code: 'gateway_signature_invalid' })
    }
    expect(await gateway.readWebhook(notice)).toHaveLength(1)
  })

  test('a notice read twice is the same event', async () => {
    const { gateway, tokens, settles } = await open()
    const pending = await gateway.charge(chargeOf(tokens.bank_settles))
    const notice = await settles('reference' in pending ? pending.reference! : '')
    expect(await gateway.readWebhook(notice)).toEqual(await gateway.readWebhook(notice))
  })

  test('card numbers are refused at the door', async () => {
    const { gateway, charges } = await open()
    // Assembled here, so that no file holds one.
    const number = ['4242', '4242', '4242', '4242']
    for (const token of [number.join(''), number.join(' '), number.join('-'), `card:${number.join('')}`]) {
      for (const call of [gateway.charge(chargeOf(token)), gateway.store(storeOf(token))]) {
        expect(await call.catch((error: unknown) => error)).toMatchObject({ code: 'card_number_refused' })
      }
    }
    expect(await charges()).toBe(0)
  })

  test('the transcript holds no key, no card number and no signature', async () => {
    const { gateway, tokens, transcript, secrets, settles } = await open()
    const number = ['4242', '4242', '4242', '4242'].join('')
    await gateway.charge(chargeOf(tokens.approved, { description: `paid with ${number} and ${secrets[0]}` }))
    await gateway.charge(chargeOf(number)).catch(() => {})
    await gateway.store(storeOf(tokens.approved))
    const pending = await gateway.charge(chargeOf(tokens.bank_settles))
    await gateway.readWebhook(await settles('reference' in pending ? pending.reference! : ''))
    const text = JSON.stringify(transcript)
    expect(transcript.length).toBeGreaterThanOrEqual(5)
    for (const secret of [...secrets, number, 'v1=']) expect(text).not.toContain(secret)
  })
})
