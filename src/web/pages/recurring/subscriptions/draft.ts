import type { Plan, Subscription } from '../../../records.ts'
import { idOf, planOf } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { dateOf, secondsOf } from '../../../ui/dates.tsx'
import { plainText } from '../../../ui/Money.tsx'
import { decimalTyped } from '../../../ui/numbers.ts'
import type { Metadata } from '../../company/custom-fields/metadata.ts'

export interface DraftAddon {
  /** Tells rows apart on the screen. */
  readonly key: string
  /** Present on addons that the server knows. */
  readonly id?: number
  readonly plan: string | null
  readonly quantity: string
  readonly amount: string
}

/** A subscription while it is written; figures are plain decimal text, dates calendar dates. */
export interface SubscriptionDraft extends Record<string, unknown> {
  readonly customer: number | null
  readonly plan: string | null
  readonly quantity: string
  readonly amount: string
  readonly addons: DraftAddon[]
  readonly discounts: string[]
  readonly taxes: string[]
  readonly start_date: string | null
  readonly bill_in: Subscription['bill_in']
  readonly bill_in_advance_days: string
  readonly snap_to_nth_day: string
  readonly cycles: string
  readonly contract_renewal_mode: Subscription['contract_renewal_mode']
  readonly contract_renewal_cycles: string
  /** For a change: whether the running period is settled by days, and from which one. */
  readonly prorate: boolean
  readonly proration_date: string | null
  /** The company's own fields, and what other programs keep beside them. */
  readonly metadata: Metadata
}

let keys = 0

export function newAddon(given: Partial<DraftAddon> = {}): DraftAddon {
  keys += 1
  return { key: `addon-${keys}`, plan: null, quantity: '1', amount: '', ...given }
}

export function newDraft(): SubscriptionDraft {
  return {
    customer: null,
    plan: null,
    quantity: '1',
    amount: '',
    addons: [],
    discounts: [],
    taxes: [],
    start_date: null,
    bill_in: 'advance',
    bill_in_advance_days: '0',
    snap_to_nth_day: '',
    cycles: '',
    contract_renewal_mode: 'none',
    contract_renewal_cycles: '',
    prorate: true,
    proration_date: null,
    metadata: {},
  }
}

export function draftOf(subscription: Subscription, zone: string): SubscriptionDraft {
  const code = (plan: unknown) => planOf({ plan })?.id ?? String(plan)
  const figure = (value: number | null) => (value === null ? '' : plainText(value))
  return {
    ...newDraft(),
    customer: idOf(subscription.customer),
    plan: code(subscription.plan),
    quantity: plainText(subscription.quantity),
    amount: figure(subscription.amount),
    addons: subscription.addons.map(({ id, plan, quantity, amount }) =>
      newAddon({ id, plan: code(plan), quantity: plainText(quantity), amount: figure(amount) }),
    ),
    discounts: subscription.discounts.map(({ id }) => String(id)),
    taxes: subscription.taxes.map(({ id }) => id),
    start_date: dateOf(subscription.start_date, zone),
    bill_in: subscription.bill_in,
    bill_in_advance_days: String(subscription.bill_in_advance_days),
    snap_to_nth_day: figure(subscription.snap_to_nth_day),
    cycles: figure(subscription.cycles),
    contract_renewal_mode: subscription.contract_renewal_mode,
    contract_renewal_cycles: figure(subscription.contract_renewal_cycles),
    metadata: subscription.metadata,
  }
}

type Plans = ReadonlyMap<string, Plan>

