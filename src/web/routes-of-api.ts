import type { z } from 'zod'
import type { Api } from '../contract/index.ts'
import type { operations as events } from '../modules/extend/events/contract.ts'
import type { attemptOperations as attempts, operations as webhooks } from '../modules/extend/webhooks/contract.ts'
import type { operations as emails } from '../modules/messages/emails/contract.ts'
import type { operations as sending } from '../modules/messages/invoice-emails/contract.ts'
import type { PaymentOutcome, PortalInvoice } from './records.ts'

export type Query = Readonly<
  Record<string, string | number | boolean | undefined | Readonly<Record<string, string | number | boolean | undefined>>>
>

interface Line<R, B = undefined> {
  readonly reply: R
  readonly body: B
}

/** The contract by method and path. Only its types come along: the browser loads no schema. */
type OperationsOf<Nouns> = { [Noun in keyof Nouns]: Nouns[Noun][keyof Nouns[Noun]] }[keyof Nouns]
type Operation = OperationsOf<
  Api & {
    readonly extend_events: typeof events
    readonly extend_webhooks: typeof webhooks
    readonly extend_attempts: typeof attempts
    readonly mails: typeof emails
    readonly sending: typeof sending
  }
>
type Contract = {
  [O in Operation as `${O['method']} ${O['path']}`]: Line<
    z.input<O['reply']>,
    O extends { body: infer B extends z.ZodType } ? z.input<B> : undefined
  >
}

/** Lines that the contract does not have yet. */
interface Coming {
  'GET /portal/{username}/invoices/{key}': Line<PortalInvoice>
  'POST /portal/{username}/invoices/{key}/viewed': Line<null>
  'POST /portal/{username}/invoices/{key}/pay': Line<
    PaymentOutcome,
    { method: string; token: string; amount: number; idempotency_key: string }
  >
}

export type Routes = Contract & Omit<Coming, keyof Contract>
export type Route = keyof Routes & string
export type Reply<R extends Route> = Routes[R]['reply']
export type Body<R extends Route> = Routes[R]['body']
export type RowsRoute = { [R in Route]: Reply<R> extends readonly unknown[] ? R : never }[Route]
export type Row<R extends RowsRoute> = Reply<R> extends readonly (infer One)[] ? One : never
/** True when the call needs neither an id nor a body. */
export type WithoutInput<R extends Route> = R extends `${string}{${string}` ? false : Body<R> extends undefined ? true : false
