import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import {
  Amount,
  CountryIn,
  CurrencyIn,
  DayStart,
  DecimalIn,
  DecimalNumber,
  FlagIn,
  IdIn,
  Instant,
  InstantIn,
  LineIn,
  MetadataIn,
  MetadataOut,
  orNull,
  Related,
  TextIn,
} from '../../../contract/wire.ts'
import type { Decimal } from '../../../core/decimal.ts'
import { PayingDraft } from '../../customers/customers/contract.ts'
import { LINES_MAX, RATES_MAX } from './limits.ts'

/** What invoices, credit notes and estimates have in common: lines, discounts, taxes and a delivery address. */

const Code = TextIn(64, 1)
/** An id, or an object that has one, as samples and clients send both. */
const CodeOrObject = z.union([Code, z.object({ id: Code }).transform(({ id }) => id)])
/** Two client libraries send a coupon or tax rate back without its id: then the discount or tax that it stands in says which one. */
export const UNNAMED = ''
const NamedOrNot = z.union([Code, z.object({ id: Code.optional() }).transform(({ id }) => id ?? UNNAMED)])

const EntryId = orNull(IdIn)
  .optional()
  .describe(
    'When a document is changed: of the one that is there, which then stays as it is, also where its coupon or rate ended since',
  )

/** `S8L47J`, `{amount: 5}`, `{coupon: "S8L47J"}` or an applied discount as it was read. */
export const DiscountIn = z.union([
  Code.transform((coupon) => ({ coupon, amount: null, expires: null })),
  z
    .object({
      id: EntryId,
      coupon: orNull(NamedOrNot).optional(),
      amount: DecimalIn.optional(),
      expires: orNull(InstantIn).optional(),
    })
    .transform(({ id, coupon, amount, expires }) => ({ id, coupon: coupon ?? null, amount: amount ?? null, expires })),
])
export interface DiscountIn {
  readonly id?: number | null | undefined
  readonly coupon: string | null
  readonly amount: Decimal | null
  readonly expires?: Date | null | undefined
  /** The discount that it is already; no caller of the API can send it. */
  readonly kept?: AppliedDiscount
}

/** `vat`, `{amount: 3.85}`, `{tax_rate: "vat"}` or an applied tax as it was read. */
export const TaxIn = z.union([
  Code.transform((tax_rate) => ({ tax_rate, amount: null })),
  z
    .object({ id: EntryId, tax_rate: orNull(NamedOrNot).optional(), amount: DecimalIn.optional() })
    .transform(({ id, tax_rate, amount }) => ({ id, tax_rate: tax_rate ?? null, amount: amount ?? null })),
])
export interface TaxIn {
  readonly id?: number | null | undefined
  readonly tax_rate: string | null
  readonly amount: Decimal | null
  /** The tax that it is already; no caller of the API can send it. */
  readonly kept?: AppliedTax
}

const listOf = <S extends z.ZodType>(element: S, max: number) =>
  z.union([z.literal('').transform(() => []), z.array(element).max(max)]) as z.ZodType<z.output<S>[], z.input<S>[]>

export const LineItemIn = z.object({
  id: IdIn.optional(),
  /** Both names are published. */
  catalog_item: orNull(CodeOrObject).optional(),
  item: orNull(CodeOrObject).optional(),
  type: orNull(LineIn(64)).optional(),
  name: orNull(TextIn(255)).optional(),
  description: orNull(TextIn(5000)).optional(),
  quantity: DecimalIn.optional(),
  unit_cost: DecimalIn.optional(),
  discountable: FlagIn.optional(),
  discounts: listOf(DiscountIn, RATES_MAX).optional(),
  taxable: FlagIn.optional(),
  taxes: listOf(TaxIn, RATES_MAX).optional(),
  metadata: MetadataIn.optional(),
})
export type LineItemIn = z.output<typeof LineItemIn>

export const ShipToIn = orNull(
  z.object({
    name: orNull(LineIn(255)).optional(),
    attention_to: orNull(LineIn(255)).optional(),
    address1: orNull(LineIn(1000)).optional(),
    address2: orNull(LineIn(255)).optional(),
    city: orNull(LineIn(255)).optional(),
    state: orNull(LineIn(255)).optional(),
    postal_code: orNull(LineIn(32)).optional(),
    country: orNull(CountryIn).optional(),
  }),
)

/** The fields by which a caller says what a document is made of. */
export const contentIn = {
  items: listOf(LineItemIn, LINES_MAX).optional(),
  discounts: listOf(DiscountIn, RATES_MAX).optional(),
  taxes: listOf(TaxIn, RATES_MAX).optional(),
  /** Shortcuts for one typed amount. */
  discount: DecimalIn.optional(),
  tax: DecimalIn.optional(),
  ship_to: ShipToIn.optional(),
  calculate_taxes: FlagIn.optional(),
}

/** What a caller may say of any document and change later. */
export const documentIn = {
  name: orNull(LineIn(255)).optional(),
  number: orNull(LineIn(32))
    .optional()
    .describe(
      'One of its kind, whatever the capitals; the next of the series when left out. Changes until it is voided or closed',
    ),
  date: orNull(InstantIn).optional(),
  purchase_order: orNull(LineIn(32)).optional(),
  currency: orNull(CurrencyIn)
    .optional()
    .describe('Changes, at the same prices, until something is applied to it, under way, planned, or billed with it'),
  notes: orNull(TextIn(20_000)).optional(),
  draft: FlagIn.optional(),
  closed: FlagIn.optional(),
  metadata: MetadataIn.optional(),
  attachments: z.array(IdIn).max(100).optional(),
  ...contentIn,
}

