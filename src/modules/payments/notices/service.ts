import type { GatewayEvent } from '../../../connectors/gateways/index.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Platform } from '../../../platform/outside.ts'
import { openWork } from '../../../platform/work.ts'
import { isEnded, isNews } from '../charges/rules.ts'
import { findNoticed, record } from '../charges/service.ts'
import { findNoticedCheckout, settleCheckout } from '../checkouts/service.ts'
import { heedDispute } from '../disputes/service.ts'
import { gatewayOf, nextSimulatedNotice, type Stand, simulatorOf } from '../gateways/service.ts'
import { heedSource } from '../payment-sources/service.ts'
import { heedRefund } from '../refunds/service.ts'
import { settleCharge } from '../unsettled-charges/service.ts'

/** Does what a gateway's notice says. Notices come late, twice and in any order: whatever is known already changes nothing. */
export async function heed(stand: Stand, gateway: string, event: GatewayEvent): Promise<void> {
  if (event.type === 'source') return stand.work((work) => heedSource(work, gateway, event.reference, event.status))
  if (event.type === 'checkout') {
    const checkout = await stand.work((work) => findNoticedCheckout(work, gateway, event))
    if (checkout?.status === 'open') await settleCheckout(stand, checkout.id)
    return
  }
  const subject = event.type === 'charge' ? event : { idempotency_key: null, reference: event.charge }
  const { charge, now } = await stand.work(async (work) => ({ charge: await findNoticed(work, gateway, subject), now: work.now }))
  if (!charge) return
  // What follows its success may be told before that, or the notice of it may be lost.
  if (event.type !== 'charge' && !isEnded(charge.status)) await settleCharge(stand, charge)
  if (event.type === 'dispute') return stand.work((work) => heedDispute(work, charge.id, event))
  if (event.type === 'refund') return heedRefund(stand, charge, { ...event, gateway }, event.outcome)
  if (isNews(charge, event.outcome.outcome, now)) await record(stand, charge.id, event.outcome)
}

/** Takes a notice from the network. @throws Refusal forbidden for a wrong signature, not_found for an unknown account */
export async function receiveNotice(
  platform: Platform,
  { companyId, account }: { readonly companyId: number; readonly account: string },
  call: { readonly headers: Headers; readonly body: Uint8Array },
): Promise<number> {
  const { gateway } = await accountOf(platform, companyId, account)
  const events = await gateway.readWebhook({
    headers: Object.fromEntries(call.headers),
    body: call.body,
    received_at: platform.clock(),
  })
  const stand = standOf(platform, companyId)
  for (const event of events) await heed(stand, gateway.name, event)
  return events.length
}

/** An account by its id, or a gateway that the product has by default by its name. */
async function accountOf(platform: Platform, companyId: number, account: string) {
  if (/^\d{1,15}$/.test(account)) return gatewayOf(platform, companyId, { gateway: '', merchant_account: Number(account) })
  if (account === 'test' || (account === 'stripe' && platform.config.STRIPE_SECRET_KEY))
    return gatewayOf(platform, companyId, { gateway: account, merchant_account: null })
  throw new Refusal('not_found', 'merchant_account_not_found', 'There is no such account.')
}

function standOf(platform: Platform, companyId: number): Stand {
  return { platform, companyId, work: (run) => openWork(platform, { companyId, actor: { kind: 'system' } }, run) }
}

/** The simulated gateway's notices, as they would arrive. They wait until they are heeded, so none is lost. */
export async function tellSimulated(stand: Stand): Promise<void> {
  const simulator = await simulatorOf(stand.platform, stand.companyId)
  for (const notice of await simulator.dueNotices()) {
    for (const event of await simulator.readWebhook(notice.webhook)) await heed(stand, simulator.name, event)
    await simulator.acknowledge(notice)
  }
}

export { nextSimulatedNotice }
