/**
 * Owns: what strangers with a link may see of a company and its customer.
 * Does not own: which link opens what.
 * Invariants: what a customer says there is said by nobody of the company; nothing internal is shown; a link that opens nothing says nothing about what may have been there.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import type { PortalCompany, PortalCustomer } from './contract.ts'

/** The one answer to every link that does not work. */
export function noSuchLink(): Refusal {
  return new Refusal('not_found', 'no_such_link', 'This link does not work. Ask the company that sent it for a new one.')
}

/**
 * What a customer says in the portal is kept as theirs, so nobody of the company says it.
 * @param act what only the customer can do: `approve an estimate`
 * @param instead where the company's own people do what they may do about it
 * @throws Refusal forbidden `own_portal`, to whoever looks at it as the company
 */
export function refuseOwn({ isOwn }: { readonly isOwn: boolean }, act: string, instead: string): void {
  if (!isOwn) return
  const says = `You are signed in as the company, so this is a preview. Only the customer can ${act} here. ${instead}`
  throw new Refusal('forbidden', 'own_portal', says)
}

/** Keys in links are 24 letters and digits. */
export function isPortalKey(text: string): boolean {
  return /^[0-9A-Za-z]{24}$/.test(text)
}

export function presentCompany(company: Omit<PortalCompany, 'logo'>, logo: string | null): PortalCompany {
  const {
    name,
    username,
    color,
    email,
    phone,
    website,
    tax_id,
    address1,
    address2,
    city,
    state,
    postal_code,
    country,
    currency,
    language,
    time_zone,
    test_mode,
  } = company
  return {
    name,
    username,
    logo,
    color,
    email,
    phone,
    website,
    tax_id,
    address1,
    address2,
    city,
    state,
    postal_code,
    country,
    currency,
    language,
    time_zone,
    test_mode,
  }
}

export function presentCustomer(customer: Customer): PortalCustomer {
  const { name, number, attention_to, address1, address2, city, state, postal_code, country } = customer
  return { name, number, attention_to, address1, address2, city, state, postal_code, country }
}

/** Lines without what is for the company alone. */
export function presentLines<Line extends { readonly metadata: unknown }>(lines: readonly Line[]) {
  return lines.map((line) => ({ ...line, metadata: {} }))
}
