import { z } from 'zod'
import { type Currency, isCurrency } from '../core/currency.ts'
import { type Day, midnight } from '../core/date.ts'
import { type Decimal, decimal, decimalText, isDecimal, trimmed } from '../core/decimal.ts'
import { type MetadataStructure, type MetadataValue, metadataText } from '../core/metadata.ts'
import { inMajorUnits, type Money } from '../core/money.ts'
import { isCountry, isLanguage } from '../core/places.ts'

/**
 * How values are spelt on the wire. What arrives is a decimal and an instant; what we
 * state is money and a day. Nothing outside this file knows that the wire says 10.99 and UNIX seconds.
 *
 * Requests come form-encoded or as JSON, so everything that arrives may be text. Names ending in `In` are for
 * bodies and queries (decoded only); the others are for replies (encoded only).
 */

/** Text without NUL, lone surrogates or unbounded length; numbers are taken as their text. */
export function TextIn(max: number, min = 0) {
  return z
    .union([z.string(), z.number()])
    .transform(String)
    .refine(isStorable, 'must not contain NUL characters or broken surrogate pairs')
    .refine((text) => text.length <= max, `must be at most ${max} characters long`)
    .refine((text) => text.trim().length >= min, min === 1 ? 'must not be blank' : `must be at least ${min} characters long`)
    .meta({ type: 'string', minLength: min, maxLength: max })
}

/** One line of text: line breaks and control characters are refused. */
export function LineIn(max: number, min = 0) {
  return TextIn(max, min).refine(
    (text) => !/[\p{Cc}\u2028\u2029]/u.test(text),
    'must be a single line without control characters',
  )
}

export const EmailIn = LineIn(254, 1).refine(
  (text) => /^[^\s@,;<>"()[\]\\]+@[^\s@,;<>"()[\]\\]+\.[^\s@,;<>"()[\]\\.]+$/.test(text),
  'must be an e-mail address such as billing@example.com',
)

/** Yes or no; in text also as Python spells it. */
export const FlagIn = z
  .union([z.boolean(), z.literal([0, 1]), z.enum(['0', '1', 'true', 'false', 'True', 'False', ''])])
  .transform((value) => /^(1|true)$/i.test(String(value)))
  .meta({ type: 'boolean' })

export function WholeIn(min: number, max: number) {
  return z
    .union([
      z.number(),
      z
        .string()
        .regex(/^-?\d{1,16}$/, 'must be a whole number')
        .transform(Number),
    ])
    .refine((value) => Number.isSafeInteger(value), 'must be a whole number')
    .refine((value) => value >= min && value <= max, `must be between ${min} and ${max}`)
    .meta({ type: 'integer', minimum: min, maximum: max })
}

/** The id of a record. */
export const IdIn = WholeIn(1, Number.MAX_SAFE_INTEGER)

/**
 * An exact decimal, written as a number or as text, up to 13 digits before the point and 10 after it. Further ones are rounded away: clients
 * that compute in binary fractions send 0.30000000000000004 for three tenths.
 */
export const DecimalIn = z
  .union([z.number(), z.string()])
  .transform((value) => tenDecimals(typeof value === 'number' ? plain(value) : value.trim()))
  .refine(
    (text) => isDecimal(text) && /^-?\d{1,13}(\.\d{1,10})?$/.test(text),
    'must be a plain number such as 10.99, below ten trillion',
  )
  .transform((text): Decimal => decimal(text))
  .meta({ type: 'number' })

/** UNIX seconds between 3 January of the year 1 and 29 December 9999: a day inside the calendar in every zone. */
export const InstantIn = WholeIn(-62_135_424_000, 253_402_041_599)
  .transform((seconds) => new Date(seconds * 1000))
  .meta({ type: 'integer', description: 'UNIX seconds' })

export const CurrencyIn = z
  .string()
  .transform((text) => text.toLowerCase())
  .refine(isCurrency, 'must be an ISO 4217 currency code such as usd')
  .transform((text) => text as Currency)
  .meta({ type: 'string', description: 'ISO 4217, any case' })

export const CountryIn = z
  .string()
  .transform((text) => text.toUpperCase())
  .refine(isCountry, 'must be an ISO 3166-1 alpha-2 country code such as US')
  .meta({ type: 'string', minLength: 2, maxLength: 2 })

export const LanguageIn = z
  .string()
  .transform((text) => text.toLowerCase())
  .refine(isLanguage, 'must be an ISO 639-1 language code such as en')
  .meta({ type: 'string', minLength: 2, maxLength: 2 })

/** An empty string means null, as forms cannot say null. */
export function orNull<S extends z.ZodType>(schema: S) {
  return z.union([z.literal('').transform(() => null), z.null(), schema]) as z.ZodType<z.output<S> | null, z.input<S> | '' | null>
}

const METADATA_KEY = /^[\w-]{1,40}$/
// No schema of lists and objects: in forms numbered keys below it are lists, and nothing in it is an unknown field.
const StructureIn = z.custom<MetadataStructure>((value) => typeof value === 'object' && value !== null)
const MetadataValueIn: z.ZodType<MetadataValue, MetadataValue> = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  StructureIn,
])

