import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useWrite } from '../../../query.ts'
import type { ChasingCadence, ChasingStep } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useGo } from '../../../ui/links.tsx'
import { useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'

export interface StepValues {
  readonly key: string
  readonly id: number | null
  readonly name: string
  readonly action: ChasingStep['action']
  readonly measure: string
  readonly days: string
  readonly email_template_id: string | null
  readonly sms_template_id: string | null
  readonly assigned_user_id: string | null
  readonly role: string
}

export type CadenceForm = ReturnType<typeof useCadenceForm>['form']

export function newStep(last?: StepValues): StepValues {
  return {
    key: crypto.randomUUID(),
    id: null,
    name: last ? '' : 'First reminder',
    action: 'email',
    measure: last?.measure ?? 'past_due_age',
    days: last ? String(Number(last.days || 0) + 7) : '1',
    email_template_id: null,
    sms_template_id: null,
    assigned_user_id: null,
    role: '',
  }
}

function valuesOf(step: ChasingStep): StepValues {
  const [measure = 'past_due_age', days = '0'] = step.schedule.split(':')
  const textOf = (id: unknown) => (id === null ? null : String(id))
  return {
    key: String(step.id),
    id: step.id,
    name: step.name,
    action: step.action,
    measure,
    days,
    email_template_id: step.email_template_id,
    sms_template_id: textOf(step.sms_template_id),
    assigned_user_id: textOf(step.assigned_user_id),
    role: step.role ?? '',
  }
}

/** What the API takes of a step: only what its kind of action uses. */
function bodyOf({ id, action, measure, days, role, ...step }: StepValues) {
  const isTask = action === 'phone' || action === 'escalate'
  return {
    ...(id === null ? {} : { id }),
    name: step.name.trim(),
    action,
    schedule: `${measure}:${Number(days)}`,
    email_template_id: action === 'email' ? step.email_template_id : null,
    sms_template_id: action === 'sms' && step.sms_template_id ? Number(step.sms_template_id) : null,
    assigned_user_id: isTask && step.assigned_user_id ? Number(step.assigned_user_id) : null,
    role: action === 'email' || action === 'sms' ? role.trim() || null : null,
  }
}

export function useCadenceForm(cadence: ChasingCadence | undefined) {
  const go = useGo()
  const write = useWrite(
    (body: Body<'POST /customer_chasing_cadences'>) =>
      cadence
        ? call('PATCH /customer_chasing_cadences/{id}', { id: cadence.id, body })
        : call('POST /customer_chasing_cadences', { body }),
    { quiet: true },
  )
  return useRecordForm({
    initial: {
      name: cadence?.name ?? '',
      time_of_day: String(cadence?.time_of_day ?? 9),
      frequency: cadence?.frequency ?? 'daily',
      run_date: String(cadence?.run_days ?? cadence?.run_date ?? 1),
      min_balance: cadence?.min_balance ? String(cadence.min_balance) : '',
      assignment_mode: cadence?.assignment_mode ?? 'none',
      assignment_conditions: cadence?.assignment_conditions ?? '',
      paused: cadence?.paused ?? false,
      steps: cadence?.steps?.map(valuesOf) ?? [newStep()],
    },
    check: (values) => ({
      name: values.name.trim() ? null : 'Enter a name.',
      min_balance: !values.min_balance || /^\d+(\.\d+)?$/.test(values.min_balance) ? null : 'Enter an amount.',
      ...Object.fromEntries(
        values.steps.flatMap((step, index) => [
          [`steps.${index}.name`, step.name.trim() ? null : 'Say what this step is called.'],
          [`steps.${index}.days`, /^\d{1,4}$/.test(step.days) ? null : 'Enter a number of days.'],
        ]),
      ),
    }),
    save: async ({ steps, run_date, min_balance, frequency, ...values }) => {
      const isList = run_date.includes(',')
      const saved = await write.mutateAsync({
        ...values,
        name: values.name.trim(),
        time_of_day: Number(values.time_of_day),
        frequency,
        ...(frequency === 'daily' ? {} : isList ? { run_days: run_date } : { run_date: Number(run_date), run_days: null }),
        min_balance: min_balance || null,
        steps: steps.map(bodyOf),
      })
      toast(`${saved.name} saved.`)
      go(paths.cadences())
    },
    fieldOf: (param) =>
      param
        .replace(/\[(\w+)\]/g, '.$1')
        .replace(/\.schedule$/, '.days')
        .replace('run_days', 'run_date'),
  })
}
