import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { FlagIn, IdIn, Instant, LineIn, Nothing, orNull, Related, RelatedCode, TextIn, WholeIn } from '../../../contract/wire.ts'
import { CodeIn, TaxRate, TaxRateCodesIn } from '../../catalog/tax-rates/contract.ts'

const codeOrObject = z.union([CodeIn, z.object({ id: CodeIn }).transform(({ id }) => id)])
const UrlIn = LineIn(2000, 1).refine((text) => /^https?:\/\/[^\s]+$/i.test(text), 'must be an address that begins with https://')

const PageFields = {
  name: LineIn(255, 1),
  type: z.enum(['recurring', 'autopay']),
  plans: z.array(codeOrObject).max(20),
  setup_fee: orNull(codeOrObject),
  taxes: TaxRateCodesIn,
  has_quantity: FlagIn,
  has_coupon_code: FlagIn,
  trial_period_days: WholeIn(0, 365),
  snap_to_nth_day: orNull(WholeIn(1, 365)),
  header_text: orNull(TextIn(5000)),
  billing_address: FlagIn,
  shipping_address: FlagIn,
  /** Ids of custom fields of customers. */
  custom_fields: z.array(LineIn(40, 1)).max(20),
  tos_url: orNull(UrlIn),
  thanks_url: orNull(UrlIn),
  allow_multiple_subscriptions: FlagIn,
}

export const SignUpPageChanges = z.object(PageFields).partial()
export type SignUpPageChanges = z.output<typeof SignUpPageChanges>

export const SignUpPageDraft = z.object({ ...SignUpPageChanges.shape, name: PageFields.name })
export type SignUpPageDraft = z.output<typeof SignUpPageDraft>

export const SignUpPage = z.object({
  id: z.int(),
  name: z.string(),
  type: z.enum(['recurring', 'autopay']).describe('recurring begins a subscription; autopay saves a way to pay, nothing more'),
  plans: z.array(z.string()),
  setup_fee: z.string().nullable().describe('An item that is charged once, with the first bill'),
  taxes: z.array(TaxRate),
  has_quantity: z.boolean(),
  has_coupon_code: z.boolean(),
  trial_period_days: z.int(),
  snap_to_nth_day: z.int().nullable(),
  header_text: z.string().nullable(),
  billing_address: z.boolean(),
  shipping_address: z.boolean(),
  custom_fields: z.array(z.string()),
  tos_url: z.string().nullable(),
  thanks_url: z.string().nullable(),
  allow_multiple_subscriptions: z.boolean(),
  url: z.string(),
  created_at: Instant,
  updated_at: Instant,
})
export type SignUpPage = z.output<typeof SignUpPage>

const AddonFields = {
  type: z.enum(['boolean', 'quantity']),
  required: FlagIn,
  recurring: FlagIn,
  plan: orNull(codeOrObject),
  catalog_item: orNull(codeOrObject),
  order: WholeIn(0, 1000),
}

export const SignUpPageAddonChanges = z.object(AddonFields).partial()
export type SignUpPageAddonChanges = z.output<typeof SignUpPageAddonChanges>

export const SignUpPageAddonDraft = z.object({
  ...SignUpPageAddonChanges.shape,
  sign_up_page_id: IdIn,
  type: AddonFields.type,
  recurring: AddonFields.recurring,
})
export type SignUpPageAddonDraft = z.output<typeof SignUpPageAddonDraft>

export const SignUpPageAddon = z.object({
  id: z.int(),
  sign_up_page_id: Related,
  type: z.enum(['boolean', 'quantity']),
  required: z.boolean(),
  recurring: z.boolean().describe('A plan that is billed with the main one; otherwise an item that is charged once'),
  plan: RelatedCode.nullable(),
  catalog_item: RelatedCode.nullable(),
  order: z.int(),
  created_at: Instant,
  updated_at: Instant,
})
export type SignUpPageAddon = z.output<typeof SignUpPageAddon>

const read = { scope: 'sign_up_pages:read' } as const
const write = { scope: 'sign_up_pages:write', permission: 'settings.edit' } as const
const expand = { sign_up_page_id: 'sign_up_page', plan: 'plan', catalog_item: 'item' } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/sign_up_pages',
    summary: 'List sign-up pages',
    ...read,
    list: { properties: { ...COMMON, name: 'text', type: 'text' } },
    reply: z.array(SignUpPage),
  }),
  create: operation({
    method: 'POST',
    path: '/sign_up_pages',
    summary: 'Create a sign-up page',
    ...write,
    body: SignUpPageDraft,
    reply: SignUpPage,
  }),
  get: operation({ method: 'GET', path: '/sign_up_pages/{id}', summary: 'Retrieve a sign-up page', ...read, reply: SignUpPage }),
  update: operation({
    method: 'PATCH',
    path: '/sign_up_pages/{id}',
    summary: 'Update a sign-up page',
    ...write,
    body: SignUpPageChanges,
    reply: SignUpPage,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/sign_up_pages/{id}',
    summary: 'Delete a sign-up page; its address works no more',
    ...write,
    reply: Nothing,
  }),
}

export const addonOperations = {
  list: operation({
    method: 'GET',
    path: '/sign_up_page_addons',
    summary: 'List addons of sign-up pages',
    ...read,
    expand,
    list: { properties: { ...COMMON, sign_up_page_id: 'whole', type: 'text' } },
    reply: z.array(SignUpPageAddon),
  }),
  create: operation({
    method: 'POST',
    path: '/sign_up_page_addons',
    summary: 'Create an addon of a sign-up page',
    ...write,
    expand,
    body: SignUpPageAddonDraft,
    reply: SignUpPageAddon,
  }),
  get: operation({
    method: 'GET',
    path: '/sign_up_page_addons/{id}',
    summary: 'Retrieve an addon of a sign-up page',
    ...read,
    expand,
    reply: SignUpPageAddon,
  }),
  update: operation({
    method: 'PATCH',
    path: '/sign_up_page_addons/{id}',
    summary: 'Update an addon of a sign-up page',
    ...write,
    expand,
    body: SignUpPageAddonChanges,
    reply: SignUpPageAddon,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/sign_up_page_addons/{id}',
    summary: 'Delete an addon of a sign-up page',
    ...write,
    reply: Nothing,
  }),
}

export const events = {} as const
