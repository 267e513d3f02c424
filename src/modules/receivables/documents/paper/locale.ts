/** How numbers, money and dates are written on one document. */
import type { CalendarDate } from '../../../../core/date.ts'
import { type Decimal, decimalText, trimmed } from '../../../../core/decimal.ts'
import { formatMoney, inMajorUnits, type Money } from '../../../../core/money.ts'
import { fill, LABELS, type LabelKey, type Labels, type PaperLanguage, paperLanguage, RIGHT_TO_LEFT } from './labels.ts'

/** What it takes to write in one language for one country. */
export interface Writing {
  readonly language: PaperLanguage
  readonly right_to_left: boolean
  label(key: LabelKey, values?: Readonly<Record<string, string>>): string
  /** A kind of thing and its number, which may be missing: `Invoice INV-0001`. */
  numbered(key: LabelKey, number: string | null): string
  /** With the currency's sign: `$1,234.50`. */
  money(amount: Money): string
  /** Without the sign, for columns that name the currency in their head: `1,234.50`. */
  amount(amount: Money): string
  /** A price, with as many digits as it has, but never fewer than amounts of the currency have. */
  price(value: Decimal, digits: number): string
  quantity(value: Decimal): string
  /** `November 18, 2014` */
  date(date: CalendarDate): string
  /** `Nov 18, 2014`, for tables. */
  shortDate(date: CalendarDate): string
  /** `Nov 1 – 30, 2014` */
  range(start: CalendarDate, end: CalendarDate): string
  /** The name of a country, or its code when there is none. */
  country(code: string): string
}

/**
 * Writes in the language of the tag (English if we have no labels for it) as people in `country` do, unless the tag
 * itself names a region. Digits are always 0 to 9 and years always Gregorian: a number on an invoice is copied into
 * other systems, and the due date must be the same day for both sides.
 */
export function writing(tag: string, country: string, titles: Partial<Labels> = {}): Writing {
  const language = paperLanguage(tag)
  const locale = localeOf(tag, language, country)
  const labels: Labels = { ...LABELS[language], ...titles }
  const long = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  const medium = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const countries = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' })
  return {
    language,
    right_to_left: RIGHT_TO_LEFT.has(language),
    label: (key, values = {}) =>
      fill(labels[key], Object.fromEntries(Object.entries(values).map(([name, value]) => [name, embed(value, language)]))),
    numbered: (key, number) => (number ? `${labels[key]} ${embed(number, language)}` : labels[key]),
    money: (amount) => formatMoney(amount, locale),
    amount: (amount) => number(inMajorUnits(amount), inMajorUnits(amount).scale, locale),
    price: (value, digits) => number(value, digits, locale),
    quantity: (value) => number(value, 0, locale),
    date: (date) => long.format(instantOf(date)),
    shortDate: (date) => medium.format(instantOf(date)),
    range: (start, end) => medium.formatRange(instantOf(start), instantOf(end)),
    country: (code) => (/^[a-z]{2}$/i.test(code) ? (countries.of(code.toUpperCase()) ?? code) : code),
  }
}

const LEFT_TO_RIGHT_MARK = '\u200e'
const RIGHT_TO_LEFT_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/**
 * Keeps a number together inside of a sentence that runs from right to left. Without the marks a tax number 98-7654321
 * after Arabic letters is displayed as 7654321-98 (Unicode Standard Annex 9, rules W2 and N1).
 */
function embed(value: string, language: PaperLanguage): string {
  if (!RIGHT_TO_LEFT.has(language) || RIGHT_TO_LEFT_LETTER.test(value)) return value
  return `${LEFT_TO_RIGHT_MARK}${value}${LEFT_TO_RIGHT_MARK}`
}

const REGION = /^[a-z]{2}[-_]([a-z]{2})\b/i

function localeOf(tag: string, language: PaperLanguage, country: string): string {
  const isSpoken = language === tag.slice(0, 2).toLowerCase()
  const region = (isSpoken ? REGION.exec(tag)?.[1] : undefined) ?? country
  const place = /^[a-z]{2}$/i.test(region) ? `-${region.toUpperCase()}` : ''
  return `${language}${place}-u-ca-gregory-nu-latn`
}

function number(value: Decimal, digitsMin: number, locale: string): string {
  const exact = trimmed(value)
  const digits = Math.max(digitsMin, exact.scale)
  const format = numberFormat(locale, digitsMin, digits)
  // Intl takes the digits as text, so that large amounts are not bent by floating point.
  return format.format(decimalText(exact) as `${number}`)
}

const FORMATS_MAX = 500
const formats = new Map<string, Intl.NumberFormat>()

function numberFormat(locale: string, minimumFractionDigits: number, maximumFractionDigits: number): Intl.NumberFormat {
  const key = `${locale} ${minimumFractionDigits} ${maximumFractionDigits}`
  const known = formats.get(key)
  if (known) return known
  if (formats.size >= FORMATS_MAX) formats.clear()
  const made = new Intl.NumberFormat(locale, { minimumFractionDigits, maximumFractionDigits })
  formats.set(key, made)
  return made
}

/** Midnight in UTC, in which the formats above print it. */
function instantOf(date: CalendarDate): number {
  return Date.parse(date)
}
