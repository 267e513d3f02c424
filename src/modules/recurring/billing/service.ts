import type { Currency } from '../../../core/currency.ts'
import { type CalendarDate, midnight } from '../../../core/date.ts'
import { isNegative, isZero, type Money, subtract, sum } from '../../../core/money.ts'
import type { Period } from '../../../core/period.ts'
import { Refusal } from '../../../core/refusal.ts'
import { encodeWire } from '../../../platform/wire.ts'
import type { Work } from '../../../platform/work.ts'
import { Coupon } from '../../catalog/coupons/contract.ts'
import { findCoupons, redeemCoupons } from '../../catalog/coupons/service.ts'
import { findItems } from '../../catalog/items/service.ts'
import { findKeptPlans } from '../../catalog/plans/service.ts'
import { TaxRate } from '../../catalog/tax-rates/contract.ts'
import { findTaxRates } from '../../catalog/tax-rates/service.ts'
import { settingsOf } from '../../company/companies/settings.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import { type Content, composeContent, creditedLines } from '../../receivables/documents/content.ts'
import type { AppliedDiscount, ContentIn, LineItem, LineItemIn, ReadyContent } from '../../receivables/documents/contract.ts'
import { LINES_MAX } from '../../receivables/documents/limits.ts'
import { composeLoneLines, loadContentFacts } from '../../receivables/documents/service.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { createInvoiceFor, markSubscriptionPeriod } from '../../receivables/invoices/service.ts'
import { creditPendingLines, creditWaiting } from '../pending-invoices/service.ts'
import { addPendingLines, linesOfSubscription, linesWaiting, takeCharges } from '../pending-line-items/service.ts'
import { takeUsage } from '../usage/service.ts'
import type { Agreement, GivenCoupon } from './agreement.ts'
import { monthlyRevenue } from './mrr.ts'
import {
  billDiscounts,
  type ChargedPlan,
  chargedPlans,
  couponsInForce,
  droppedPlans,
  exclusiveCoupon,
  type Plans,
  percentCoupons,
  planCodes,
  recurringLines,
  refuseCoupons,
  usageLines,
} from './price.ts'
import { prorateLines, type RecurringLine } from './proration.ts'
import { nextCharged, usedSince } from './schedule.ts'

/** What a bill of a subscription is made from. */
export interface Terms {
  readonly customer: Customer
  readonly plans: Plans
}

/** A line of a subscription with the days that it covers. */
export interface DatedLine extends RecurringLine {
  readonly prorated: boolean
  readonly period: Period
  /** Where it waits: what reduces it by itself, instead of the coupons that still count. */
  readonly discounts?: readonly AppliedDiscount[]
}

/** The plans that a subscription names, archived ones too. */
export async function plansOf(work: Work, agreement: Agreement): Promise<Plans> {
  return new Map((await findKeptPlans(work, planCodes(agreement))).map((plan) => [plan.id, plan]))
}

/** What the next bill charges for its period: all of it, or what is left of it from the day on which the service begins. */
export function nextLines(agreement: Agreement, plans: Plans): DatedLine[] {
  const { whole, from } = nextCharged(agreement)
  const lines = recurringLines(agreement, plans)
  if (from > whole.start) return prorateLines(lines, whole, from)
  return lines.map((line) => ({ ...line, prorated: false, period: whole }))
}

/** What the first bill comes to, and what is credited with it. */
export interface FirstBill {
  readonly content: Content
  readonly credited: Money
}

/**
 * What the first bill comes to: the period with further lines, and coupons and taxes of the subscription. It takes what waits
 * for the customer where it comes at once; lines below zero are credited.
 */
export async function previewBill(
  work: Work,
  agreement: Agreement,
  terms: Terms,
  { further, atOnce }: { readonly further: readonly LineItemIn[]; readonly atOnce: boolean },
): Promise<FirstBill> {
  const { customer } = terms
  const { currency } = agreement
  const own = await composeRecurring(work, agreement, terms, nextLines(agreement, terms.plans))
  const field = (index: number) => `pending_line_items[${index}]`
  const given = await composeLoneLines(work, further, customer, currency, field)
  const others = [...(atOnce ? await linesWaiting(work, customer.id, currency) : []), ...given]
  const charged = others.filter(({ amount }) => !isNegative(amount))
  const content = await priceLinesOf(work, agreement, terms, [...own, ...charged])
  const items = creditedLines(others.filter(({ amount }) => isNegative(amount)))
  return { content, credited: (await priceContent(work, customer, currency, { items })).totals.total }
}

/**
 * Bills the next period of a subscription, as of the day, together with what waits for its customer. Null where there is
 * nothing to charge: no invoice is made then. The subscription itself is left to the caller.
 */
export async function billPeriod(work: Work, agreement: Agreement, terms: Terms, date: CalendarDate): Promise<Invoice | null> {
  const lines = await composeRecurring(work, agreement, terms, nextLines(agreement, terms.plans))
  return makeInvoice(work, agreement, terms, [...lines, ...(await chargeUsage(work, agreement, terms, date))], date)
}

