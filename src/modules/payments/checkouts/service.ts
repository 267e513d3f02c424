import type { Found, Method } from '../../../connectors/gateways/index.ts'
import type { Money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { eachInTurn } from '../../../platform/jobs.ts'
import type { Work } from '../../../platform/work.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import type { Agreed } from '../autopay-consents/rules.ts'
import { adoptCharge, type Charged } from '../charges/service.ts'
import { refuseOutOfBounds } from '../gateways/rules.ts'
import { gatewayFor, gatewayOf, methodFacts, type Opened, type Stand } from '../gateways/service.ts'
import { keepSource, payerOf } from '../payment-sources/service.ts'
import type { Split } from '../payments/application.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export interface CheckoutIntent {
  readonly customer: number
  readonly method: Method
  /** Null only saves a source. */
  readonly amount: Money | null
  readonly currency: string
  readonly splits: readonly Split[]
  readonly make_default: boolean
  readonly receipt_email: string | null
  /** What the payer agreed to, should AutoPay charge the source that is saved; null where nothing was asked. */
  readonly consent: Agreed | null
  /** What we call it at the gateway; the same key is the same page. */
  readonly key: string
  readonly description: string
  /** Where the gateway sends the payer; the id of the checkout is put in place of `{checkout}`. */
  readonly return_url: string
  readonly cancel_url: string
}

export type Begun = { readonly how: 'redirect'; readonly url: string } | { readonly how: 'instructions'; readonly text: string }

const OPEN_MS = 24 * 3_600_000

/** Begins a payment on the gateway's own page. The intention is written first, so that nothing paid there is ever unknown here. */
export async function startCheckout(stand: Stand, intent: CheckoutIntent): Promise<Begun> {
  const through = await gatewayFor(stand.platform, stand.companyId, intent.method)
  const { checkout, customer } = await stand.work((work) => intend(work, intent, through))
  if (checkout.url !== null && checkout.status === 'open') return { how: 'redirect', url: checkout.url }
  const begun = await through.gateway.startCheckout({
    idempotency_key: checkout.idempotency_key,
    amount: intent.amount,
    methods: [intent.method],
    payer: payerOf(customer),
    description: intent.description,
    return_url: intent.return_url.replace('{checkout}', String(checkout.id)),
    cancel_url: intent.cancel_url,
    save_source: intent.amount === null,
    ...(customer.language && { language: customer.language }),
    metadata: { checkout: String(checkout.id), company: String(stand.companyId) },
  })
  if (begun.outcome === 'instructions') return { how: 'instructions', text: begun.text }
  if (begun.outcome !== 'redirect')
    throw new Refusal(
      'refused',
      begun.outcome === 'declined' ? begun.decline : 'gateway_silent',
      `${begun.said} Nothing was charged; try again.`,
      'method',
    )
  await stand.work((work) =>
    store.update(work, checkout.id, { gateway_id: begun.reference, url: begun.url, expires_at: begun.expires_at }),
  )
  return { how: 'redirect', url: begun.url }
}

async function intend(
  work: Work,
  intent: CheckoutIntent,
  { gateway, account }: Opened,
): Promise<{ checkout: rules.Checkout; customer: Customer }> {
  const customer = await findCustomer(work, intent.customer)
  const known = await store.findByKey(work, intent.key)
  if (known) {
    rules.refuseOtherAmount(known, intent.amount)
    return { checkout: known, customer }
  }
  if (intent.amount) refuseOutOfBounds(await methodFacts(work, intent.method), intent.amount, work.company.currency)
  const { method, amount, currency, splits, make_default, receipt_email, description, consent, key } = intent
  const checkout: rules.Checkout = {
    id: await work.newId(),
    customer: customer.id,
    currency,
    amount: amount?.amount ?? null,
    applied_to: splits.map((split) => ({ ...split, amount: split.amount.amount })),
    method,
    gateway: gateway.name,
    merchant_account: account,
    gateway_id: null,
    url: null,
    make_default,
    receipt_email,
    description,
    consent,
    status: 'open',
    charge: null,
    idempotency_key: key,
    expires_at: new Date(work.now.getTime() + OPEN_MS),
    created_at: work.now,
    updated_at: work.now,
  }
  await store.insert(work, checkout)
  return { checkout: (await store.findByKey(work, key))!, customer }
}

