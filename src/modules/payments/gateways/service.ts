import { createHash } from 'node:crypto'
import type { Gateway, KeyValueStore, SimulatedGateway } from '../../../connectors/gateways/index.ts'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { inField, Refusal } from '../../../core/refusal.ts'
import { seal, unseal } from '../../../platform/crypto.ts'
import type { Desk } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import { derivedKey, randomCode } from '../../../platform/random.ts'
import { openWork, type Work } from '../../../platform/work.ts'
import {
  METHODS,
  type MerchantAccount,
  type MerchantAccountChanges,
  type MerchantAccountDraft,
  type PaymentMethod,
  type PaymentMethodChanges,
} from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/** A gateway, and the account of the company through which it is reached; null for the gateway the product has by default. */
export interface Opened {
  readonly gateway: Gateway
  readonly account: number | null
}

/** Where units of work and the outside come from: the desk of a call, or the place of a job. */
export interface Stand {
  readonly platform: Platform
  readonly companyId: number
  work<Result>(run: (work: Work) => Promise<Result>): Promise<Result>
}

/** What happens at a gateway cannot be undone. @throws Refusal invalid `not_rehearsable` */
export function refuseRehearsal({ rehearsal }: Pick<Desk, 'rehearsal'>): void {
  if (rehearsal) throw new Refusal('invalid', 'not_rehearsable', 'What happens at a gateway cannot be rehearsed.', 'dry_run')
}

/** A call that acts on the outside for the caller's company. */
export function standAt(desk: Desk): Stand {
  refuseRehearsal(desk)
  return { platform: desk.platform, companyId: desk.caller!.companyId, work: (run) => desk.work(run) }
}

/**
 * What an attempt is called at the gateway. The same request under the same Idempotency-Key is the same attempt, also where
 * the process that made it first was killed before it could answer.
 */
export function attemptOf(desk: Desk, input: unknown): string {
  return repeatedAttempt(desk, input) ?? randomCode(24)
}

/** As `attemptOf`; null for a request that cannot be made again as the same, because it has no Idempotency-Key. */
export function repeatedAttempt({ caller, request }: Desk, input: unknown): string | null {
  const key = request.headers.get('idempotency-key')
  if (key === null || !caller) return null
  return createHash('sha256')
    .update(JSON.stringify([caller.name, key, input], (_, value) => (typeof value === 'bigint' ? `${value}` : value)))
    .digest('hex')
    .slice(0, 32)
}

const SIMULATOR = 'test'

/** The gateway through which a company takes a method now. @throws Refusal refused `method_unavailable` */
export async function gatewayFor(platform: Platform, companyId: number, name: string): Promise<Opened> {
  const id = rules.methodNamed(name)
  const method = await within(platform, companyId, (work) => methodFacts(work, id))
  const opened = method.enabled ? await behind(platform, companyId, method) : null
  if (!opened?.gateway.can.methods.includes(id))
    throw new Refusal(
      'refused',
      'method_unavailable',
      `This company does not take ${name}. Connect a gateway for it in Settings → Payments.`,
      'method',
    )
  return opened
}

async function behind(platform: Platform, companyId: number, { merchant_account }: rules.MethodFacts): Promise<Opened> {
  if (merchant_account !== null) return gatewayOf(platform, companyId, { gateway: '', merchant_account })
  return gatewayOf(platform, companyId, { gateway: await defaultGateway(platform, companyId), merchant_account: null })
}

/** Stripe where the operator configured it; the simulated gateway otherwise, and in a sandbox always. */
async function defaultGateway(platform: Platform, companyId: number): Promise<string> {
  const { test_mode } = await platform.companies.find(companyId)
  return platform.config.STRIPE_SECRET_KEY && !test_mode ? 'stripe' : SIMULATOR
}

/** The gateway that a charge or source was made with, for asking about it later. */
export async function gatewayOf(
  platform: Platform,
  companyId: number,
  made: { readonly gateway: string; readonly merchant_account: number | null },
): Promise<Opened> {
  if (made.merchant_account === null) return { gateway: await openDefault(platform, companyId, made.gateway), account: null }
  const id = made.merchant_account
  const row = await within(platform, companyId, (work) => store.findAccount(work, id))
  return {
    gateway: await open(platform, companyId, row.gateway, { ...row.settings, ...opened(platform, companyId, row) }),
    account: id,
  }
}

async function openDefault(platform: Platform, companyId: number, name: string): Promise<Gateway> {
  const { SECRET, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET } = platform.config
  const settings =
    name === SIMULATOR
      ? { webhook_secret: derivedKey(SECRET, `simulator:${companyId}`) }
      : { secret_key: STRIPE_SECRET_KEY, webhook_secret: STRIPE_WEBHOOK_SECRET }
  return open(platform, companyId, name, settings)
}

