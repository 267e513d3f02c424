import type { Estimate } from '../../../records.ts'
import { StatusBadge, type Tone } from '../../../ui/StatusBadge.tsx'

const LOOKS: Readonly<Record<Estimate['status'], readonly [string, Tone]>> = {
  draft: ['Draft', 'quiet'],
  not_sent: ['Not sent', 'warm'],
  sent: ['Sent', 'info'],
  viewed: ['Viewed', 'info'],
  approved: ['Approved', 'good'],
  declined: ['Declined', 'bad'],
  expired: ['Expired', 'warm'],
  invoiced: ['Invoiced', 'good'],
  voided: ['Voided', 'quiet'],
}

export function EstimateBadge({ status }: Pick<Estimate, 'status'>) {
  const [label, tone] = LOOKS[status]
  return <StatusBadge tone={tone}>{label}</StatusBadge>
}
