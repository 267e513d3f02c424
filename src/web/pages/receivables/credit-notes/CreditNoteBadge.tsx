import type { CreditNote } from '../../../records.ts'
import { StatusBadge, type Tone } from '../../../ui/StatusBadge.tsx'

const LOOKS: Readonly<Record<CreditNote['status'], readonly [string, Tone]>> = {
  draft: ['Draft', 'quiet'],
  open: ['Open', 'info'],
  paid: ['Used', 'good'],
  closed: ['Closed', 'quiet'],
  voided: ['Voided', 'quiet'],
}

export function CreditNoteBadge({ status }: Pick<CreditNote, 'status'>) {
  const [label, tone] = LOOKS[status]
  return <StatusBadge tone={tone}>{label}</StatusBadge>
}
