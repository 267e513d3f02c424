import { api } from '../../src/contract/index.ts'
import type { Operation } from '../../src/contract/operation.ts'
import type { Answer, Caller, CallOptions } from './arena.ts'
import { EXAMPLES, type Sample } from './examples.ts'
import type { Scene } from './scene.ts'

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

/** Operations whose sample cannot be made by the API alone, with the reason. */
export const UNREACHABLE: Readonly<Record<string, string>> = {
  'webhook_attempts.get': 'attempts are made by deliveries, which the stories of webhooks tell',
  'webhook_attempts.retry': 'as above',
  'emails.get': 'mails are made by jobs, which the stories of e-mail tell',
  'emails.retry': 'as above',
  'text_messages.get': 'text messages are sent by jobs, which their own stories tell',
  'disputes.get':
    'only a bank begins a dispute, so neither table of examples can make one; NOT asked here or by the contract test',
  'invoices.unconsolidate': 'a gap: no example here yet; test/contract.test.ts asks it for the same walls, keys and schemas',
  'invoice_emails.transactionReceipt': 'as above',
  'sms_templates.create': 'as above',
  'sms_templates.get': 'as above',
  'sms_templates.update': 'as above',
  'sms_templates.delete': 'as above',
  'letters.get': 'as above',
  'letters.invoice': 'as above',
  'letters.statement': 'as above',
  'accounting_sync.transaction': 'as above',
}

/** Operations that this arena has to refuse, with the reason; their refusals keep the same promises. */
export const REFUSED: Readonly<Record<string, string>> = {
  'subscriptions.renew_contract': 'a contract waits for its renewal only after years',
  'text_messages.invoice': 'no vendor of text messages is connected',
  'text_messages.statement': 'as above',
}

/** Names that stand in neither table: an operation without an example fails the build. */
export const withoutExample: readonly string[] = companyOperations
  .filter(
    ({ name, operation }) =>
      (operation.path.includes('{') || operation.method !== 'GET') && !EXAMPLES[name] && !UNREACHABLE[name],
  )
  .map(({ name }) => name)

export async function sampleOf({ name }: Named, scene: Scene): Promise<Sample> {
  const example = EXAMPLES[name]
  try {
    return example ? await example(scene) : {}
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`)
  }
}

export const hasSample = ({ name }: Named) => !UNREACHABLE[name]

export function pathOf({ operation }: Named, values: readonly (string | number)[] = []): string {
  let index = 0
  return operation.path.replace(/\{\w+\}/g, () => encodeURIComponent(String(values[index++])))
}

export function callSample(
  caller: Caller,
  named: Named,
  sample: Sample,
  more: CallOptions & { query?: string } = {},
): Promise<Answer> {
  const { query = '', ...options } = more
  const body = sample.body === undefined ? {} : { body: sample.body }
  const headers = { ...sample.raw?.headers, ...options.headers }
  return caller.call(named.operation.method, `${pathOf(named, sample.path)}${query}`, {
    ...body,
    ...sample.raw,
    ...options,
    headers,
  })
}
