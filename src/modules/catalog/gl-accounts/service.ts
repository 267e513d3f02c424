import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import type { GlAccount, GlAccountChanges, GlAccountDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export const listAccounts = store.list
export const findAccounts = store.findMany

export async function findAccount(work: Work, id: number): Promise<GlAccount> {
  return among(await store.findMany(work, [id]), id)
}

export async function createAccount(work: Work, draft: GlAccountDraft): Promise<GlAccount> {
  const account = rules.draftAccount(await work.newId(), draft, await store.lock(work), work.now)
  await store.insert(work, account)
  return account
}

export async function updateAccount(work: Work, id: number, changes: GlAccountChanges): Promise<GlAccount> {
  const chart = await store.lock(work)
  const before = among(chart, id)
  const account = rules.changeAccount(before, changes, chart, work.now)
  await store.update(work, account)
  if (account.code !== before.code) await store.renameMapped(work, before.code, account.code)
  return account
}

export async function deleteAccount(work: Work, id: number): Promise<null> {
  const chart = await store.lock(work)
  const account = among(chart, id)
  rules.deleteAccount(account, chart, await store.countMapped(work, account.code))
  await store.remove(work, id)
  return null
}

/** The code of the account that a text names by code or name; a text that names none stands for itself. */
export async function accountCode(work: Work, text: string): Promise<string> {
  return rules.accountNamed(await store.all(work), text)?.code ?? text
}

function among(accounts: readonly GlAccount[], id: number): GlAccount {
  const account = accounts.find((one) => one.id === id)
  if (!account) throw new Refusal('not_found', 'gl_account_not_found', `No G/L account ${id}.`)
  return account
}
