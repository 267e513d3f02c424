import type { Operation } from '../src/contract/operation.ts'
import { catalog } from './examples/catalog.ts'
import { collections } from './examples/collections.ts'
import { company } from './examples/company.ts'
import { customers } from './examples/customers.ts'
import { extend } from './examples/extend.ts'
import type { Example, ExampleCall } from './examples/making.ts'
import { messages } from './examples/messages.ts'
import { payments } from './examples/payments.ts'
import { portal } from './examples/portal.ts'
import { receivables } from './examples/receivables.ts'
import { recurring } from './examples/recurring.ts'

export type { Caller, Example, ExampleCall } from './examples/making.ts'

/**
 * One valid call of every operation, in a file for each wing. What must exist for it is made through the API, afresh for
 * every call, so an example can be called any number of times, by any company and side by side, whatever the clock says.
 * The contract test, the reliability programs and the table of coverage read this table; an operation without an example
 * fails the contract test.
 */
export const examples: Readonly<Record<string, Example>> = oneTable(
  company,
  catalog,
  customers,
  receivables,
  recurring,
  payments,
  portal,
  messages,
  collections,
  extend,
)

/** @throws Error where two tables tell the same operation */
function oneTable(...tables: readonly Readonly<Record<string, Example>>[]): Record<string, Example> {
  const names = tables.flatMap((table) => Object.keys(table))
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  if (twice.length > 0) throw new Error(`Two examples for ${twice.join(', ')}.`)
  return Object.assign({}, ...tables)
}

/** The address of a call: parameters filled in, query appended. */
export function targetOf(operation: Pick<Operation, 'path'>, { path = {}, query = {} }: ExampleCall): string {
  const filled = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name])))
  const search = new URLSearchParams(query).toString()
  return search ? `${filled}?${search}` : filled
}
