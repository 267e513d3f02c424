/**
 * Owns: what somebody who signs up has to say, and the subscription it makes.
 * Does not own: the page (recurring/sign-up-pages), prices, charging.
 * Invariants: nothing is ordered that the page does not offer; what the page requires is ordered.
 */
import { addDays, type CalendarDate, type Day, dayOf, midnight } from '../../../core/date.ts'
import { compareDecimals, decimal, ONE, ZERO } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Addon, Page } from '../../recurring/sign-up-pages/rules.ts'
import type { SubscriptionDraft } from '../../recurring/subscriptions/contract.ts'
import type { Choice, SignUpDraft } from './contract.ts'

/** One customer has one subscription by the page. */
export function isOnce({ type, allow_multiple_subscriptions }: Page): boolean {
  return type === 'recurring' && !allow_multiple_subscriptions
}

/** What a try is charged by and comes back by. Its second part is known only to whoever sent the form. */
export function attemptOf(signUp: number, hashed: string): string {
  return `signup-${signUp}-${hashed}`
}

/** The parts of an attempt; null for what is none. */
export function readAttempt(attempt: string): { readonly id: number; readonly hashed: string } | null {
  const [, id, hashed] = /^signup-(\d{1,15})-([0-9a-f]{32})$/.exec(attempt) ?? []
  return id && hashed ? { id: Number(id), hashed } : null
}

export function tryIn(attempt: string): string {
  return readAttempt(attempt)?.hashed ?? ''
}

/** What the page at the gateway is called, on which an attempt saves what is paid with. */
export function checkoutKey(attempt: string): string {
  return `leave-${attempt}`
}

/** How often one form may be sent, and how many forms one address may begin in an hour. */
export const TRIES_MAX = 10
export const FORMS_PER_HOUR_MAX = 30
const QUANTITY_MAX = decimal('1000000')

/** @throws Refusal invalid, naming the field that is missing */
export function refuseIncomplete(page: Page, input: SignUpDraft, isKnown: boolean): void {
  const missing = (field: string, says: string): never => {
    throw new Refusal('invalid', `${field.replace(/\W/g, '_')}_missing`, says, field)
  }
  if (!isKnown && !input.name?.trim()) missing('name', 'Enter your name.')
  if (!isKnown && !input.email) missing('email', 'Enter your e-mail address.')
  if (page.billing_address && !(input.address1 && input.city && input.country)) missing('address1', 'Enter your address.')
  if (page.shipping_address && page.type === 'recurring' && !(input.ship_to?.address1 && input.ship_to.city))
    missing('ship_to.address1', 'Enter the address for deliveries.')
  if (page.tos_url !== null && input.agreed !== true) missing('agreed', 'Agree to the terms to go on.')
  const strange = Object.keys(input.fields ?? {}).find((code) => !page.custom_fields.includes(code))
  if (strange !== undefined) missing(`fields.${strange}`, `This page does not ask for "${strange}".`)
}

/** The subscription that is ordered. @throws Refusal invalid, naming the field that is at fault */
export function subscriptionOf(
  page: Page,
  addons: readonly Addon[],
  input: Choice & Pick<SignUpDraft, 'ship_to'>,
  customer: number,
  today: Day,
): SubscriptionDraft {
  const plan = input.plan ?? (page.plans.length === 1 ? page.plans[0] : undefined)
  if (plan === undefined || !page.plans.includes(plan)) refuse('plan_not_offered', 'Choose one of the plans.', 'plan')
  const quantity = page.has_quantity ? (input.quantity ?? ONE) : ONE
  refuseOdd(quantity, 'quantity')
  if (input.coupon && !page.has_coupon_code) refuse('coupon_not_offered', 'This page takes no coupon codes.', 'coupon')
  const ordered = orderedAddons(addons, input)
  const once = ordered.flatMap(({ addon, quantity }) =>
    addon.recurring ? [] : [{ catalog_item: addon.catalog_item!, quantity }],
  )
  const further = [...(page.setup_fee === null ? [] : [{ catalog_item: page.setup_fee, quantity: ONE }]), ...once]
  return {
    customer,
    plan,
    quantity,
    addons: ordered.flatMap(({ addon, quantity }) => (addon.recurring ? [{ plan: addon.plan!, quantity }] : [])),
    discounts: input.coupon ? [input.coupon] : [],
    taxes: [...page.taxes],
    pending_line_items: further,
    ...(page.snap_to_nth_day !== null && { snap_to_nth_day: page.snap_to_nth_day }),
    ...(page.shipping_address && input.ship_to && { ship_to: input.ship_to }),
    ...(page.trial_period_days > 0 && {
      start_date: midnight({ date: addDays(today.date, page.trial_period_days), zone: today.zone }),
    }),
  }
}

function orderedAddons(addons: readonly Addon[], { addons: wanted = [] }: Choice) {
  wanted.forEach(({ id }, i) => {
    if (!addons.some((addon) => addon.id === id)) refuse('addon_not_offered', 'This page has no such addon.', `addons[${i}].id`)
  })
  return addons.flatMap((addon) => {
    const at = wanted.findIndex(({ id }) => id === addon.id)
    if (at < 0) return addon.required ? [{ addon, quantity: ONE }] : []
    const quantity = addon.type === 'boolean' ? ONE : (wanted[at]!.quantity ?? ONE)
    if (!addon.required && compareDecimals(quantity, ZERO) === 0) return []
    refuseOdd(quantity, `addons[${at}].quantity`)
    return [{ addon, quantity }]
  })
}

function refuseOdd(quantity: typeof ONE, field: string): void {
  if (compareDecimals(quantity, ONE) < 0 || compareDecimals(quantity, QUANTITY_MAX) > 0)
    refuse('quantity_out_of_range', 'Enter a quantity of at least one.', field)
}

/** The day on which a subscription begins. */
export function dayOfStart(start: Date, zone: string): CalendarDate {
  return dayOf(start, zone).date
}

function refuse(code: string, says: string, field: string): never {
  throw new Refusal('invalid', code, says, field)
}
