import type { InvoiceStatus } from '../../../records.ts'
import { StatusBadge, type Tone } from '../../../ui/StatusBadge.tsx'

const LOOKS: Readonly<Record<InvoiceStatus, readonly [string, Tone]>> = {
  draft: ['Draft', 'quiet'],
  not_sent: ['Not sent', 'warm'],
  sent: ['Sent', 'info'],
  viewed: ['Viewed', 'info'],
  past_due: ['Past due', 'bad'],
  pending: ['Payment pending', 'warm'],
  paid: ['Paid', 'good'],
  voided: ['Voided', 'quiet'],
  bad_debt: ['Bad debt', 'bad'],
  disputed: ['Disputed', 'bad'],
}

export function InvoiceBadge({ status }: { readonly status: InvoiceStatus }) {
  const [label, tone] = LOOKS[status] ?? [status, 'quiet']
  return <StatusBadge tone={tone}>{label}</StatusBadge>
}
