import type { Plan, SignUpPage, SignUpPageAddon } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'

export interface AddonValues {
  /** Tells addons apart on the screen; the id of one that is kept. */
  readonly key: string
  readonly type: SignUpPageAddon['type']
  readonly required: boolean
  readonly recurring: boolean
  readonly plan: string | null
  readonly catalog_item: string | null
}

/** A sign-up page as its form holds it: figures as text, nothing as an empty text. */
export interface PageValues extends Record<string, unknown> {
  readonly name: string
  readonly type: SignUpPage['type']
  readonly header_text: string
  readonly plans: string[]
  readonly has_quantity: boolean
  readonly has_coupon_code: boolean
  readonly allow_multiple_subscriptions: boolean
  readonly trial_period_days: string
  readonly snap_to_nth_day: string
  readonly setup_fee: string | null
  readonly taxes: string[]
  readonly addons: AddonValues[]
  readonly billing_address: boolean
  readonly shipping_address: boolean
  readonly custom_fields: string[]
  readonly tos_url: string
  readonly thanks_url: string
}

export function valuesOf(page: SignUpPage | undefined, addons: readonly SignUpPageAddon[]): PageValues {
  return {
    name: page?.name ?? '',
    type: page?.type ?? 'recurring',
    header_text: page?.header_text ?? '',
    plans: page?.plans ?? [],
    has_quantity: page?.has_quantity ?? false,
    has_coupon_code: page?.has_coupon_code ?? false,
    allow_multiple_subscriptions: page?.allow_multiple_subscriptions ?? false,
    trial_period_days: page?.trial_period_days ? String(page.trial_period_days) : '',
    snap_to_nth_day: page?.snap_to_nth_day ? String(page.snap_to_nth_day) : '',
    setup_fee: page?.setup_fee ?? null,
    taxes: page?.taxes.map(({ id }) => id) ?? [],
    addons: addons.map(addonValues),
    billing_address: page?.billing_address ?? true,
    shipping_address: page?.shipping_address ?? false,
    custom_fields: page?.custom_fields ?? [],
    tos_url: page?.tos_url ?? '',
    thanks_url: page?.thanks_url ?? '',
  }
}

function addonValues({ id, type, required, recurring, plan, catalog_item }: SignUpPageAddon): AddonValues {
  return { key: String(id), type, required, recurring, plan: codeOf(plan), catalog_item: codeOf(catalog_item) }
}

function codeOf(related: unknown): string | null {
  return typeof related === 'string' ? related : null
}

export function newAddon(key: string): AddonValues {
  return { key, type: 'boolean', required: false, recurring: true, plan: null, catalog_item: null }
}

/** What the API is sent of a page. One that only saves a way to pay offers nothing. */
export function pageBody(values: PageValues): Body<'POST /sign_up_pages'> {
  const offers = values.type === 'recurring'
  return {
    name: values.name.trim(),
    type: values.type,
    header_text: values.header_text.trim() || null,
    plans: offers ? values.plans : [],
    has_quantity: offers && values.has_quantity,
    has_coupon_code: offers && values.has_coupon_code,
    allow_multiple_subscriptions: offers && values.allow_multiple_subscriptions,
    trial_period_days: offers ? Number(values.trial_period_days || 0) : 0,
    snap_to_nth_day: offers && values.snap_to_nth_day ? Number(values.snap_to_nth_day) : null,
    setup_fee: offers ? values.setup_fee : null,
    taxes: offers ? values.taxes : [],
    billing_address: values.billing_address,
    shipping_address: offers && values.shipping_address,
    custom_fields: values.custom_fields,
    tos_url: values.tos_url.trim() || null,
    thanks_url: values.thanks_url.trim() || null,
  }
}

/** What the API is sent of an addon: a plan that is billed with the main one, or an item that is charged once. */
export function addonBody({ type, required, recurring, plan, catalog_item }: AddonValues) {
  return { type, required, recurring, plan: recurring ? plan : null, catalog_item: recurring ? null : catalog_item }
}

/** Messages by field for what need not be sent to be refused. */
export function checkPage(values: PageValues): Record<string, string | null> {
  const offers = values.type === 'recurring'
  return {
    name: values.name.trim() ? null : 'Enter a name.',
    plans: offers && values.plans.length === 0 ? 'Choose at least one plan.' : null,
    trial_period_days: /^\d{0,3}$/.test(values.trial_period_days) ? null : 'Enter a number of days.',
    snap_to_nth_day: /^([1-9]\d{0,2})?$/.test(values.snap_to_nth_day) ? null : 'Enter the number of a day.',
    tos_url: addressProblem(values.tos_url),
    thanks_url: addressProblem(values.thanks_url),
    ...Object.fromEntries(
      (offers ? values.addons : []).flatMap(({ recurring, plan, catalog_item }, index) => [
        [`addons.${index}.plan`, recurring && plan === null ? 'Choose a plan.' : null],
        [`addons.${index}.catalog_item`, !recurring && catalog_item === null ? 'Choose an item.' : null],
      ]),
    ),
  }
}

function addressProblem(url: string): string | null {
  return url.trim() === '' || /^https?:\/\/\S+$/i.test(url.trim()) ? null : 'Enter an address that begins with https://.'
}

/** `plans[1]` is one of several in one field of the form. */
export function fieldOf(param: string): string {
  return param.replace(/^(plans|custom_fields|taxes)\[.*$/, '$1').replace(/\[(\w+)\]/g, '.$1')
}

/** Whatever is chosen together is billed together: as often, in one currency. */
export function fittingPlans(plans: readonly Plan[], first: string | undefined): Plan[] {
  const main = plans.find(({ id }) => id === first)
  return plans.filter(
    (plan) =>
      plan.pricing_mode !== 'custom' &&
      (main === undefined ||
        (plan.interval === main.interval && plan.interval_count === main.interval_count && plan.currency === main.currency)),
  )
}
