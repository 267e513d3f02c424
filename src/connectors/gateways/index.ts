import { z } from 'zod'
import { Refusal } from '../../core/refusal.ts'
import type { Around, GatewayKind } from './kind.ts'
import { offline } from './offline.ts'
import type { Gateway } from './port.ts'
import { recorded } from './recorded.ts'
import { simulator } from './simulator.ts'
import { stripe } from './stripe.ts'

export { DECLINES, type DeclineCode } from './declines.ts'
export type { Around, Exchange, GatewayKind, KeyValueStore } from './kind.ts'
export { memoryStore } from './memory.ts'
export * from './port.ts'
export { refuseCardNumber, withoutSecrets } from './redaction.ts'
export { openSimulator, type SimulatedGateway } from './simulator.ts'
export { MICRO_DEPOSITS, TEST_SOURCES, type TestSource } from './test-sources.ts'

/** Every gateway there is. To add one: its file, and its name here. */
export const GATEWAYS: readonly GatewayKind[] = [simulator, stripe, offline]

/** @throws Refusal not_found `gateway_not_found` */
export function gatewayKindOf(name: string): GatewayKind {
  const kind = GATEWAYS.find((one) => one.name === name)
  if (!kind) throw new Refusal('not_found', 'gateway_not_found', `There is no gateway called "${name}".`)
  return kind
}

/** @throws Refusal not_found `gateway_not_found`; invalid `gateway_settings_invalid` with the field */
export function openGateway(name: string, settings: unknown, around: Around): Gateway {
  const kind = gatewayKindOf(name)
  const checked = kind.settings.safeParse(settings)
  if (!checked.success) {
    const [issue] = checked.error.issues
    const field = issue?.path.join('.') || undefined
    throw new Refusal('invalid', 'gateway_settings_invalid', `${field ?? 'settings'}: ${issue?.message ?? 'not valid'}`, field)
  }
  const gateway = kind.open(settings, around)
  return around.record ? recorded(gateway, around.record) : gateway
}

/** The settings as JSON Schema, for a form. Properties that are secret carry `secret: true`. */
export function settingsForm(name: string): Record<string, unknown> {
  return z.toJSONSchema(gatewayKindOf(name).settings, { io: 'input' }) as Record<string, unknown> // a JSON object by definition
}
