import { api } from '../../src/contract/index.ts'
import type { Operation } from '../../src/contract/operation.ts'
import { type ExampleCall, examples, targetOf } from '../examples.ts'
import type { Answer, Caller, CallOptions } from './arena.ts'

/** One operation of the contract, by the name it has there. */
export interface Named {
  readonly name: string
  readonly operation: Operation
}

/** Operations on a company's own records, in the order of the contract. The rest belongs to persons and to holders of links. */
export const companyOperations: readonly Named[] = Object.entries(api)
  .flatMap(([resource, operations]) =>
    Object.entries(operations as Record<string, Operation>).map(([name, operation]) => ({
      name: `${resource}.${name}`,
      operation,
    })),
  )
  .filter(({ operation }) => (operation.access ?? 'company') === 'company')

/** The example of an operation, with what it rests on made for it. @throws Error that names an operation without one */
export async function sampleOf({ name }: Named, company: Caller): Promise<ExampleCall> {
  const example = examples[name]
  if (!example) throw new Error(`${name} has no example. Write one in test/examples/.`)
  try {
    return await example(company)
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`)
  }
}

/** Makes the call of an example; `query` is appended as it is, `raw` stands in for its body. */
export function callSample(
  caller: Caller,
  { operation }: Named,
  sample: ExampleCall,
  { query = '', ...options }: CallOptions & { readonly query?: string } = {},
): Promise<Answer> {
  const target = targetOf(operation, sample)
  const body = sample.body === undefined || options.raw !== undefined ? {} : { body: sample.body }
  return caller.call(operation.method, `${target}${target.includes('?') ? query.replace('?', '&') : query}`, {
    ...body,
    ...options,
  })
}
