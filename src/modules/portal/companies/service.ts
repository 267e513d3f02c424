import { type Company, companyIdOf } from '../../../platform/company.ts'
import { fileUrl } from '../../../platform/file-links.ts'
import type { Desk } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import { openWork, type Work } from '../../../platform/work.ts'
import { fieldsShownOn } from '../../company/custom-fields/service.ts'
import type { Stand } from '../../payments/gateways/service.ts'
import type { PortalCompany, PortalFields } from './contract.ts'
import * as rules from './rules.ts'

/** The company whose portal is at this user name. @throws Refusal not_found, the same for every link that does not work */
export async function companyByUsername(platform: Platform, username: string): Promise<Company> {
  const id = await companyIdOf(platform.pool, username)
  if (id === null) throw rules.noSuchLink()
  return platform.companies.find(id)
}

/** A place in a company's portal: units of work there are its customer's, or those of whoever looks at it as the company. */
export interface Visit extends Stand {
  readonly company: Company
  /** The visitor is one of the company's own people, who looks at what customers see. */
  readonly isOwn: boolean
}

/** Enters the portal of a company by a link. */
export async function enterPortal(
  desk: Desk,
  { username, key }: { readonly username: string; readonly key: string },
): Promise<Visit> {
  if (!rules.isPortalKey(key)) throw rules.noSuchLink()
  const company = await companyByUsername(desk.platform, username)
  const own = desk.caller?.companyId === company.id ? desk.caller.actor : null
  const actor = own ?? ({ kind: 'customer', customer_id: null } as const)
  return {
    platform: desk.platform,
    companyId: company.id,
    company,
    isOwn: own !== null,
    work: (run) => desk.work(run, { companyId: company.id, actor }),
  }
}

/** The same for pages that are no calls of the API. */
export async function visitPortal(
  platform: Platform,
  { username, key }: { readonly username: string; readonly key: string },
): Promise<Visit> {
  if (!rules.isPortalKey(key)) throw rules.noSuchLink()
  const company = await companyByUsername(platform, username)
  const options = { companyId: company.id, actor: { kind: 'customer', customer_id: null } } as const
  return { platform, companyId: company.id, company, isOwn: false, work: (run) => openWork(platform, options, run) }
}

/** The company as strangers see it. Its logo is a signed address that works for some days. */
export function showCompany({ company, config, now }: Work): PortalCompany {
  const logo =
    company.logo_file === null ? null : fileUrl(config, { companyId: company.id, id: company.logo_file, name: 'logo' }, now)
  return rules.presentCompany(company, logo)
}

/** The company's own fields on a document, as far as customers see them. */
export async function showFields(work: Work, ...[object, document]: FieldsOf): Promise<PortalFields> {
  const { document: custom_fields, lines } = await fieldsShownOn(work, object, document)
  return { custom_fields: [...custom_fields], line_fields: [...lines].map(([line, fields]) => ({ line, fields: [...fields] })) }
}

type FieldsOf = Parameters<typeof fieldsShownOn> extends [Work, ...infer Rest] ? Rest : never
