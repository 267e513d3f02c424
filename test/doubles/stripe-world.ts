import { expect } from 'vitest'
import { proveBooks } from '../../src/modules/insight/proof/service.ts'
import { openWorld, type World } from '../world.ts'
import { type StripeDouble, startStripeDouble } from './stripe.ts'

/** A world whose Stripe is a server on loopback, with a merchant account there. */
export interface StripeWorld {
  readonly world: World
  readonly stripe: StripeDouble
  /** The merchant account's id. */
  readonly account: number
  /** Ends both; the books must be sound by then. */
  close(): Promise<void>
}

/** @param timeout_ms how long an answer of Stripe is waited for */
export async function openStripeWorld({ timeout_ms }: { readonly timeout_ms: number }): Promise<StripeWorld> {
  const stripe = await startStripeDouble()
  const world = await openWorld({ now: new Date().toISOString() })
  const { gateways } = world.platform.outside
  const { open } = gateways
  gateways.open = (name, settings, around) => open(name, settings, { ...around, api_url: stripe.url, timeout_ms })
  const credentials = { secret_key: stripe.secret_key, webhook_secret: stripe.webhook_secret }
  const { json } = await world.acme.call('POST', '/merchant_accounts', { body: { gateway: 'stripe', credentials } })
  return {
    world,
    stripe,
    account: json.id,
    async close() {
      expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
      await world.close()
      await stripe.close()
    },
  }
}