/** What can be said only when a document is made. */
export const newDocumentIn = {
  /** An object instead of an id creates the customer, with the card or account that it pays by. */
  customer: z.union([IdIn, PayingDraft]),
  /** E-mail it at once. */
  send: FlagIn.optional(),
  tax_rounding: z.enum(['per_step', 'per_rate']).optional(),
}

/** What can be said only of a document that is there. */
export const keptDocumentIn = {
  /** Marks it as delivered. */
  sent: FlagIn.optional(),
}

export interface ContentIn {
  /** Finished parts that go with what is given; callers of the API cannot send them. */
  readonly ready?: ReadyContent | undefined
  readonly items?: readonly LineItemIn[] | undefined
  readonly discounts?: readonly DiscountIn[] | undefined
  readonly taxes?: readonly TaxIn[] | undefined
  readonly discount?: z.output<typeof DecimalIn> | undefined
  readonly tax?: z.output<typeof DecimalIn> | undefined
  readonly calculate_taxes?: boolean | undefined
}

/** A record as it was when the document took it over. */
const Snapshot = z.record(z.string(), z.unknown())

export const AppliedDiscount = z.object({
  id: z.int(),
  object: z.literal('discount'),
  amount: Amount,
  coupon: Snapshot.nullable(),
  expires: Instant.nullable(),
  updated_at: Instant,
})
export type AppliedDiscount = z.output<typeof AppliedDiscount>

export const AppliedTax = z.object({
  id: z.int(),
  object: z.literal('tax'),
  amount: Amount,
  tax_rate: Snapshot.nullable(),
  updated_at: Instant,
})
export type AppliedTax = z.output<typeof AppliedTax>

export const LineItem = z.object({
  id: z.int(),
  object: z.literal('line_item'),
  catalog_item: z.string().nullable(),
  type: z.string().nullable(),
  name: z.string(),
  description: z.string().nullable(),
  quantity: DecimalNumber,
  unit_cost: DecimalNumber,
  amount: Amount,
  discountable: z.boolean(),
  discounts: z.array(AppliedDiscount),
  taxable: z.boolean(),
  taxes: z.array(AppliedTax),
  /** Only on lines of a plan. */
  plan: z.string().optional(),
  /** Only on lines of a subscription. */
  subscription: z.int().optional(),
  period_start: Instant.optional(),
  period_end: Instant.optional(),
  prorated: z.boolean().optional(),
  metadata: MetadataOut,
  created_at: Instant,
  updated_at: Instant,
})
export type LineItem = z.output<typeof LineItem>

/** Lines, discounts and taxes with everything that was copied into them: pending lines, the lines of a subscription. */
export interface ReadyContent {
  readonly items?: readonly LineItem[]
  readonly discounts?: readonly AppliedDiscount[]
  readonly taxes?: readonly AppliedTax[]
}

/** A line that belongs to no document yet, with discounts as they were given before. */
export type LoneLineIn = LineItemIn & { readonly ready?: Pick<LineItem, 'discounts'> }

export const ShipTo = z.object({
  name: z.string().nullable(),
  attention_to: z.string().nullable(),
  address1: z.string().nullable(),
  address2: z.string().nullable(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  postal_code: z.string().nullable(),
  country: z.string().nullable(),
  created_at: z.int().describe('UNIX seconds'),
  updated_at: z.int().describe('UNIX seconds'),
})
export type ShipTo = z.output<typeof ShipTo>

/** What every document tells. */
export const documentOut = {
  id: z.int(),
  customer: Related,
  name: z.string(),
  number: z.string().nullable(),
  purchase_order: z.string().nullable(),
  currency: z.string(),
  draft: z.boolean(),
  closed: z.boolean(),
  voided: z.boolean(),
  sent: z.boolean(),
  viewed: z.boolean(),
  date: DayStart,
  items: z.array(LineItem),
  notes: z.string().nullable(),
  subtotal: Amount,
  discounts: z.array(AppliedDiscount),
  taxes: z.array(AppliedTax),
  total: Amount,
  tax_rounding: z.enum(['per_step', 'per_rate']),
  url: z.string().nullable(),
  pdf_url: z.string().nullable(),
  date_issued: Instant.nullable(),
  date_sent: Instant.nullable(),
  date_viewed: Instant.nullable(),
  date_voided: Instant.nullable(),
  metadata: MetadataOut,
  created_at: Instant,
  updated_at: Instant,
}

/** By what every list of documents is filtered and sorted. */
export const DOCUMENT_PROPERTIES = {
  network_document: 'whole',
  ...COMMON,
  customer: 'whole',
  name: 'text',
  number: 'text',
  currency: 'text',
  status: 'text',
  date: 'day',
  purchase_order: 'text',
  subtotal: 'amount',
  total: 'amount',
  closed: 'flag',
  draft: 'flag',
  voided: 'flag',
  sent: 'flag',
  viewed: 'flag',
  date_voided: 'instant',
} as const
