import type { Answer } from '../world.ts'

/** Ids of what earlier calls made, under the names the paths use. */
export type Known = Record<string, number | string>

/** One documented call: what curl sends, and what comes back. */
export interface DocumentedCall {
  readonly title: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `:name` is filled in from what is known. */
  readonly path: string
  /** The address of the contract, where the documented one is spelt otherwise. */
  readonly query?: string
  /** Lines of -d, sent as they are and joined with &; `:name` is filled in. */
  readonly form?: readonly string[]
  /** A JSON body that curl labels as a form. */
  readonly raw?: (known: Known) => unknown
  readonly accept?: string
  readonly status: number
  readonly reply?: Readonly<Record<string, unknown>> | readonly unknown[]
  /** What its answer makes known. */
  readonly keep?: (answer: Answer) => Known
}

export const PDF = 'application/pdf'

/** The id of what a call made, known under this name from then on. */
export const idAs = (name: string) => (answer: Answer) => ({ [name]: answer.json.id as number })

/** An invoice of one line, which samples refer to by this name. */
export const invoiceOf = (amount: number, name: string, more: readonly string[] = ['customer=:customer']): DocumentedCall => ({
  title: `an invoice of ${amount}, which samples refer to`,
  method: 'POST',
  path: '/invoices',
  form: [...more, 'items[0][name]=Paper', `items[0][unit_cost]=${amount}`],
  status: 201,
  keep: idAs(name),
})
