/**
 * Owns: what is kept of a subscription. Dates are civil dates of the company; the published form is made by present.ts.
 */
import type { Metadata } from '../../../contract/wire.ts'
import type { Currency } from '../../../core/currency.ts'
import type { CalendarDate } from '../../../core/date.ts'
import type { Decimal } from '../../../core/decimal.ts'
import type { Money } from '../../../core/money.ts'
import type { Interval } from '../../../core/period.ts'
import type { ShipTo } from '../../receivables/documents/contract.ts'

/** Another plan that is billed with the main one. */
export interface Addon {
  readonly id: number
  readonly plan: string
  readonly quantity: Decimal
  readonly amount: Decimal | null
  readonly description: string | null
  readonly created_at: Date
  readonly updated_at: Date
}

/** A coupon as it was when it was given, and for how many periods it has reduced the bill. */
export interface GivenCoupon {
  readonly coupon: Readonly<Record<string, unknown>>
  readonly used: number
}

export type RenewalMode = 'auto' | 'manual' | 'renew_once' | 'none'

export interface Agreement {
  readonly id: number
  readonly customer: number
  readonly plan: string
  readonly currency: Currency
  readonly amount: Decimal | null
  readonly quantity: Decimal
  readonly description: string | null
  readonly start_date: CalendarDate
  readonly bill_in: 'advance' | 'arrears'
  readonly bill_in_advance_days: number
  readonly snap_to_nth_day: number | null
  readonly interval: Interval
  readonly interval_count: number
  /** The day on which the period numbered `anchor_index` begins. */
  readonly anchor_date: CalendarDate
  readonly anchor_index: number
  /** The period that is billed next. */
  readonly next_period: number
  /** That period is charged from here on, where this lies in it. */
  readonly service_from: CalendarDate
  /** No bill is dated earlier. */
  readonly bill_from: CalendarDate
  /** What was billed last, null before the first bill: from `period_from` of the period that begins on `period_whole_from`. */
  readonly period_whole_from: CalendarDate | null
  readonly period_from: CalendarDate | null
  readonly period_until: CalendarDate | null
  /** The price holds from this day on, where it was changed in the middle of a period. */
  readonly price_since: CalendarDate | null
  readonly cycles: number | null
  /** The term of the contract: its first period, the day it began, the first period after it. */
  readonly contract_first: number | null
  readonly contract_start: CalendarDate | null
  readonly contract_end: number | null
  readonly contract_renewal_mode: RenewalMode
  readonly contract_renewal_cycles: number | null
  readonly paused: boolean
  readonly pending_renewal: boolean
  readonly finished: boolean
  readonly canceled: boolean
  readonly canceled_at: Date | null
  readonly canceled_reason: string | null
  readonly cancel_at_period_end: boolean
  /** The first period that no longer runs. */
  readonly cancel_period: number | null
  readonly next_date: CalendarDate | null
  readonly retry_date: CalendarDate | null
  readonly problem: string | null
  readonly renewed_last: Date | null
  readonly discounts: readonly GivenCoupon[]
  readonly taxes: readonly string[]
  readonly ship_to: ShipTo | null
  readonly approval: Readonly<Record<string, unknown>> | null
  readonly recurring_total: Money
  readonly mrr: Money
  readonly metadata: Metadata
  readonly created_at: Date
  readonly updated_at: Date
  readonly addons: readonly Addon[]
}
