import type { Desk } from '../../../platform/http/handlers.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import type { Estimate } from '../../receivables/estimates/contract.ts'
import { approveEstimate, declineEstimate, findEstimateByPortalKey, viewEstimate } from '../../receivables/estimates/service.ts'
import { can } from '../../receivables/estimates/status.ts'
import { noSuchLink, presentCustomer, presentLines } from '../companies/rules.ts'
import { enterPortal, showCompany, showFields } from '../companies/service.ts'
import type { PortalEstimate } from './contract.ts'

interface Link {
  readonly username: string
  readonly key: string
}

export async function showEstimate(desk: Desk, link: Link): Promise<PortalEstimate> {
  const visit = await enterPortal(desk, link)
  return visit.work(async (work) => present(work, await estimateBehind(work, link.key)))
}

/** The estimate that a link opens; drafts and what was voided are nobody's business. */
async function estimateBehind(work: Work, key: string): Promise<Estimate> {
  const estimate = await findEstimateByPortalKey(work, key)
  if (!estimate || estimate.draft || estimate.voided) throw noSuchLink()
  return estimate
}

async function present(work: Work, { metadata, disabled_payment_methods: _, ...estimate }: Estimate): Promise<PortalEstimate> {
  const customer = await findCustomer(work, estimate.customer)
  const { name, initials, timestamp } = estimate.approval ?? {}
  return {
    company: showCompany(work),
    customer: presentCustomer(customer),
    estimate: {
      ...estimate,
      items: presentLines(estimate.items),
      approval: timestamp && initials ? { name: name ?? null, initials, timestamp } : null,
    },
    ...(await showFields(work, 'estimate', { ...estimate, metadata })),
    can_approve: can('approve', estimate.status),
    can_decline: can('decline', estimate.status),
  }
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
  const { ip, userAgent } = desk.request
  return visit.work(async (work) => {
    const { id } = await estimateBehind(work, link.key)
    const evidence = { ip: ip || null, user_agent: userAgent.slice(0, 500) || null }
    return present(work, await approveEstimate(work, id, { ...signed, ...evidence }))
  })
}

export async function decline(desk: Desk, link: Link): Promise<PortalEstimate> {
  const visit = await enterPortal(desk, link)
  return visit.work(async (work) => {
    const { id } = await estimateBehind(work, link.key)
    return present(work, await declineEstimate(work, id))
  })
}
