import type { Method } from '../../../connectors/gateways/index.ts'
import { eachInTurn } from '../../../platform/jobs.ts'
import type { Work } from '../../../platform/work.ts'
import { type Facts, heldSplits, isNews, isUnsent } from '../charges/rules.ts'
import { ask, type ChargeIntent, findUnsettled, record, touchCharge } from '../charges/service.ts'
import { gatewayOf, type Stand } from '../gateways/service.ts'
import { type SourceFacts as KeptSource, reasonAgainstCharge } from '../payment-sources/rules.ts'
import { findSource } from '../payment-sources/service.ts'
import { lockDocuments } from '../settlement/service.ts'

const BATCH = 50

/** Asks the gateways how unfinished charges ended, and writes it down. */
export async function settleCharges(stand: Stand): Promise<void> {
  await eachInTurn(await stand.work((work) => findUnsettled(work, BATCH)), (waiting) => settleCharge(stand, waiting))
}

/** Asks how a charge ended, and writes it down where that is news. */
export async function settleCharge(stand: Stand, waiting: Facts): Promise<void> {
  // Its turn comes again later, also where it cannot be asked about.
  const looked_at = await stand.work(async (work) => {
    await touchCharge(work, waiting.id)
    return work.now
  })
  const { gateway } = await gatewayOf(stand.platform, stand.companyId, waiting)
  const found = await gateway.find({
    kind: 'charge',
    idempotency_key: waiting.idempotency_key,
    reference: waiting.gateway_id,
    requested_at: waiting.attempted_at ?? waiting.created_at,
  })
  if (!isNews(waiting, found.outcome, looked_at)) return
  const unsent = isUnsent(waiting, found.outcome) ? await stand.work((work) => intentOf(work, waiting)) : null
  await record(stand, waiting.id, unsent ? await ask(stand, gateway, unsent, waiting) : { ...found, looked_at })
}

/** An attempt of AutoPay as it was meant, under its own key; null where it is not wanted any more, or cannot be made. */
async function intentOf(work: Work, charge: Facts): Promise<ChargeIntent | null> {
  const { customer, amount, source, idempotency_key: key, payment_source_type: type, payment_source_id: id } = charge
  const splits = heldSplits(charge)
  const { invoices } = await lockDocuments(work, splits)
  const kept = await findSource(work, customer, type as KeptSource['type'], id!)
  if (reasonAgainstCharge(kept) || [...invoices.values()].some(({ autopay }) => !autopay)) return null
  return { customer, method: charge.method as Method, amount, splits, from: { kept }, source, key }
}