/**
 * Bills what was used until the day, where a subscription ends, and what waits of it, as no bill of its own comes any more.
 * What comes back alone is a credit note. Null where there is nothing to bill.
 */
export async function billRest(work: Work, agreement: Agreement, terms: Terms, date: CalendarDate): Promise<Invoice | null> {
  const lines = await chargeUsage(work, agreement, terms, date)
  const waiting = await linesOfSubscription(work, agreement.id)
  if (lines.length > 0 || waiting.some(({ amount }) => !isNegative(amount)))
    return makeInvoice(work, agreement, terms, lines, date)
  if (waiting.length > 0) await creditWaiting(work, { ...agreement, invoice: null })
  return null
}

/** What was used of plans that are charged no longer, or at another price, waits for the next invoice, whoever makes it. */
export async function waitForUsage(work: Work, agreement: Agreement, terms: Terms, after: Agreement | null): Promise<void> {
  const over = droppedPlans(agreement, after)
  const lines = await chargeUsage(work, agreement, terms, null, over)
  if (lines.length > 0) await addPendingLines(work, agreement.customer, agreement.currency, lines)
}

/** Lines wait for the next invoice. */
export async function waitForLines(work: Work, agreement: Agreement, terms: Terms, lines: readonly DatedLine[]): Promise<void> {
  const waiting = await composeWaiting(work, agreement, terms, lines)
  if (waiting.length > 0) await addPendingLines(work, agreement.customer, agreement.currency, waiting)
}

/** Lines with coupons and taxes of the subscription, whatever document takes them; without those of which nothing is left. */
async function composeWaiting(work: Work, agreement: Agreement, terms: Terms, lines: readonly DatedLine[]): Promise<LineItem[]> {
  const ready = percentCoupons(agreement.discounts, agreement.currency, work.now)
  const reduced = lines.map((line) => ({ ...line, discounts: line.discounts ?? ready }))
  const composed = await composeRecurring(work, agreement, terms, reduced, agreement.taxes)
  const taken = ({ discounts }: LineItem) =>
    sum(
      discounts.map(({ amount }) => amount),
      agreement.currency,
    )
  return composed.filter((line) => line.discounts.length === 0 || !isZero(subtract(line.amount, taken(line))))
}

/** The subscription with what a whole period comes to, with taxes, and what it brings in a month, without. */
export async function withTotals(work: Work, agreement: Agreement, terms: Terms): Promise<Agreement> {
  const period = nextCharged(agreement).whole
  const lines = recurringLines(agreement, terms.plans).map((line) => ({ ...line, prorated: false, period }))
  const { totals } = await priceLinesOf(work, agreement, terms, await composeRecurring(work, agreement, terms, lines))
  const length = { interval: agreement.interval, count: agreement.interval_count }
  return {
    ...agreement,
    recurring_total: totals.total,
    mrr: monthlyRevenue(subtract(totals.total, totals.tax_total), length),
  }
}

/** What a bill over these lines comes to, coupons and taxes of the subscription included. Nothing is made. */
async function priceLinesOf(work: Work, agreement: Agreement, { customer }: Terms, items: readonly LineItem[]): Promise<Content> {
  return priceContent(work, customer, agreement.currency, await readyContent(work, agreement, items))
}

async function priceContent(work: Work, customer: Customer, currency: Currency, ready: ReadyContent): Promise<Content> {
  const facts = await loadContentFacts(work, {}, customer, { automatic: true })
  return composeContent({ ready }, facts, { currency, rounding: settingsOf(work.company).tax_rounding }, work.now)
}

async function readyContent(work: Work, agreement: Agreement, items: readonly LineItem[]): Promise<ReadyContent> {
  const rates = await findTaxRates(work, agreement.taxes)
  const discounted = couponsInForce(agreement.discounts).length > 0
  // Coupons of one subscription reduce no line of another.
  const isForeign = ({ subscription }: LineItem) => subscription !== undefined && subscription !== agreement.id
  const lines = items.map((item) => (discounted && isForeign(item) ? { ...item, discountable: false } : item))
  return {
    items: lines,
    discounts: billDiscounts(agreement.discounts, lines, agreement.currency, work.now),
    taxes: rates.map((rate) => ({
      id: 0,
      object: 'tax',
      amount: { amount: 0, currency: agreement.currency },
      tax_rate: encodeWire(TaxRate, rate),
      updated_at: work.now,
    })),
  }
}

async function makeInvoice(
  work: Work,
  agreement: Agreement,
  { customer }: Terms,
  lines: readonly LineItem[],
  date: CalendarDate,
): Promise<Invoice | null> {
  const { currency } = agreement
  const items = [...lines, ...(await takeCharges(work, customer.id, currency, LINES_MAX - lines.length))]
  if (items.length === 0) return null
  const content: Pick<ContentIn, 'ready'> = { ready: await readyContent(work, agreement, items) }
  const invoice = await createInvoiceFor(
    work,
    customer,
    {
      ...content,
      customer: customer.id,
      currency,
      date: midnight({ date, zone: work.zone }),
      draft: settingsOf(work.company).subscription_draft_invoices,
      ship_to: agreement.ship_to,
    },
    { facts: { subscription: agreement.id } },
  )
  await markSubscriptionPeriod(work, invoice.id, agreement.next_period)
  await creditPendingLines(work, invoice)
  return invoice
}