/**
 * Up to 10 keys of 40 letters, digits, `_` or `-`; values of up to 255 characters, lists and objects measured as their JSON
 * text. Replaces the whole set.
 */
export const MetadataIn = z
  .union([
    z
      .array(z.never())
      .max(0)
      .transform(() => ({})),
    z.literal('').transform(() => ({})),
    z.null().transform(() => ({})),
    z.record(z.string(), MetadataValueIn),
  ])
  .transform((set) => set as Record<string, MetadataValue>)
  .refine((set) => Object.keys(set).length <= 10, 'may have at most 10 keys')
  .refine(
    (set) => Object.keys(set).every((key) => METADATA_KEY.test(key) && key !== '__proto__'),
    'keys must be 1 to 40 letters, digits, _ or -',
  )
  .refine(
    (set) => Object.values(set).every((value) => metadataText(value).length <= 255),
    'values must be at most 255 characters long, lists and objects as JSON',
  )
  .refine(
    (set) => Object.values(set).every(isStorableValue),
    'values must not contain NUL characters, broken surrogate pairs, infinite numbers or keys named __proto__',
  )
  .meta({ type: 'object', additionalProperties: true })
export type { Metadata } from '../core/metadata.ts'

/** An amount we state, in major units of its currency. */
export const Amount = z.codec(z.number().describe('Major units of the currency'), z.custom<Money>(), {
  decode: () => {
    throw new Error('amounts are stated by the server, never received')
  },
  encode: (money) => Number(decimalText(inMajorUnits(money))),
})

/** A quantity, price or rate we state. */
export const DecimalNumber = z.codec(z.number(), z.custom<Decimal>(), {
  decode: (number) => decimal(plain(number)),
  encode: (value) => Number(decimalText(value)),
})

export const Instant = z.codec(z.int().describe('UNIX seconds'), z.custom<Date>(), {
  decode: (seconds) => new Date(seconds * 1000),
  encode: (instant) => Math.floor(instant.getTime() / 1000),
})

export const DayStart = z.codec(z.int().describe("UNIX seconds of the company's midnight"), z.custom<Day>(), {
  decode: () => {
    throw new Error('days are stated by the server; instants are received')
  },
  encode: (day) => midnight(day).getTime() / 1000,
})

export const MetadataOut = z.record(
  z.string(),
  z.custom<MetadataValue>().meta({ type: ['string', 'number', 'boolean', 'null', 'array', 'object'] }),
)

/** The id of another record; that record where the caller asked to expand it, which happens after encoding. */
export const Related = z.int().meta({ type: ['integer', 'object'] })
/** The same for records whose ids are codes. */
export const RelatedCode = z.string().meta({ type: ['string', 'object'] })

/** The answer of operations that answer 204. */
export const Nothing = z.null()

/** True for text that PostgreSQL stores exactly: no NUL and no broken surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed()
}

/** The same for a value of metadata, be it a structure. It has been measured, so it ends soon. */
export function isStorableValue(value: MetadataValue): boolean {
  if (typeof value === 'string') return isStorable(value)
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, part]) => key !== '__proto__' && isStorable(key) && isStorableValue(part))
}

/** A JSON number as plain digits: 1e-7 is 0.0000001. What is no finite plain number stays as it is and is refused. */
function plain(value: number): string {
  const text = String(value)
  if (!text.includes('e')) return text
  const fixed = Math.abs(value) < 1 ? value.toFixed(20).replace(/0+$/, '') : text
  return fixed
}

/** At most ten decimals, the last one rounded half away from zero; any other text stays as it is. */
function tenDecimals(text: string): string {
  const match = /^(-?)(\d{1,13})\.(\d{10})(\d)\d{0,100}$/.exec(text)
  if (!match) return text
  const [, sign, whole, fraction, next] = match
  const digits = BigInt(`${whole}${fraction}`) + (Number(next) >= 5 ? 1n : 0n)
  return `${sign}${decimalText(trimmed({ digits, scale: 10 }))}`
}
