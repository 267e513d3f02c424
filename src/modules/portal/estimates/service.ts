import { isPositive } from '../../../core/money.ts'
import type { Desk } from '../../../platform/http/handlers.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { isDepositRunning } from '../../payments/charges/service.ts'
import { paymentMethods } from '../../payments/gateways/service.ts'
import type { Estimate } from '../../receivables/estimates/contract.ts'
import { approveEstimate, declineEstimate, findEstimateByPortalKey, viewEstimate } from '../../receivables/estimates/service.ts'
import { can } from '../../receivables/estimates/status.ts'
import { noSuchLink, presentCustomer, refuseOwn } from '../companies/rules.ts'
import { enterPortal, showCompany, showFields, type Visit } from '../companies/service.ts'
import { methodsLeft } from '../invoices/rules.ts'
import { describeMethods } from '../invoices/service.ts'
import type { PortalEstimate } from './contract.ts'
import * as rules from './rules.ts'

interface Link {
  readonly username: string
  readonly key: string
}

export async function showEstimate(desk: Desk, link: Link): Promise<PortalEstimate> {
  const visit = await enterPortal(desk, link)
  return shown(visit, (work) => estimateBehind(work, link.key))
}

/** The estimate that a link opens; drafts and what was voided are nobody's business. */
export async function estimateBehind(work: Work, key: string): Promise<Estimate> {
  const estimate = await findEstimateByPortalKey(work, key)
  if (!estimate || estimate.draft || estimate.voided) throw noSuchLink()
  return estimate
}

/** Does what there is to do with the estimate, and shows it. Gateways are opened outside of that. */
async function shown(visit: Visit, run: (work: Work) => Promise<Estimate>): Promise<PortalEstimate> {
  const { owner, methods, ...facts } = await visit.work(async (work) => {
    const estimate = await run(work)
    const owner = await findCustomer(work, estimate.customer)
    const deposit_pending = await isDepositRunning(work, estimate.id)
    const deposit_due = rules.depositDue(estimate, deposit_pending)
    return {
      owner,
      company: showCompany(work),
      estimate: rules.presentEstimate(estimate),
      ...(await showFields(work, 'estimate', estimate)),
      can_approve: can('approve', estimate.status),
      can_decline: can('decline', estimate.status),
      deposit_due,
      deposit_pending,
      methods: isPositive(deposit_due) ? methodsLeft(await paymentMethods(work), estimate, owner) : [],
    }
  })
  const payment_methods = await describeMethods(visit, methods, owner)
  return { ...facts, preview: visit.isOwn, customer: presentCustomer(owner), payment_methods }
}

/** The customer opened it. The company's own people do not count. */
export async function noteView(desk: Desk, link: Link): Promise<null> {
  const visit = await enterPortal(desk, link)
  await visit.work(async (work) => {
    const estimate = await estimateBehind(work, link.key)
    if (!visit.isOwn && !estimate.viewed) await viewEstimate(work, estimate.id)
  })
  return null
}

/** The customer signs: name, initials, when, from where and with what are kept. */
export async function approve(
  desk: Desk,
  link: Link,
  signed: { readonly name: string; readonly initials: string },
): Promise<PortalEstimate> {
  const visit = await enterPortal(desk, link)
  refuseOwn(visit, 'approve an estimate', 'On its page in the dashboard you can mark it as approved.')
  const { ip, userAgent } = desk.request
  return shown(visit, async (work) => {
    const { id } = await estimateBehind(work, link.key)
    const evidence = { ip: ip || null, user_agent: userAgent.slice(0, 500) || null }
    return approveEstimate(work, id, { ...signed, ...evidence })
  })
}

export async function decline(desk: Desk, link: Link): Promise<PortalEstimate> {
  const visit = await enterPortal(desk, link)
  refuseOwn(visit, 'decline an estimate', 'On its page in the dashboard you can void it.')
  return shown(visit, async (work) => {
    const { id } = await estimateBehind(work, link.key)
    return declineEstimate(work, id)
  })
}
