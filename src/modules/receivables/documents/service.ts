import type { Currency } from '../../../core/currency.ts'
import { inField, Refusal } from '../../../core/refusal.ts'
import { encodeWire } from '../../../platform/wire.ts'
import type { Work } from '../../../platform/work.ts'
import { Coupon } from '../../catalog/coupons/contract.ts'
import { findCoupons } from '../../catalog/coupons/service.ts'
import { findItems } from '../../catalog/items/service.ts'
import { TaxRate } from '../../catalog/tax-rates/contract.ts'
import { findTaxRates } from '../../catalog/tax-rates/service.ts'
import type { TaxRule } from '../../catalog/tax-rules/contract.ts'
import { taxRulesFor } from '../../catalog/tax-rules/service.ts'
import { carriedToLines } from '../../company/custom-fields/service.ts'
import { retireNumber } from '../../company/numbering/service.ts'
import type { Customer, PayingDraft } from '../../customers/customers/contract.ts'
import { createCustomer, findCustomer } from '../../customers/customers/service.ts'
import {
  type Content,
  type ContentFacts,
  changeLine,
  composeContent,
  composeLines,
  namedRecords,
  recomposeContent,
  refuseCombinedCoupons,
  type Terms,
} from './content.ts'
import type { AppliedDiscount, AppliedTax, ContentIn, LineItem, LineItemIn, LoneLineIn } from './contract.ts'
import { type KeptDocument, keptContent, numberTaken } from './document.ts'
import { withKeptRates } from './kept-rates.ts'
import { type DocumentType, isNumberTaken } from './store.ts'

export {
  firstOf,
  insertLines,
  linesOf,
  readContent,
  readDiscounts,
  readLines,
  readTaxes,
  removeDocument,
  replaceLines,
  selectDocuments,
  storedContent,
  storedDiscounts,
  storedTaxes,
  updateDocument,
} from './store.ts'

/** The customer that a new document names, or describes: then it is made. What it pays by is saved elsewhere, before. */
export async function customerOf(work: Work, customer: number | PayingDraft): Promise<Customer> {
  if (typeof customer === 'number') return inField('customer', findCustomer(work, customer))
  const { payment_source: _, ...draft } = customer
  return createCustomer(work, draft)
}

/** Prices new content: everything it names is loaded, unless it was asked for already, and every part has its id. */
export async function composeFor(
  work: Work,
  given: ContentIn,
  customer: Customer,
  terms: Terms,
  asked?: Promise<NamedRecords>,
): Promise<Content> {
  const input = withKeptRates(given)
  const facts = await loadContentFacts(work, input, customer, { automatic: input.calculate_taxes !== false, asked })
  const content = composeContent(input, facts, terms, work.now)
  // What reduced a line before it came here combines with nothing that is given now.
  const ready = new Set(input.ready?.items?.map(({ id }) => id))
  const items = content.items.filter(({ id }) => !ready.has(id))
  if (facts.coupons.size > 0) refuseCombinedCoupons({ ...content, items })
  return identifyContent(work, content)
}

/** Lines that belong to no document yet: what they name is copied, and every part has its id. */
export async function composeLoneLines(
  work: Work,
  items: readonly LoneLineIn[],
  customer: Customer,
  currency: Currency,
  field: (index: number) => string = (index) => `items[${index}]`,
): Promise<LineItem[]> {
  const input = withKeptRates({ items })
  const facts = await loadContentFacts(work, input, customer, { automatic: false })
  return identifyLines(work, composeLines(input.items, facts, { currency, rounding: 'per_step' }, work.now, field))
}

/** Such a line as a change makes it. */
export async function changedLoneLine(
  work: Work,
  line: LineItem,
  given: LineItemIn,
  customer: Customer,
  currency: Currency,
): Promise<LineItem> {
  const input = withKeptRates({ items: [{ ...given, id: line.id }] }, { items: [line], discounts: [], taxes: [] })
  const facts = await loadContentFacts(work, input, customer, { automatic: false })
  const [changed] = await identifyLines(work, [
    changeLine(line, input.items[0]!, facts, { currency, rounding: 'per_step' }, work.now),
  ])
  return changed!
}

type DocumentChanges = ContentIn & { readonly currency?: Currency | null | undefined }

/** The content as a change makes it, null when the change leaves it alone. In another currency it has the same prices. */
export async function changedContent(
  work: Work,
  before: KeptDocument,
  given: DocumentChanges,
  customer: Customer,
): Promise<Content | null> {
  const input = withKeptRates(given, before)
  const currency = (input.currency ?? before.currency) as Currency
  const touched = input.items || input.discounts || input.taxes || input.discount || input.tax || input.calculate_taxes
  if (!touched && currency === before.currency) return null
  const facts = await loadContentFacts(work, input, customer, { automatic: input.calculate_taxes === true })
  const terms = { currency, rounding: before.tax_rounding }
  const content = recomposeContent(keptContent(before), input, facts, terms, work.now)
  if (facts.coupons.size > 0) refuseCombinedCoupons(content)
  return identifyContent(work, content)
}

