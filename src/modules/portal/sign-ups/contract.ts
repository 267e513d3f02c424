import { z } from 'zod'
import { withoutCardNumbers } from '../../../contract/card-numbers.ts'
import { operation } from '../../../contract/operation.ts'
import {
  Amount,
  CountryIn,
  DayStart,
  DecimalIn,
  DecimalNumber,
  EmailIn,
  FlagIn,
  IdIn,
  LineIn,
  MetadataIn,
  orNull,
  TextIn,
} from '../../../contract/wire.ts'
import { CodeIn } from '../../catalog/tax-rates/contract.ts'
import { PortalCompany, Preview } from '../companies/contract.ts'
import { PortalMethod } from '../invoices/contract.ts'

const PortalPlan = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  currency: z.string(),
  amount: DecimalNumber.nullable(),
  pricing_mode: z.enum(['per_unit', 'volume', 'tiered', 'custom']),
  quantity_type: z.enum(['constant', 'usage']),
  interval: z.enum(['day', 'week', 'month', 'year']),
  interval_count: z.int(),
})

const PortalAddon = z.object({
  id: z.int(),
  type: z.enum(['boolean', 'quantity']),
  required: z.boolean(),
  recurring: z.boolean(),
  name: z.string(),
  description: z.string().nullable(),
  unit_cost: DecimalNumber.nullable(),
})

export const PortalSignUp = z.object({
  company: PortalCompany,
  saving_mandate: z.string().describe('What saving a card or account agrees to, which is then charged by itself'),
  page: z.object({
    name: z.string(),
    type: z.enum(['recurring', 'autopay']),
    header_text: z.string().nullable(),
    has_quantity: z.boolean(),
    has_coupon_code: z.boolean(),
    trial_period_days: z.int(),
    billing_address: z.boolean(),
    shipping_address: z.boolean(),
    tos_url: z.string().nullable(),
  }),
  plans: z.array(PortalPlan),
  addons: z.array(PortalAddon),
  setup_fee: z.object({ name: z.string(), unit_cost: DecimalNumber }).nullable(),
  fields: z.array(z.object({ id: z.string(), name: z.string(), type: z.string(), choices: z.array(z.string()) })),
  preview: Preview,
  /** Who signs up, where the link was made for one customer. */
  customer: z.object({ name: z.string(), email: z.string().nullable() }).nullable(),
  /** Ways to pay that can be saved here. */
  payment_methods: z.array(PortalMethod),
})
export type PortalSignUp = z.output<typeof PortalSignUp>

const KeyIn = LineIn(64, 6)
const chosen = {
  plan: CodeIn.optional(),
  quantity: DecimalIn.optional(),
  addons: z
    .array(z.object({ id: IdIn, quantity: DecimalIn.optional() }))
    .max(100)
    .optional(),
  coupon: orNull(CodeIn).optional(),
}
export const Choice = z.object({ customer: orNull(LineIn(24)).optional(), ...chosen })
export type Choice = z.output<typeof Choice>

export const Quote = z.object({
  currency: z.string(),
  lines: z.array(z.object({ name: z.string(), description: z.string().nullable(), quantity: DecimalNumber, amount: Amount })),
  discount: Amount,
  tax: Amount,
  first_total: Amount,
  recurring_total: Amount,
  first_bill: DayStart,
})
export type Quote = z.output<typeof Quote>

const address = {
  address1: orNull(LineIn(255)).optional(),
  address2: orNull(LineIn(255)).optional(),
  city: orNull(LineIn(255)).optional(),
  state: orNull(LineIn(255)).optional(),
  postal_code: orNull(LineIn(32)).optional(),
  country: orNull(CountryIn).optional(),
}

export const SignUpDraft = withoutCardNumbers({
  form_key: KeyIn.describe('Made when the form was opened; the same form is one customer and one subscription'),
  idempotency_key: KeyIn.describe('The same key again is the same try'),
  /** The key of the customer for whom the link was made. */
  customer: orNull(LineIn(24)).optional(),
  name: LineIn(255).optional(),
  email: orNull(EmailIn).optional(),
  phone: orNull(LineIn(64)).optional(),
  ...address,
  ship_to: orNull(z.object({ name: orNull(LineIn(255)).optional(), ...address })).optional(),
  fields: MetadataIn.optional(),
  ...chosen,
  method: orNull(LineIn(64, 1)).optional(),
  token: orNull(LineIn(255, 1)).optional(),
  mandate: TextIn(2000, 1).optional().describe('With a token: the words that were agreed to, as they were read here'),
  agreed: FlagIn.optional(),
})
export type SignUpDraft = z.output<typeof SignUpDraft>

export const SignUpOutcome = z.object({
  status: z.enum(['completed', 'declined', 'redirect']),
  message: z.string(),
  url: z
    .string()
    .nullable()
    .describe(
      'With `redirect`: the gateway’s page, on which what is paid with is saved; the sign-up is completed on the way back',
    ),
  subscription_url: z.string().nullable(),
  /** Where the first invoice is paid, where nothing was charged. */
  payment_url: z.string().nullable(),
  thanks_url: z.string().nullable(),
})
export type SignUpOutcome = z.output<typeof SignUpOutcome>

const path = '/portal/{username}/sign_up/{key}'
export const operations = {
  get: operation({
    method: 'GET',
    path,
    summary: 'A sign-up page, for whoever has its link',
    access: 'public',
    scope: 'portal:read',
    query: z.object({ customer: LineIn(24).optional() }),
    reply: PortalSignUp,
  }),
  quote: operation({
    method: 'POST',
    path: `${path}/quote`,
    summary: 'What a choice on a sign-up page costs',
    access: 'public',
    scope: 'portal:read',
    success: 200,
    safe: true,
    body: Choice,
    reply: Quote,
  }),
  submit: operation({
    method: 'POST',
    path,
    summary: 'Sign up',
    access: 'public',
    scope: 'portal:write',
    success: 200,
    body: SignUpDraft,
    reply: SignUpOutcome,
  }),
}

export const events = {} as const
