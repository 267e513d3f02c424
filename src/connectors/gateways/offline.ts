import { z } from 'zod'
import { cannot, declined } from './declines.ts'
import { gatewayKind } from './kind.ts'
import type { Gateway } from './port.ts'

const Settings = z.object({
  instructions: z
    .string()
    .min(1)
    .max(5000)
    .meta({ title: 'How to pay', description: 'Account, address or desk; printed for the payer.' }),
  method: z.enum(['wire_transfer', 'check', 'cash', 'other']).default('wire_transfer').meta({ title: 'Way of paying' }),
})

/** Money that arrives without a gateway: the payer is told how, and a person records the payment when it is there. */
export const offline = gatewayKind({
  name: 'offline',
  label: 'Bank transfer, check or cash',
  test: false,
  settings: Settings,
  open: openOffline,
})

export function openOffline({ instructions, method }: z.output<typeof Settings>): Gateway {
  return {
    name: 'offline',
    test: false,
    can: {
      methods: [method],
      token: false,
      store: false,
      verify: false,
      refund: false,
      checkout: 'instructions',
      webhook: false,
    },
    charge: async () => declined('method_not_supported'),
    refund: async () => cannot('offline', 'give money back'),
    store: async () => cannot('offline', 'save payment sources'),
    verify: async () => cannot('offline', 'verify bank accounts'),
    forget: async () => ({ outcome: 'forgotten' }),
    startCheckout: async ({ idempotency_key, methods, amount }) =>
      amount !== null && methods.includes(method)
        ? { outcome: 'instructions', text: instructions, reference: `offline_${idempotency_key}` }
        : declined('method_not_supported'),
    find: async () => ({ outcome: 'not_found' }),
    readWebhook: async () => [],
  }
}