/** Lets go of the number that a document had, for one that no other document of the kind has. */
export async function changeNumber(
  work: Work,
  type: DocumentType,
  before: { readonly id: number; readonly number: string | null; readonly draft: boolean },
  number: string | null,
): Promise<void> {
  if (number === null || number === before.number) return
  if (await isNumberTaken(work, type, number, before.id)) throw numberTaken(number)
  if (before.number !== null && !before.draft) await retireNumber(work, type, before.id, before.number)
}

/** What the content of a document names by itself, whoever it is for. */
interface NamedRecords {
  readonly items: Awaited<ReturnType<typeof findItems>>
  readonly coupons: readonly Coupon[]
  readonly rates: readonly TaxRate[]
  readonly rules: readonly TaxRule[]
}

/** Asks for what content names before the customer is known, so that both share a round trip. */
export function askNamedRecords(work: Work, input: ContentIn): Promise<NamedRecords> {
  const asked = findNamedRecords(work, input, input.calculate_taxes !== false)
  asked.catch(() => undefined) // heard by whoever composes the content, unless the customer is refused before
  return asked
}

async function findNamedRecords(work: Work, input: ContentIn, automatic: boolean): Promise<NamedRecords> {
  const named = namedRecords(input)
  const [items, coupons, rates, rules] = await Promise.all([
    named.items.length > 0 ? findItems(work, named.items) : [],
    named.coupons.length > 0 ? findCoupons(work, named.coupons) : [],
    named.tax_rates.length > 0 ? findTaxRates(work, named.tax_rates) : [],
    automatic ? taxRulesFor(work) : [],
  ])
  return { items, coupons, rates, rules }
}

/** Loads everything that the content of a document names or implies, in as few round trips as the dependencies allow. */
export async function loadContentFacts(
  work: Work,
  input: ContentIn,
  customer: Customer,
  options: { readonly automatic: boolean; readonly asked?: Promise<NamedRecords> | undefined },
): Promise<ContentFacts> {
  const automatic = options.automatic && customer.taxable
  const { items, coupons, rates: named, rules } = await (options.asked ?? findNamedRecords(work, input, automatic))
  const automaticTaxes = automatic
    ? distinct([
        ...customer.taxes.map(({ id }) => id),
        ...rules.filter((rule) => applies(rule, customer)).map((rule) => rule.tax_rate),
      ])
    : []
  const known = new Set(namedRecords(input).tax_rates)
  const implied = distinct([...items.flatMap((item) => item.taxes), ...automaticTaxes]).filter((id) => !known.has(id))
  const [more, carried] = await Promise.all([implied.length > 0 ? findTaxRates(work, implied) : [], carriedToLines(work, items)])
  const rates = [...named, ...more]
  for (const coupon of coupons) refuseSpentCoupon(coupon, work)
  return {
    items: new Map(items.map((item, i) => [item.id, { ...item, metadata: carried[i]! }])),
    coupons: new Map(coupons.map((coupon) => [coupon.id, { ...coupon, snapshot: encodeWire(Coupon, coupon) }])),
    tax_rates: new Map(rates.map((rate) => [rate.id, { ...rate, snapshot: encodeWire(TaxRate, rate) }])),
    automatic_taxes: automaticTaxes,
  }
}

/** An empty country or state of a rule matches every address. */
function applies(rule: { readonly country: string | null; readonly state: string | null }, customer: Customer): boolean {
  return (
    (!rule.country || rule.country === customer.country) &&
    (!rule.state || rule.state.toLowerCase() === customer.state?.toLowerCase())
  )
}

function refuseSpentCoupon(coupon: Coupon, work: Work): void {
  if (coupon.expiration_date && coupon.expiration_date.date < work.today.date) {
    throw new Refusal('invalid', 'coupon_expired', `The coupon "${coupon.id}" has expired.`, 'discounts')
  }
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)]
}

/** Gives every new part of a content its id. */
export async function identifyContent(work: Work, content: Content): Promise<Content> {
  const withId = identifier(work)
  return {
    items: await identifyLines(work, content.items),
    discounts: await sequence(content.discounts, withId<AppliedDiscount>),
    taxes: await sequence(content.taxes, withId<AppliedTax>),
    totals: content.totals,
  }
}

async function identifyLines(work: Work, lines: readonly LineItem[]): Promise<LineItem[]> {
  const withId = identifier(work)
  return sequence(lines, async (line) => ({
    ...(await withId(line)),
    discounts: await sequence(line.discounts, withId<AppliedDiscount>),
    taxes: await sequence(line.taxes, withId<AppliedTax>),
  }))
}

function identifier(work: Work) {
  return async <T extends { readonly id: number }>(part: T): Promise<T> =>
    part.id === 0 ? { ...part, id: await work.newId() } : part
}

/** In order, so that ids rise along the document. */
async function sequence<T, R>(parts: readonly T[], run: (part: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const part of parts) results.push(await run(part))
  return results
}