async function open(
  platform: Platform,
  companyId: number,
  name: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<Gateway> {
  const { test_clock } = await platform.companies.find(companyId)
  return platform.outside.gateways.open(name, settings, {
    clock: () => test_clock ?? platform.clock(),
    state: simulatorState(platform, companyId),
    simulator_url: `${platform.config.BASE_URL}/simulator/${companyId}`,
  })
}

/** The simulated gateway of a company, for its page and its notices. */
export async function simulatorOf(platform: Platform, companyId: number): Promise<SimulatedGateway> {
  // The gateway of this name is the simulator.
  return (await openDefault(platform, companyId, SIMULATOR)) as SimulatedGateway
}

/** When the simulated gateway has something to tell next. Its notices wait under keys that begin with their time. */
export async function nextSimulatedNotice(work: Work): Promise<Date | null> {
  const key = await store.firstKey(work, 'notice:')
  return key === null ? null : new Date(key.slice('notice:'.length, 'notice:'.length + '2014-11-18T15:00:00.000Z'.length))
}

function simulatorState(platform: Platform, companyId: number): KeyValueStore {
  return {
    get: (key) => within(platform, companyId, (work) => store.get(work, key)),
    put: (key, value) => within(platform, companyId, (work) => store.put(work, key, value)),
    add: (key, value) => within(platform, companyId, (work) => store.add(work, key, value)),
    remove: (key) => within(platform, companyId, (work) => store.remove(work, key)),
    keys: (prefix) => within(platform, companyId, (work) => store.keys(work, prefix)),
  }
}

function within<T>(platform: Platform, companyId: number, run: (work: Work) => Promise<T>): Promise<T> {
  return openWork(platform, { companyId, actor: { kind: 'system' } }, run)
}

type Secrets = rules.Told['credentials']

/** Where the sealed secrets of an account belong; they open nowhere else. */
function placeOf(companyId: number, id: number): string {
  return `merchant account ${id} of ${companyId}`
}

function opened({ config }: Platform, companyId: number, { id, credentials }: store.AccountRow): Secrets {
  return JSON.parse(unseal(config.SECRET, placeOf(companyId, id), credentials)) as Secrets // written by sealed
}

/** Checked by opening the gateway with them: whatever it does not take is refused with the field. */
export async function createAccount(desk: Desk, input: MerchantAccountDraft): Promise<MerchantAccount> {
  const told = rules.sortSecrets({ settings: {}, credentials: {} }, input)
  const companyId = desk.caller!.companyId
  await inField('gateway', open(desk.platform, companyId, input.gateway, { ...told.settings, ...told.credentials }))
  return desk.work(async (work) => {
    const id = await work.newId()
    const row: store.AccountRow = {
      id,
      gateway: input.gateway,
      gateway_id: input.gateway_id ?? '',
      name: input.name ?? null,
      settings: told.settings,
      credentials: seal(work.config.SECRET, placeOf(companyId, id), JSON.stringify(told.credentials)),
      deleted: false,
      deleted_at: null,
      created_at: work.now,
      updated_at: work.now,
    }
    await store.insertAccount(work, row)
    return presentAccount(desk.platform, companyId, row)
  })
}

export async function updateAccount(desk: Desk, id: number, input: MerchantAccountChanges): Promise<MerchantAccount> {
  const companyId = desk.caller!.companyId
  const before = await desk.work((work) => liveAccount(work, id))
  if (input.gateway !== undefined && input.gateway !== before.gateway)
    throw new Refusal(
      'invalid',
      'gateway_fixed',
      'An account stays with its gateway. Make another one for another gateway.',
      'gateway',
    )
  const told = rules.sortSecrets(
    { settings: before.settings as Secrets, credentials: opened(desk.platform, companyId, before) },
    input,
  )
  await open(desk.platform, companyId, before.gateway, { ...told.settings, ...told.credentials })
  const after: store.AccountRow = {
    ...before,
    settings: told.settings,
    credentials: seal(desk.platform.config.SECRET, placeOf(companyId, id), JSON.stringify(told.credentials)),
    name: input.name === undefined ? before.name : input.name,
    gateway_id: input.gateway_id ?? before.gateway_id,
    updated_at: desk.platform.clock(),
  }
  await desk.work((work) => store.updateAccount(work, after))
  return presentAccount(desk.platform, companyId, after)
}

/** An account that charges or sources name stays on record, but takes no new ones. */
export async function deleteAccount(work: Work, id: number): Promise<null> {
  const account = await liveAccount(work, id)
  if (await store.isAccountUsed(work, id))
    throw new Refusal(
      'refused',
      'merchant_account_in_use',
      'Payment methods or saved sources use this account. Give them another one first.',
    )
  await store.updateAccount(work, { ...account, deleted: true, deleted_at: work.now, updated_at: work.now })
  return null
}

async function liveAccount(work: Work, id: number): Promise<store.AccountRow> {
  const account = await store.findAccount(work, id)
  if (account.deleted) throw new Refusal('not_found', 'merchant_account_not_found', `No merchant account ${id}.`)
  return account
}

function presentAccount(
  platform: Pick<Platform, 'config'>,
  companyId: number,
  { credentials: _, deleted: __, deleted_at: ___, ...row }: store.AccountRow,
): MerchantAccount {
  return {
    ...row,
    object: 'merchant_account',
    top_up_threshold_num_of_days: null,
    test: row.gateway === SIMULATOR,
    webhook_url: `${platform.config.BASE_URL}/webhooks/gateways/${companyId}/${row.id}`,
  }
}

export async function findAccount(work: Work, id: number): Promise<MerchantAccount> {
  return presentAccount(work, work.companyId, await liveAccount(work, id))
}

export async function findAccounts(work: Work, ids: readonly number[]): Promise<MerchantAccount[]> {
  return (await store.findAccounts(work, ids)).map((row) => presentAccount(work, work.companyId, row))
}

export async function listAccounts(work: Work, list: ListQuery): Promise<Page<MerchantAccount>> {
  const { rows, total } = await store.listAccounts(work, list)
  return { rows: rows.map((row) => presentAccount(work, work.companyId, row)), total }
}

/** Every way of paying, in the order in which payers see them. */
export async function paymentMethods(work: Work): Promise<PaymentMethod[]> {
  const chosen = new Map((await store.chosenMethods(work)).map((method) => [method.id, method]))
  const all = METHODS.map((id) => chosen.get(id) ?? rules.defaultMethod(id))
  const shown: PaymentMethod[] = []
  for (const method of all) shown.push(rules.presentMethod(method, await told(work, method)))
  return shown.sort((a, b) => a.order - b.order)
}

/** Gateways that charge by themselves; everything else is paid without one. */
const CHARGED = new Set<rules.Method>(['credit_card', 'ach', 'direct_debit', 'paypal'])
const WITHOUT: rules.Behind = { gateway: null, test: false, stores: false }

async function told(work: Work, { id, merchant_account }: rules.MethodFacts): Promise<rules.Behind> {
  if (!CHARGED.has(id)) return WITHOUT
  if (merchant_account !== null) {
    const { gateway } = await store.findAccount(work, merchant_account)
    return { gateway, test: gateway === SIMULATOR, stores: true }
  }
  const gateway = work.config.STRIPE_SECRET_KEY && !work.company.test_mode ? 'stripe' : SIMULATOR
  return gateway === SIMULATOR && id === 'paypal' ? WITHOUT : { gateway, test: gateway === SIMULATOR, stores: id !== 'paypal' }
}

export async function listMethods(work: Work, list: ListQuery): Promise<Page<PaymentMethod>> {
  const all = (await paymentMethods(work)).filter((method) =>
    list.filters.every(({ property, value }) => property !== 'id' || method.id === value),
  )
  const [first] = list.order
  const byId = all.toSorted((a, b) => a.id.localeCompare(b.id))
  const sorted = first === undefined ? all : first.direction === 'asc' ? byId : byId.reverse()
  const rows = sorted.slice((list.page - 1) * list.per_page, list.page * list.per_page)
  return { rows, total: list.counted ? all.length : null }
}

export async function findMethod(work: Work, name: string): Promise<PaymentMethod> {
  const method = await methodFacts(work, rules.methodNamed(name))
  return rules.presentMethod(method, await told(work, method))
}

export async function methodFacts(work: Work, id: rules.Method): Promise<rules.MethodFacts> {
  return (await store.chosenMethods(work)).find((method) => method.id === id) ?? rules.defaultMethod(id)
}

export async function updateMethod(work: Work, name: string, changes: PaymentMethodChanges): Promise<PaymentMethod> {
  const id = rules.methodNamed(name)
  if (changes.merchant_account) await inField('merchant_account', liveAccount(work, changes.merchant_account))
  const changed = rules.changeMethod(await methodFacts(work, id), changes, work.now)
  if (changed.enabled && changed.merchant_account !== null)
    rules.refuseDeletedAccount(await store.findAccount(work, changed.merchant_account))
  const shown = rules.presentMethod(changed, await told(work, changed))
  if (changed.enabled && CHARGED.has(id) && shown.gateway === null)
    throw new Refusal('refused', 'gateway_missing', `${shown.name} needs a gateway. Connect one first.`, 'enabled')
  await store.keepMethod(work, changed)
  return shown
}

/** AutoPay needs a way of paying that can be collected without the payer. @throws Refusal refused `autopay_unavailable` */
export async function refuseWithoutAutopay(work: Work): Promise<void> {
  if (!(await paymentMethods(work)).some(({ supports_autopay }) => supports_autopay)) {
    throw new Refusal(
      'refused',
      'autopay_unavailable',
      'AutoPay needs a payment method that can be collected by itself. Enable cards or bank debits in Settings → Payments first.',
      'autopay',
    )
  }
}
