import type { Subscription } from '../../../records.ts'
import { StatusBadge, type Tone } from '../../../ui/StatusBadge.tsx'

const LOOKS: Readonly<Record<Subscription['status'], readonly [string, Tone]>> = {
  not_started: ['Not started', 'quiet'],
  active: ['Active', 'good'],
  past_due: ['Past due', 'bad'],
  paused: ['Paused', 'warm'],
  pending_renewal: ['Waits for renewal', 'warm'],
  finished: ['Finished', 'quiet'],
  canceled: ['Canceled', 'quiet'],
}

export function SubscriptionBadge({ status }: Pick<Subscription, 'status'>) {
  const [label, tone] = LOOKS[status]
  return <StatusBadge tone={tone}>{label}</StatusBadge>
}
