import { describe, expect, test } from 'vitest'
import { chargeOf, checkoutOf } from '../../../test/doubles/gateways.ts'
import { money } from '../../core/money.ts'
import { Refusal } from '../../core/refusal.ts'
import { GATEWAYS, gatewayKindOf, openGateway, settingsForm } from './index.ts'

describe('offline payments', () => {
  const open = () => openGateway('offline', { instructions: 'IBAN …', method: 'wire_transfer' }, { clock: () => new Date() })

  test('are explained, not charged', async () => {
    const gateway = open()
    expect(await gateway.startCheckout(checkoutOf({ methods: ['wire_transfer'] }))).toMatchObject({
      outcome: 'instructions',
      text: 'IBAN …',
    })
    expect(await gateway.startCheckout(checkoutOf({ methods: ['credit_card'] }))).toMatchObject({ outcome: 'declined' })
    expect(await gateway.charge(chargeOf('tok_visa'))).toMatchObject({ outcome: 'declined', decline: 'method_not_supported' })
    await expect(gateway.refund({ idempotency_key: 'r', charge: 'c', amount: money(1, 'usd') })).rejects.toMatchObject({
      code: 'gateway_cannot',
    })
  })
})

describe('the list of gateways', () => {
  test('has a form for each, whose secrets are marked', () => {
    for (const { name, label } of GATEWAYS) {
      expect(label).toMatch(/\w/)
      expect(settingsForm(name)).toMatchObject({ type: 'object', properties: expect.any(Object) })
    }
    expect(settingsForm('stripe')).toMatchObject({ properties: { secret_key: { secret: true, title: 'Secret key' } } })
    expect(gatewayKindOf('test').test).toBe(true)
  })

  test('refuses unknown names and settings that do not fit, without repeating them', () => {
    expect(() => openGateway('nobody', {}, { clock: () => new Date() })).toThrow(Refusal)
    try {
      openGateway('stripe', { secret_key: 'pk_live_mistaken00', webhook_secret: 'whsec_12345678' }, { clock: () => new Date() })
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ kind: 'invalid', code: 'gateway_settings_invalid', field: 'secret_key' })
      expect(String(error)).not.toContain('pk_live_mistaken00')
    }
  })
})
