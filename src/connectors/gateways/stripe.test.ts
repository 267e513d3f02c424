import { afterAll, describe, expect, test } from 'vitest'
import { chargeOf, checkoutOf, closeDoubles, FIXTURES, storeOf, time } from '../../../test/doubles/gateways.ts'
import { money } from '../../core/money.ts'
import { type GatewayEvent, openGateway } from './index.ts'

afterAll(closeDoubles)

describe('Stripe', () => {
  const open = async () => {
    const { double, ...fixture } = await FIXTURES.stripe!()
    return { ...fixture, double: double! }
  }

  test.each(['resets_after', 'fails_after', 'fails_before', 'too_many', 'key_in_use'] as const)('%s is unknown', async (how) => {
    const { gateway, double } = await open()
    double.misbehave(how)
    const outcome = await gateway.charge(chargeOf('pm_card_visa'))
    // A broken connection is tried once more by the library itself, under the same key.
    expect(['unknown', ...(how === 'resets_after' ? ['succeeded'] : [])]).toContain(outcome.outcome)
    expect(double.count('payment_intents')).toBeLessThanOrEqual(1)
  })

  test('a wrong key is a matter of settings and does not appear in the answer', async () => {
    const { double } = await open()
    const secret_key = 'sk_test_wrong00000000000000000'
    const gateway = openGateway(
      'stripe',
      { secret_key, webhook_secret: double.webhook_secret },
      { clock: () => time.now, api_url: double.url },
    )
    const outcome = await gateway.charge(chargeOf('pm_card_visa'))
    expect(outcome).toMatchObject({ outcome: 'declined', decline: 'gateway_not_configured' })
    expect(JSON.stringify(outcome)).not.toContain(secret_key)
  })

  test('amounts travel in Stripe’s units, and impossible ones do not travel', async () => {
    const { gateway, double } = await open()
    const sent = async (amount: ReturnType<typeof money>) => {
      const outcome = await gateway.charge(chargeOf('pm_card_visa', { amount }))
      return outcome.outcome === 'declined' ? outcome.decline : double.requests.at(-1)!.params.amount
    }
    expect(await sent(money(14885, 'usd'))).toBe('14885')
    expect(await sent(money(500, 'jpy'))).toBe('500')
    expect(await sent(money(5, 'ugx'))).toBe('500')
    expect(await sent(money(5, 'isk'))).toBe('500')
    expect(await sent(money(12340, 'kwd'))).toBe('12340')
    expect(await sent(money(12345, 'kwd'))).toBe('amount_not_possible')
    expect(await sent(money(0, 'usd'))).toBe('amount_not_possible')
    expect(await sent(money(99_999_999_999, 'usd'))).toBe('amount_not_possible')
  })

  test('disputes, refunds and removed sources are read', async () => {
    const { gateway, double } = await open()
    const read = async (type: string, object: Record<string, unknown>): Promise<readonly GatewayEvent[]> =>
      gateway.readWebhook({ ...double.notice(type, object), received_at: new Date() })
    const dispute = {
      id: 'dp_1',
      amount: 500,
      currency: 'usd',
      payment_intent: 'pi_1',
      charge: 'ch_1',
      reason: 'fraudulent',
      status: 'needs_response',
    }
    expect(await read('charge.dispute.created', dispute)).toMatchObject([
      { type: 'dispute', charge: 'pi_1', status: 'opened', amount: money(500, 'usd') },
    ])
    expect(await read('charge.dispute.closed', { ...dispute, status: 'lost' })).toMatchObject([{ status: 'lost' }])
    expect(await read('charge.dispute.closed', { ...dispute, status: 'won' })).toMatchObject([{ status: 'won' }])
    const refund = {
      id: 're_1',
      amount: 500,
      currency: 'usd',
      payment_intent: 'pi_1',
      metadata: { netterms_key: 'k' },
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    }
    expect(await read('refund.failed', refund)).toMatchObject([
      { type: 'refund', idempotency_key: 'k', charge: 'pi_1', outcome: { outcome: 'declined' } },
    ])
    expect(await read('payment_method.detached', { id: 'pm_1' })).toMatchObject([
      { type: 'source', reference: 'pm_1', status: 'removed' },
    ])
    expect(await read('mandate.updated', { id: 'mandate_1', payment_method: 'pm_1', status: 'inactive' })).toMatchObject([
      { status: 'revoked' },
    ])
    expect(await read('invoice.created', { id: 'in_1' })).toEqual([])
    expect(
      await read('payment_intent.succeeded', { id: 'pi_1', amount: 1, currency: 'xyz', metadata: {}, status: 'succeeded' }),
    ).toEqual([])
  })

  test('a page that expired is told', async () => {
    const { gateway, double } = await open()
    const page = await gateway.startCheckout(checkoutOf())
    const reference = page.outcome === 'redirect' ? page.reference : ''
    const events = await gateway.readWebhook({ ...double.expire(reference), received_at: new Date() })
    expect(events).toMatchObject([{ type: 'checkout', reference, outcome: { outcome: 'expired' } }])
  })

  test('a finished setup intent can be stored as it is', async () => {
    const { gateway, tokens, pays, double } = await open()
    const page = await gateway.startCheckout(checkoutOf({ amount: null, methods: ['credit_card'], save_source: true }))
    const session = page.outcome === 'redirect' ? page.reference : ''
    await pays(session, tokens.approved)
    const token = String(double.object('sessions', session).setup_intent)
    expect(await gateway.store(storeOf(token))).toMatchObject({ outcome: 'stored', source: { last4: '4242' } })
  })
})
