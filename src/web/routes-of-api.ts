import type {
  ApiEvent, ApiKey, Balance, Company, Contact, Coupon, Customer, Email, Invoice, Item, Member, Note, Payment, PaymentOutcome, PortalInvoice, Role, Session,
  StoredFile, TaxRate, Webhook, WebhookAttempt,
} from './records.ts'

export type Query = Readonly<Record<string, string | number | boolean | undefined | Readonly<Record<string, string | number | boolean | undefined>>>>
type Fields = Readonly<Record<string, unknown>>

interface Line<R, B = undefined> {
  readonly reply: R
  readonly body: B
}

/** Every line of the API that the web uses. */
export interface Routes {
  'GET /auth/session': Line<Session>
  'POST /auth/sign_up': Line<null, { name: string; email: string; password: string }>
  'POST /auth/verify': Line<null, { token: string }>
  'POST /auth/sign_in': Line<null, { email: string; password: string }>
  'POST /auth/sign_out': Line<null>
  'POST /auth/forgot': Line<null, { email: string }>
  'POST /auth/reset': Line<null, { token: string; password: string }>
  'POST /auth/select_company': Line<null, { company: number }>
  'POST /companies': Line<Company, { name: string; username: string; country: string; currency: string; time_zone: string }>
  'GET /company': Line<Company>
  'PATCH /company': Line<Company, Fields>
  'GET /api_keys': Line<ApiKey[]>
  'POST /api_keys': Line<ApiKey, { name: string }>
  'DELETE /api_keys/{id}': Line<null>
  'GET /members': Line<Member[]>
  'POST /members': Line<Member, { first_name: string; last_name: string; email: string; role: string }>
  'PATCH /members/{id}': Line<Member, { role: string }>
  'DELETE /members/{id}': Line<null>
  'GET /roles': Line<Role[]>
  'GET /customers': Line<Customer[]>
  'POST /customers': Line<Customer, Fields>
  'GET /customers/{id}': Line<Customer>
  'PATCH /customers/{id}': Line<Customer, Fields>
  'DELETE /customers/{id}': Line<null>
  'GET /customers/{id}/balance': Line<Balance>
  'GET /customers/{id}/contacts': Line<Contact[]>
  'POST /customers/{id}/contacts': Line<Contact, Fields>
  'DELETE /customers/{id}/contacts/{contact_id}': Line<null>
  'GET /customers/{id}/notes': Line<Note[]>
  'POST /notes': Line<Note, Fields>
  'DELETE /notes/{id}': Line<null>
  'GET /items': Line<Item[]>
  'POST /items': Line<Item, Fields>
  'GET /items/{code}': Line<Item>
  'PATCH /items/{code}': Line<Item, Fields>
  'DELETE /items/{code}': Line<null>
  'GET /tax_rates': Line<TaxRate[]>
  'POST /tax_rates': Line<TaxRate, Fields>
  'PATCH /tax_rates/{code}': Line<TaxRate, Fields>
  'DELETE /tax_rates/{code}': Line<null>
  'GET /coupons': Line<Coupon[]>
  'POST /coupons': Line<Coupon, Fields>
  'PATCH /coupons/{code}': Line<Coupon, Fields>
  'DELETE /coupons/{code}': Line<null>
  'GET /invoices': Line<Invoice[]>
  'POST /invoices': Line<Invoice, Fields>
  'GET /invoices/{id}': Line<Invoice>
  'PATCH /invoices/{id}': Line<Invoice, Fields>
  'DELETE /invoices/{id}': Line<null>
  'POST /invoices/{id}/emails': Line<Email[], Fields>
  'POST /invoices/{id}/void': Line<Invoice>
  'POST /invoices/{id}/bad_debt': Line<Invoice>
  'GET /payments': Line<Payment[]>
  'POST /payments': Line<Payment, Fields>
  'GET /payments/{id}': Line<Payment>
  'DELETE /payments/{id}': Line<Payment>
  'POST /payments/{id}/emails': Line<Email[], Fields>
  'GET /events': Line<ApiEvent[]>
  'GET /webhooks': Line<Webhook[]>
  'POST /webhooks': Line<Webhook, Fields>
  'PATCH /webhooks/{id}': Line<Webhook, Fields>
  'DELETE /webhooks/{id}': Line<null>
  'GET /webhook_attempts': Line<WebhookAttempt[]>
  'POST /webhook_attempts/{id}/retries': Line<null>
  'POST /files': Line<StoredFile>
  'GET /portal/{username}/invoices/{key}': Line<PortalInvoice>
  'POST /portal/{username}/invoices/{key}/viewed': Line<null>
  'POST /portal/{username}/invoices/{key}/pay': Line<PaymentOutcome, { method: string; token: string; amount: number; idempotency_key: string }>
}

export type Route = keyof Routes
export type Reply<R extends Route> = Routes[R]['reply']
export type Body<R extends Route> = Routes[R]['body']
export type RowsRoute = { [R in Route]: Reply<R> extends readonly unknown[] ? R : never }[Route]
export type Row<R extends RowsRoute> = Reply<R> extends readonly (infer One)[] ? One : never
/** True when the call needs neither an id nor a body. */
export type WithoutInput<R extends Route> = R extends `${string}{${string}` ? false : Body<R> extends undefined ? true : false
