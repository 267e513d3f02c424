/**
 * Owns: late fee schedules as people write them.
 * Does not own: which fees they earn (fee.ts).
 * Invariants: at most one schedule of a company is the default; one that customers use is not deleted.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { LateFeeSchedule, LateFeeScheduleChanges, LateFeeScheduleDraft } from './contract.ts'
import { refuseBadSchedule } from './fee.ts'

export function draftSchedule(draft: LateFeeScheduleDraft, { id, now }: { id: number; now: Date }): LateFeeSchedule {
  const schedule: LateFeeSchedule = {
    id,
    object: 'late_fee_schedule',
    name: draft.name,
    enabled: draft.enabled ?? true,
    start_date: draft.start_date,
    amount: draft.amount,
    is_percent: draft.is_percent ?? false,
    grace_period: draft.grace_period,
    recurring_days: draft.recurring_days ?? 0,
    default: draft.default ?? false,
    last_run: null,
    created_at: now,
    updated_at: now,
  }
  refuseBadSchedule(schedule)
  return schedule
}

export function changeSchedule(before: LateFeeSchedule, changes: LateFeeScheduleChanges, now: Date): LateFeeSchedule {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  // The cast says what the filter does: only fields of a schedule that were sent are left.
  const changed = { ...before, ...(given as Partial<LateFeeSchedule>), updated_at: now }
  refuseBadSchedule(changed)
  return changed
}

export function refuseUsed(schedule: LateFeeSchedule, customers: number): void {
  if (customers === 0) return
  throw new Refusal(
    'refused',
    'late_fee_schedule_used',
    `${customers} customers use "${schedule.name}". Give them another schedule first, or disable this one.`,
  )
}