/** Messages by field for what need not be sent to be refused. */
export function checkDraft(draft: SubscriptionDraft, plans: Plans): Record<string, string | null> {
  const price = (prefix: string, { plan, quantity, amount }: Pick<DraftAddon, 'plan' | 'quantity' | 'amount'>) => {
    const known = plan === null ? undefined : plans.get(plan)
    const needsPrice = known?.pricing_mode === 'custom'
    return {
      [`${prefix}plan`]: plan === null ? 'Choose a plan.' : null,
      [`${prefix}quantity`]: decimalTyped(quantity, '.') === null ? 'Not a number.' : null,
      [`${prefix}amount`]: needsPrice && decimalTyped(amount, '.') === null ? 'Enter a price.' : null,
    }
  }
  return {
    customer: draft.customer === null ? 'Choose a customer.' : null,
    ...price('', draft),
    ...Object.assign({}, ...draft.addons.map((addon, index) => price(`addons.${index}.`, addon))),
    bill_in_advance_days: wholeProblem(draft.bill_in_advance_days, 0, 365),
    snap_to_nth_day: draft.snap_to_nth_day ? wholeProblem(draft.snap_to_nth_day, 1, lastDayOf(draft, plans)) : null,
    cycles: draft.cycles ? wholeProblem(draft.cycles, 1, 10_000) : null,
    contract_renewal_cycles: draft.contract_renewal_cycles ? wholeProblem(draft.contract_renewal_cycles, 1, 10_000) : null,
  }
}

function wholeProblem(text: string, least: number, most: number): string | null {
  const isWhole = /^\d{1,5}$/.test(text) && Number(text) >= least && Number(text) <= most
  return isWhole ? null : `Enter a whole number from ${least} to ${most}.`
}

const LAST_DAYS = { day: 1, week: 7, month: 31, year: 365 } as const

/** Up to which day of its period a plan can be billed on. */
export function lastDayOf({ plan }: Pick<SubscriptionDraft, 'plan'>, plans: Plans): number {
  const known = plan === null ? undefined : plans.get(plan)
  return known ? LAST_DAYS[known.interval] : 31
}

/** What a subscription costs and how, as the API is sent it; null until it is complete. */
export function pricedBody(draft: SubscriptionDraft, plans: Plans) {
  if (
    draft.customer === null ||
    draft.plan === null ||
    Object.values(checkDraft(draft, plans)).some((problem) => problem !== null)
  )
    return null
  const figures = ({ plan, quantity, amount }: { plan: string | null; quantity: string; amount: string }) => {
    const known = plan === null ? undefined : plans.get(plan)
    return {
      plan: plan ?? '',
      ...(known?.quantity_type === 'usage' ? {} : { quantity }),
      amount: known?.pricing_mode === 'custom' ? amount : null,
    }
  }
  return {
    ...figures(draft),
    addons: draft.addons.map(({ id, ...addon }) => ({ ...figures(addon), ...(id === undefined ? {} : { id }) })),
    discounts: draft.discounts,
    taxes: draft.taxes,
    bill_in_advance_days: Number(draft.bill_in_advance_days),
    cycles: draft.cycles ? Number(draft.cycles) : null,
    contract_renewal_mode: draft.contract_renewal_mode,
    contract_renewal_cycles: draft.contract_renewal_cycles ? Number(draft.contract_renewal_cycles) : null,
  }
}

/** What a new subscription is made of. */
export function newBody(draft: SubscriptionDraft, plans: Plans, zone: string): Body<'POST /subscriptions'> | null {
  const priced = pricedBody(draft, plans)
  return (
    priced && {
      ...priced,
      customer: draft.customer ?? 0,
      bill_in: draft.bill_in,
      snap_to_nth_day: draft.snap_to_nth_day ? Number(draft.snap_to_nth_day) : null,
      ...(draft.start_date ? { start_date: secondsOf(draft.start_date, zone) } : {}),
    }
  )
}

/** What a change says. */
export function changeBody(draft: SubscriptionDraft, plans: Plans, zone: string): Body<'PATCH /subscriptions/{id}'> | null {
  const priced = pricedBody(draft, plans)
  return (
    priced && {
      ...priced,
      prorate: draft.prorate,
      ...(draft.prorate && draft.proration_date ? { proration_date: secondsOf(draft.proration_date, zone) } : {}),
    }
  )
}
