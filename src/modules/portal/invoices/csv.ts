import { type Cell, csvText } from '../../../core/csv.ts'
import type { CalendarDate } from '../../../core/date.ts'
import { decimalText } from '../../../core/decimal.ts'
import { inMajorUnits, type Money } from '../../../core/money.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'

/** The lines of an invoice as a table for spreadsheets. */
export function invoiceCsv(invoice: Invoice): string {
  const day = (value: { readonly date: CalendarDate } | null) => value?.date ?? ''
  const rows: readonly (readonly Cell[])[] = [
    ['invoice', 'date', 'due_date', 'currency', 'item', 'description', 'quantity', 'unit_cost', 'amount'],
    ...invoice.items.map((item) => [
      { text: invoice.number ?? '' },
      day(invoice.date),
      day(invoice.due_date),
      invoice.currency,
      { text: item.name },
      { text: item.description ?? '' },
      decimalText(item.quantity),
      decimalText(item.unit_cost),
      amount(item.amount),
    ]),
    ...[
      ['Subtotal', invoice.subtotal] as const,
      ['Total', invoice.total] as const,
      ['Paid', invoice.amount_paid] as const,
      ['Credited', invoice.amount_credited] as const,
      ['Balance', invoice.balance] as const,
    ].map(([name, value]): readonly Cell[] => [
      { text: invoice.number ?? '' },
      '',
      '',
      invoice.currency,
      name,
      '',
      '',
      '',
      amount(value),
    ]),
  ]
  return csvText(rows)
}

function amount(value: Money): string {
  return decimalText(inMajorUnits(value))
}
