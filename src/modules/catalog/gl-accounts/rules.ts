/**
 * Owns: the chart of accounts that a company's own books go by, for mapping what is sold. Does not own: the double-entry
 * books of this program (ledger/postings), whose accounts are fixed.
 * Invariants: a code is one account, and so is a name; no account is below itself; an account that something is mapped
 * to, or that has accounts below it, stays.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { GlAccount, GlAccountChanges, GlAccountDraft } from './contract.ts'

/** A chart is read as a whole. */
export const ACCOUNTS_MAX = 2000

export function draftAccount(id: number, draft: GlAccountDraft, chart: readonly GlAccount[], now: Date): GlAccount {
  if (chart.length >= ACCOUNTS_MAX)
    throw new Refusal('refused', 'too_many_gl_accounts', `A company may have at most ${ACCOUNTS_MAX} G/L accounts.`)
  return inChart(
    { id, name: draft.name, code: draft.code, parent_id: draft.parent_id ?? null, created_at: now, updated_at: now },
    chart,
  )
}

export function changeAccount(account: GlAccount, changes: GlAccountChanges, chart: readonly GlAccount[], now: Date): GlAccount {
  const changed: GlAccount = {
    ...account,
    name: changes.name ?? account.name,
    code: changes.code ?? account.code,
    parent_id: changes.parent_id === undefined ? account.parent_id : changes.parent_id,
    updated_at: now,
  }
  return inChart(changed, chart)
}

/** @param mapped how many items are mapped to it */
export function deleteAccount(account: GlAccount, chart: readonly GlAccount[], mapped: number): void {
  const below = chart.filter(({ parent_id }) => parent_id === account.id)
  if (below.length > 0)
    throw new Refusal(
      'refused',
      'gl_account_has_children',
      `The account ${account.code} has accounts below it (${below.map(({ code }) => code).join(', ')}); move them elsewhere first.`,
    )
  if (mapped > 0)
    throw new Refusal(
      'refused',
      'gl_account_in_use',
      `${mapped} ${mapped === 1 ? 'item is' : 'items are'} mapped to the account ${account.code}; map them elsewhere first.`,
    )
}

/** The account that a text means: its code, else its name in any case. */
export function accountNamed(chart: readonly GlAccount[], text: string): GlAccount | undefined {
  return chart.find(({ code }) => code === text) ?? chart.find(({ name }) => folded(name) === folded(text))
}

/** The account itself, if it may stand where it wants to. */
function inChart(account: GlAccount, chart: readonly GlAccount[]): GlAccount {
  const others = chart.filter(({ id }) => id !== account.id)
  if (others.some(({ code }) => code === account.code))
    throw new Refusal('invalid', 'gl_account_code_taken', `There is an account with the code ${account.code} already.`, 'code')
  if (others.some(({ name }) => folded(name) === folded(account.name)))
    throw new Refusal('invalid', 'gl_account_name_taken', `There is an account named ${account.name} already.`, 'name')
  refuseCycle(account, new Map(others.map((other) => [other.id, other])))
  return account
}

function refuseCycle(account: GlAccount, others: ReadonlyMap<number, GlAccount>): void {
  let above = account.parent_id
  while (above !== null) {
    if (above === account.id)
      throw new Refusal('invalid', 'gl_account_cycle', 'An account cannot be below itself; choose another parent.', 'parent_id')
    const parent = others.get(above)
    if (!parent) throw new Refusal('invalid', 'gl_account_not_found', `No G/L account ${above}.`, 'parent_id')
    above = parent.parent_id
  }
}

function folded(name: string): string {
  return name.trim().toLowerCase()
}