/** Asks the gateway how it ended, and writes it down: the return page, a notice and the janitor all come here. */
export async function settleCheckout(stand: Stand, id: number): Promise<Charged | 'saved' | 'open' | 'expired'> {
  const checkout = await stand.work((work) => store.find(work, id))
  if (!checkout) throw new Refusal('not_found', 'checkout_not_found', 'There is no such payment page.')
  const through = await gatewayOf(stand.platform, stand.companyId, checkout)
  const found = await through.gateway.find({
    kind: 'checkout',
    idempotency_key: checkout.idempotency_key,
    reference: checkout.gateway_id,
    requested_at: checkout.created_at,
  })
  return end(stand, checkout, through, found)
}

async function end(
  stand: Stand,
  checkout: rules.Checkout,
  through: Opened,
  found: Found,
): Promise<Charged | 'saved' | 'open' | 'expired'> {
  const amount = rules.amountOf(checkout)
  if (found.outcome === 'stored' && amount === null) {
    await stand.work(async (work) => {
      await keepSource(
        work,
        {
          customer: checkout.customer,
          method: checkout.method as Method,
          make_default: checkout.make_default,
          key: checkout.idempotency_key,
          consent: checkout.consent,
        },
        {
          gateway: checkout.gateway,
          merchant_account: checkout.merchant_account,
          gateway_id: found.reference,
          gateway_customer: found.customer,
          verified: found.verification === 'none',
          facts: found.source,
        },
      )
      await store.update(work, checkout.id, { status: 'completed' })
    })
    return 'saved'
  }
  if ((found.outcome === 'succeeded' || found.outcome === 'pending') && amount !== null) {
    const { customer, method, idempotency_key: key, receipt_email, description } = checkout
    const charged = await adoptCharge(
      stand,
      {
        customer,
        method: method as Method,
        amount,
        from: { token: '' },
        splits: rules.splitsOf(checkout),
        source: 'customer_portal',
        key,
        receipt_email,
        description,
      },
      through,
      found,
    )
    await stand.work((work) => store.update(work, checkout.id, { status: 'completed', charge: charged.charge.id }))
    return charged
  }
  const now = await stand.work(async (work) => work.now)
  const over = checkout.status === 'open' && rules.isOver(checkout, found.outcome, now)
  await stand.work((work) => store.update(work, checkout.id, over ? { status: 'expired' } : {}))
  return over || checkout.status === 'expired' ? 'expired' : 'open'
}

/** The page that a notice of a gateway is about; null for one that is not ours. */
export async function findNoticedCheckout(
  work: Work,
  gateway: string,
  { idempotency_key, reference }: { readonly idempotency_key: string | null; readonly reference: string },
): Promise<rules.Checkout | null> {
  const known =
    (idempotency_key && (await store.findByKey(work, idempotency_key))) || (await store.findByReference(work, gateway, reference))
  return known && known.gateway === gateway ? known : null
}

const BATCH = 50

/** Asks about pages from which nobody came back. */
export async function settleCheckouts(stand: Stand): Promise<void> {
  await eachInTurn(await stand.work((work) => store.findWaiting(work, BATCH)), async ({ id }) => {
    // Its turn comes again later, also where it cannot be asked about.
    await stand.work((work) => store.update(work, id, {}))
    await settleCheckout(stand, id)
  })
}

/** Those among these keys on whose page something was paid or saved. */
export const completedCheckouts = store.findCompleted
export const checkoutOf = store.find
export const isPageOpen = store.isOpenFor
export const nextLook = store.nextLook
