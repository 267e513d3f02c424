import { portalUrl } from '../../../platform/portal-links.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { customerOfStatementKey } from '../../messages/statements/service.ts'
import { paymentMethods } from '../../payments/gateways/service.ts'
import { type Page, soldOn } from '../../recurring/sign-up-pages/rules.ts'
import { addonsOf, findPageByPortalKey, namedBy } from '../../recurring/sign-up-pages/service.ts'
import { isPortalKey, noSuchLink } from '../companies/rules.ts'
import type { Visit } from '../companies/service.ts'
import type { PortalMethod } from '../invoices/contract.ts'
import { describeMethods } from '../invoices/service.ts'

export interface Link {
  readonly username: string
  readonly key: string
}

/** What a page offers now: what is no longer sold is left out of it. */
export async function offerBehind(work: Work, key: string) {
  const page = await pageBehind(work, key)
  const addons = await addonsOf(work, page.id)
  const named = await namedBy(work, page, addons)
  return { ...soldOn(page, addons, named), named }
}

export async function pageBehind(work: Work, key: string): Promise<Page> {
  const page = await findPageByPortalKey(work, key)
  if (!page) throw noSuchLink()
  return page
}

/** The customer for whom the link was made; it leads nowhere once the page is not offered to them any more. */
export async function customerBehind(work: Work, page: Page, key: string) {
  const id = isPortalKey(key) ? await customerOfStatementKey(work, key) : null
  const customer = id === null ? null : await findCustomer(work, id)
  if (!customer?.active || customer.sign_up_page !== page.id) throw noSuchLink()
  return customer
}

/** Ways to pay that can be saved: here by a token, or on the gateway's own page. */
export async function savableMethods(visit: Visit): Promise<PortalMethod[]> {
  const methods = await visit.work(async (work) =>
    (await paymentMethods(work)).filter(({ supports_autopay }) => supports_autopay),
  )
  const described = await describeMethods(visit, methods, { convenience_fee: false })
  return described.filter(({ how, can_save }) => how !== 'instructions' && can_save)
}

/** Where the page is, or the page as it was made for one customer. */
export function addressOf({ platform, company }: Visit, key: string, customer?: string | null): string {
  return portalUrl(platform.config, company, 'sign_up_page', key, customer ? `/${customer}` : '')
}
