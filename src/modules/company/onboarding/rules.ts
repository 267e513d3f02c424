/** How a company begins: with what was said of it, and defaults for everything else. */
import type { Tenant } from '../companies/rules.ts'
import type { CompanyDraft } from './contract.ts'

export function draftCompany(id: number, draft: CompanyDraft & { readonly username: string }, now: Date): Tenant {
  return {
    id,
    name: draft.name,
    username: draft.username,
    email: draft.email ?? null,
    phone: draft.phone ?? null,
    website: draft.website ?? null,
    tax_id: draft.tax_id ?? null,
    address1: draft.address1 ?? null,
    address2: draft.address2 ?? null,
    city: draft.city ?? null,
    state: draft.state ?? null,
    postal_code: draft.postal_code ?? null,
    country: draft.country,
    currency: draft.currency,
    language: draft.language ?? 'en',
    time_zone: draft.time_zone,
    color: null,
    logo_file: null,
    settings: {},
    test_mode: draft.test_mode ?? false,
    test_clock: null,
    version: 1,
    created_at: now,
    updated_at: now,
  }
}