/** What was used before the day (all of it where none is given) of plans that are billed by use, as lines. */
async function chargeUsage(
  work: Work,
  agreement: Agreement,
  terms: Terms,
  date: CalendarDate | null,
  plans: readonly ChargedPlan[] = chargedPlans(agreement),
): Promise<LineItem[]> {
  const charged: LineItem[] = []
  const until = date && midnight({ date, zone: work.zone })
  const end = date ?? work.today.date
  const period = { start: usedSince(agreement, end), end }
  for (const { plan: code, amount, description } of plans) {
    const plan = terms.plans.get(code)
    if (plan?.quantity_type !== 'usage') continue
    const line_item = await work.newId()
    const used = await takeUsage(work, { subscription: agreement.id, plan: code, until, line_item })
    const lines = usageLines(plan, used, amount, description).map((line) => ({ ...line, prorated: false, period }))
    const compose = date === null ? composeWaiting : composeRecurring
    const items = await compose(work, agreement, terms, lines)
    charged.push(...items.map((item, i) => (i === 0 ? { ...item, id: line_item } : item)))
  }
  return charged
}

/** Lines of a document from what plans charge. Plans take name, taxes and flags from their item as long as there is one. */
async function composeRecurring(
  work: Work,
  agreement: Agreement,
  { customer, plans }: Terms,
  lines: readonly DatedLine[],
  taxes: readonly string[] = [],
): Promise<LineItem[]> {
  if (lines.length === 0) return []
  const codes = [...new Set(lines.flatMap((line) => plans.get(line.plan)?.catalog_item ?? []))]
  const items = new Map((codes.length > 0 ? await findItems(work, codes) : []).map((item) => [item.id, item]))
  const inputs = lines.map((line) => {
    const plan = plans.get(line.plan)!
    const item = plan.catalog_item === null ? undefined : items.get(plan.catalog_item)
    return {
      ...(item && { catalog_item: item.id }),
      type: item?.type ?? 'plan',
      name: plan.name,
      description: describe(line, plan.description),
      quantity: line.quantity,
      unit_cost: line.unit_cost,
      ...(taxes.length > 0 &&
        item?.taxable !== false && {
          taxes: [...new Set([...(item?.taxes ?? []), ...taxes])].map((tax_rate) => ({ tax_rate, amount: null })),
        }),
      ready: { discounts: item?.discountable === false ? [] : [...(line.discounts ?? [])] },
    }
  })
  const composed = await composeLoneLines(work, inputs, customer, agreement.currency)
  return composed.map((item, i): LineItem => {
    const { plan, prorated, period } = lines[i]!
    const day = (date: CalendarDate) => midnight({ date, zone: work.zone })
    return {
      ...item,
      catalog_item: plans.get(plan)!.catalog_item,
      plan,
      ...(agreement.id > 0 && { subscription: agreement.id }),
      period_start: day(period.start),
      period_end: new Date(day(period.end).getTime() - 1000),
      prorated,
    }
  })
}

/** The band of a tiered price stands behind what the line says. */
function describe({ band, description }: DatedLine, planned: string | null): string | null {
  const said = description ?? planned
  if (band === null) return said
  return said === null ? band : `${said} (${band})`
}

/** Coupons by their codes: those given before go on as they were, others are given, and counted, now. */
export async function giveCoupons(
  work: Work,
  codes: readonly string[],
  given: readonly GivenCoupon[],
  currency: string,
): Promise<GivenCoupon[]> {
  const wanted = await couponsFor(work, codes, given, currency)
  await redeemCoupons(
    work,
    wanted.filter((coupon) => !given.includes(coupon)).map(({ coupon }) => String(coupon['id'])),
  )
  return wanted
}

/** The same without counting. */
export async function couponsFor(
  work: Work,
  codes: readonly string[],
  given: readonly GivenCoupon[],
  currency: string,
): Promise<GivenCoupon[]> {
  const distinct = [...new Set(codes)]
  const kept = given.filter(({ coupon }) => distinct.includes(String(coupon['id'])))
  const fresh = distinct.filter((code) => !kept.some(({ coupon }) => coupon['id'] === code))
  const found = await findCoupons(work, fresh)
  const alone = kept.find(({ coupon }) => coupon['exclusive'] === true)
  if (alone && fresh.length > 0) throw exclusiveCoupon(String(alone.coupon['id']))
  const unknown = fresh.find((code) => !found.some(({ id }) => id === code))
  if (unknown !== undefined) throw new Refusal('invalid', 'coupon_not_found', `No coupon "${unknown}".`, 'discounts')
  refuseCoupons(found, distinct.length, currency, work.today.date)
  const added = found.map((coupon): GivenCoupon => ({ coupon: encodeWire(Coupon, coupon), used: 0 }))
  return distinct.map((code) => [...kept, ...added].find(({ coupon }) => coupon['id'] === code)!)
}
