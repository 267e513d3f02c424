import type { z } from 'zod'
import type { Api } from '../contract/index.ts'
import type { operations as companyOperations } from '../modules/company/companies/contract.ts'
import type {
  ApiEvent,
  ApiKey,
  Company,
  Email,
  Member,
  PaymentOutcome,
  PortalInvoice,
  Role,
  Session,
  Webhook,
  WebhookAttempt,
} from './records.ts'

export type Query = Readonly<
  Record<string, string | number | boolean | undefined | Readonly<Record<string, string | number | boolean | undefined>>>
>

interface Line<R, B = undefined> {
  readonly reply: R
  readonly body: B
}

/** The contract by method and path. Only its types come along: the browser loads no schema. */
type Operations =
  | { [Noun in keyof Api]: Api[Noun][keyof Api[Noun]] }[keyof Api]
  | (typeof companyOperations)[keyof typeof companyOperations]
type Contract = {
  [O in Operations as `${O['method']} ${O['path']}`]: Line<
    z.input<O['reply']>,
    O extends { body: infer B extends z.ZodType } ? z.input<B> : undefined
  >
}

/** Lines that the contract does not have yet. */
interface Coming {
  'GET /auth/session': Line<Session>
  'POST /auth/sign_up': Line<null, { name: string; email: string; password: string }>
  'POST /auth/verify': Line<null, { token: string }>
  'POST /auth/sign_in': Line<null, { email: string; password: string }>
  'POST /auth/sign_out': Line<null>
  'POST /auth/forgot': Line<null, { email: string }>
  'POST /auth/reset': Line<null, { token: string; password: string }>
  'POST /auth/select_company': Line<null, { company: number }>
  'POST /companies': Line<Company, { name: string; username: string; country: string; currency: string; time_zone: string }>
  'GET /api_keys': Line<ApiKey[]>
  'POST /api_keys': Line<ApiKey, { name: string }>
  'DELETE /api_keys/{id}': Line<null>
  'GET /members': Line<Member[]>
  'POST /members': Line<Member, { first_name: string; last_name: string; email: string; role: string }>
  'PATCH /members/{id}': Line<Member, { role: string }>
  'DELETE /members/{id}': Line<null>
  'GET /roles': Line<Role[]>
  'POST /invoices/{id}/emails': Line<Email[], { to?: { name: string; email: string }[]; subject?: string; message?: string }>
  'POST /payments/{id}/emails': Line<Email[], { to?: { name: string; email: string }[] }>
  'GET /events': Line<ApiEvent[]>
  'GET /webhooks': Line<Webhook[]>
  'POST /webhooks': Line<Webhook, { url: string; events: string[] }>
  'PATCH /webhooks/{id}': Line<Webhook, { enabled: boolean }>
  'DELETE /webhooks/{id}': Line<null>
  'GET /webhook_attempts': Line<WebhookAttempt[]>
  'POST /webhook_attempts/{id}/retries': Line<null>
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
