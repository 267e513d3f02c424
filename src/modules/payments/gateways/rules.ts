/**
 * Owns: how a company takes each way of paying, and through which of its accounts.
 * Does not own: the gateways themselves (connectors), what is charged.
 * Invariants: a way of paying without an account of the company goes through the gateway that the product has by default;
 * what looks like a secret is never among the settings that are shown.
 */
import type { Currency } from '../../../core/currency.ts'
import { compareDecimals, type Decimal, decimal } from '../../../core/decimal.ts'
import { inMajorUnits, type Money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { METHODS, MerchantAccountChanges, PaymentMethod, PaymentMethodChanges } from './contract.ts'

export type Method = (typeof METHODS)[number]

/** A way of paying as it is kept, with its defaults where nothing was chosen. */
export type MethodFacts = Omit<PaymentMethod, 'object' | 'name' | 'gateway' | 'test' | 'supports_autopay'> & {
  readonly name: string | null
}

/** Which gateway stands behind a way of paying. */
export interface Behind {
  readonly gateway: string | null
  readonly test: boolean
  readonly stores: boolean
}

const NAMES: Readonly<Record<Method, string>> = {
  credit_card: 'Card',
  ach: 'Bank transfer (ACH)',
  direct_debit: 'Direct debit',
  paypal: 'PayPal',
  wire_transfer: 'Wire transfer',
  check: 'Check',
  cash: 'Cash',
  other: 'Other',
}

/** Ways of paying that need no consent of the company: they move no money by themselves, or go through the default gateway. */
const ENABLED: ReadonlySet<Method> = new Set(['credit_card', 'ach', 'direct_debit'])

export function defaultMethod(id: Method): MethodFacts {
  return {
    id,
    name: null,
    enabled: ENABLED.has(id),
    order: Object.keys(NAMES).indexOf(id),
    meta: null,
    merchant_account: null,
    min: null,
    max: null,
    convenience_fee: 0,
    created_at: null,
    updated_at: null,
  }
}

export function changeMethod(before: MethodFacts, changes: PaymentMethodChanges, now: Date): MethodFacts {
  const { gateway: _, ...given } = changes
  const kept = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<MethodFacts>
  const after = { ...before, ...kept, created_at: before.created_at ?? now, updated_at: now }
  if (after.min !== null && after.max !== null && after.min > after.max)
    throw new Refusal('invalid', 'bounds_crossed', 'min must not be above max.', 'min')
  return after
}

/** A way of paying that was off while its account was deleted needs another one. @throws Refusal refused */
export function refuseDeletedAccount({ deleted }: { readonly deleted: boolean }): void {
  if (!deleted) return
  throw new Refusal(
    'refused',
    'merchant_account_deleted',
    'The account it went through was deleted. Name another merchant_account, or none for the default gateway.',
    'merchant_account',
  )
}

export function presentMethod(facts: MethodFacts, { gateway, test, stores }: Behind): PaymentMethod {
  return {
    ...facts,
    object: 'payment_method',
    name: facts.name ?? NAMES[facts.id],
    gateway,
    test,
    supports_autopay: facts.enabled && stores,
  }
}

export function methodNamed(name: string): Method {
  if (!Object.hasOwn(NAMES, name))
    throw new Refusal(
      'not_found',
      'payment_method_not_found',
      `There is no payment method "${name.slice(0, 40)}". There are ${Object.keys(NAMES).join(', ')}.`,
    )
  return name as Method
}

/** Refuses an amount outside the bounds of the way of paying; they are in the company's currency. */
export function refuseOutOfBounds(method: MethodFacts, amount: Money, currency: Currency): void {
  if (amount.currency !== currency) return
  const paid = inMajorUnits(amount)
  if (method.min !== null && compareDecimals(paid, decimal(String(method.min))) < 0)
    throw new Refusal(
      'refused',
      'amount_too_small',
      `By ${method.name ?? NAMES[method.id]} at least ${method.min} can be paid.`,
      'amount',
    )
  if (method.max !== null && compareDecimals(paid, decimal(String(method.max))) > 0)
    throw new Refusal(
      'refused',
      'amount_too_large',
      `By ${method.name ?? NAMES[method.id]} at most ${method.max} can be paid.`,
      'amount',
    )
}

/** The fee as a percentage. */
export function feePercentage({ convenience_fee }: Pick<MethodFacts, 'convenience_fee'>): Decimal {
  return decimal(`${Math.trunc(convenience_fee / 100)}.${String(convenience_fee % 100).padStart(2, '0')}`)
}

export interface Told {
  readonly settings: Readonly<Record<string, string | number | boolean>>
  readonly credentials: Readonly<Record<string, string | number | boolean>>
}

const SECRET_NAME = /secret|password|token|credential|(^|_)key($|_)/i

/** What is shown and what is sealed. A secret that was sent among the settings is sealed all the same. */
export function sortSecrets(
  before: Told,
  { settings, credentials }: Pick<MerchantAccountChanges, 'settings' | 'credentials'>,
): Told {
  const given = Object.entries(settings ?? before.settings)
  const isSecret = ([name]: readonly [string, unknown]) => SECRET_NAME.test(name)
  return {
    settings: Object.fromEntries(given.filter((one) => !isSecret(one))),
    credentials: { ...(credentials ?? before.credentials), ...Object.fromEntries(given.filter(isSecret)) },
  }
}

/** The fee that this customer bears for a way of paying, in hundredths of a percent. */
export function feeRate(
  { convenience_fee }: Pick<MethodFacts, 'convenience_fee'>,
  customer: { readonly convenience_fee: boolean },
): number {
  return customer.convenience_fee ? convenience_fee : 0
}
