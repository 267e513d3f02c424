import type { Payer } from '../../../connectors/gateways/index.ts'
import { assert } from '../../../core/assert.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Desk } from '../../../platform/http/handlers.ts'
import type { Work } from '../../../platform/work.ts'
import type { Customer, CustomerDraft, PayingChanges, PayingDraft } from '../../customers/customers/contract.ts'
import * as customers from '../../customers/customers/service.ts'
import { firstOf } from '../../receivables/documents/service.ts'
import { giveConsent, statedBy, withdrawConsent } from '../autopay-consents/service.ts'
import type { SourceDraft } from '../gateways/contract.ts'
import { attemptOf, gatewayFor, type Stand, standAt } from '../gateways/service.ts'
import type { PaymentSource } from '../payment-sources/contract.ts'
import { becomesDefault, named, tokenOf } from '../payment-sources/rules.ts'
import { type AtGateway, findSavedBy, keepSource, payerOf, refuseTooMany, storeAt } from '../payment-sources/service.ts'

type By = Pick<Desk, 'request'>

/** Nothing is saved with it, so nothing is charged by AutoPay yet, and nothing was agreed to. */
export function createCustomer(work: Work, { payment_source: _, ...draft }: PayingDraft): Promise<Customer> {
  return customers.createCustomer(work, draft)
}

export async function updateCustomer(
  work: Work,
  id: number,
  { payment_source, ...changes }: PayingChanges,
  by: By,
): Promise<Customer> {
  const before = await customers.lockCustomer(work, id)
  const updated = await customers.updateCustomer(work, id, changes)
  const after =
    payment_source === null && updated.payment_source ? await customers.setDefaultSource(work, updated, null) : updated
  await keepConsent(work, before, after, by)
  return after
}

export async function replaceCustomer(
  work: Work,
  id: number,
  { payment_source, ...draft }: PayingDraft,
  by: By,
): Promise<Customer> {
  const before = await customers.lockCustomer(work, id)
  const replaced = await customers.replaceCustomer(work, id, draft)
  const after =
    payment_source === null && replaced.payment_source ? await customers.setDefaultSource(work, replaced, null) : replaced
  await keepConsent(work, before, after, by)
  return after
}

/** Whoever turns AutoPay on states that the customer agreed; about nothing there is no agreement, before something is saved. */
async function keepConsent(work: Work, before: Customer, after: Customer, by: By): Promise<void> {
  if (after.autopay === before.autopay) return
  if (!after.autopay) await withdrawConsent(work, after.id, statedBy(by))
  // A customer's default is a source as published.
  else if (after.payment_source) await giveConsent(work, after.id, statedBy(by), named(after.payment_source as PaymentSource))
}

/** A new customer with the card or account that it pays by: both, or neither. */
export function createWithSource(desk: Desk, { payment_source, ...draft }: PayingDraft): Promise<Customer> {
  const key = `new-${attemptOf(desk, [draft, payment_source])}`
  return saveBoth(desk, payment_source, { key, ...newCustomer(key, draft), ...ITSELF })
}

/** It has no id yet; the gateway must hear the same again where the same request is made again. */
function newCustomer(key: string, draft: CustomerDraft): Pick<Saving<unknown>, 'payer' | 'save'> {
  return {
    payer: async () => ({ id: key, name: draft.name, email: draft.email ?? null }),
    save: (work) => customers.createCustomer(work, draft),
  }
}

/** A new document, as far as it says for whom it is. */
export interface ForCustomer {
  readonly customer: number | PayingDraft
}

interface Documents<Draft, Made> {
  readonly type: Parameters<typeof firstOf>[1]
  readonly create: (work: Work, draft: Draft) => Promise<Made>
  readonly find: (work: Work, id: number) => Promise<Made>
}

/** A new document for a new customer with the card or account that it pays by: all three, or none. */
export function createWithCustomer<Draft extends ForCustomer, Made>(
  desk: Desk,
  document: Draft,
  { type, create, find }: Documents<Draft, Made>,
): Promise<Made> {
  const { payment_source, ...draft } = document.customer as PayingDraft // an id names no source
  const key = `new-${attemptOf(desk, document)}`
  return saveBoth(desk, payment_source, {
    key,
    ...newCustomer(key, draft),
    field: 'customer.payment_source',
    finish: (work, { id }) => create(work, { ...document, customer: id }),
    again: async (work, { id }) => {
      const made = await firstOf(work, type, id)
      if (made === null) throw madeAlready()
      return find(work, made)
    },
  })
}

/** Changes a customer together with the card or account that it pays by from now on: both, or neither. */
export function updateWithSource(desk: Desk, id: number, { payment_source, ...changes }: PayingChanges): Promise<Customer> {
  const key = `changed-${attemptOf(desk, [id, changes, payment_source])}`
  return saveChanged(desk, id, payment_source, { key, change: (work) => customers.updateCustomer(work, id, changes) })
}

