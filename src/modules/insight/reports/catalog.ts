/** The table of contents of reports, in the order in which they are offered. */
import { STANDINGS } from './accounts.ts'
import { AGING } from './aging.ts'
import type { ReportKind } from './kind.ts'
import { RECEIPTS } from './receipts.ts'
import { RECURRING } from './recurring.ts'
import { SALES } from './sales.ts'

/** How they are grouped. */
export const GROUPS: readonly ReportKind['group'][] = ['General', 'Sales', 'Payments', 'Collections', 'Subscriptions']

export const REPORTS: readonly ReportKind[] = [...STANDINGS, ...AGING, ...SALES, ...RECEIPTS, ...RECURRING].toSorted((a, b) =>
  a.group === b.group ? 0 : GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group),
)