/** Replaces a customer together with the card or account that it pays by from now on: both, or neither. */
export function replaceWithSource(desk: Desk, id: number, { payment_source, ...draft }: PayingDraft): Promise<Customer> {
  const key = `replaced-${attemptOf(desk, [id, draft, payment_source])}`
  return saveChanged(desk, id, payment_source, { key, change: (work) => customers.replaceCustomer(work, id, draft) })
}

function saveChanged(
  desk: Desk,
  id: number,
  source: SourceDraft | null | undefined,
  { key, change }: { readonly key: string; readonly change: Saving<Customer>['save'] },
): Promise<Customer> {
  return saveBoth(desk, source, {
    key,
    payer: async (work) => payerOf(await customers.findCustomer(work, id)),
    save: async (work) => {
      const before = await customers.lockCustomer(work, id)
      await refuseTooMany(work, id)
      const after = await change(work)
      const isCharged = becomesDefault(after, { make_default: isDefault(source), consent: statedBy(desk) })
      // What is agreed to about the new one is kept with it.
      if (!after.autopay || !isCharged) await keepConsent(work, before, after, desk)
      return after
    },
    ...ITSELF,
  })
}

function isDefault(source: SourceDraft | null | undefined): boolean {
  return source?.make_default ?? true
}

interface Saving<Result> {
  /** What this attempt is called at the gateway; the same key is the same source. */
  readonly key: string
  readonly payer: (work: Work) => Promise<Payer>
  readonly save: (work: Work) => Promise<Customer>
  /** What else is made, once the customer has its source. */
  readonly finish: (work: Work, customer: Customer) => Promise<Result>
  /** What was made so before, by the same request. */
  readonly again: (work: Work, customer: Customer) => Promise<Result>
  /** Where the source stands in the body. */
  readonly field: string
}

const itself = async (_: Work, customer: Customer) => customer
/** Nothing but the customer. */
const ITSELF = { finish: itself, again: itself, field: 'payment_source' } as const

/**
 * The gateway keeps the source first, and then one unit of work writes the customer, the source, and what is made for the
 * customer. What is wrong with any of it is said before the gateway is asked, what the gateway refuses leaves no trace, and
 * what cannot be written down afterwards is taken away from the gateway again.
 */
async function saveBoth<Result>(desk: Desk, source: SourceDraft | null | undefined, saving: Saving<Result>): Promise<Result> {
  assert(source !== null && source !== undefined, 'only a call that names a source reaches out')
  const { key, payer, save, finish, field } = saving
  const stand = standAt(desk)
  const known = await savedBy(stand, saving)
  if (known) return known
  const intent = { method: source.method, key, make_default: isDefault(source), consent: statedBy(desk) }
  const token = await inSource(field, async () => tokenOf(source))
  const opened = await inSource(field, () => gatewayFor(stand.platform, stand.companyId, source.method))
  await desk.work(async (work) => finish(work, await save(work)), { rehearse: true })
  const told = await desk.work(payer)
  const at = await inSource(field, () => storeAt(opened, { ...intent, token, payer: told }))
  try {
    return await stand.work((work) => record(work, saving, intent, at))
  } catch (error) {
    const made = await savedBy(stand, saving)
    if (made) return made
    const { gateway_id, gateway_customer } = at
    if (error instanceof Refusal) await opened.gateway.forget({ source: gateway_id, customer: gateway_customer })
    throw error
  }
}

async function record<Result>(
  work: Work,
  { save, finish }: Saving<Result>,
  intent: Omit<Parameters<typeof keepSource>[1], 'customer'>,
  at: AtGateway,
): Promise<Result> {
  const { id } = await save(work)
  const source = await keepSource(work, { ...intent, customer: id }, at)
  if (source.customer !== id) throw madeAlready()
  return finish(work, await customers.findCustomer(work, id))
}

function madeAlready(): Refusal {
  return new Refusal('conflict', 'customer_made_already', 'The same request was made a moment ago. Ask again for its answer.')
}

/** What was made for the source that was saved under this key: whoever asked first was killed before the answer. */
function savedBy<Result>(stand: Stand, { key, again }: Saving<Result>): Promise<Result | null> {
  return stand.work(async (work) => {
    const source = await findSavedBy(work, key)
    return source && again(work, await customers.findCustomer(work, source.customer))
  })
}

/** What is wrong with the card or account is told by its place in the body. */
async function inSource<Result>(field: string, doing: () => Promise<Result>): Promise<Result> {
  try {
    return await doing()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal(error.kind, error.code, error.message, `${field}${error.field ? `.${error.field}` : ''}`)
  }
}
