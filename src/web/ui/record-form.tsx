import { Alert, Button, Group, Modal, Text } from '@mantine/core'
import { type FormErrors, useForm } from '@mantine/form'
import { useBlocker } from '@tanstack/react-router'
import { type SyntheticEvent, useRef, useState } from 'react'
import { ApiError } from '../api.ts'
import { problemText } from './toasts.ts'

interface RecordForm<Values> {
  readonly initial: Values
  /** Messages by field path for what need not be sent to be refused. */
  readonly check?: (values: Values) => FormErrors
  readonly save: (values: Values) => Promise<unknown>
  /** Where the API's name of a field differs from the form's. */
  readonly fieldOf?: (param: string) => string
}

/** A form of one record: saves once at a time, puts the API's refusal beside the field it names, otherwise above the form. */
export function useRecordForm<Values extends Record<string, unknown>>({ initial, check, save, fieldOf }: RecordForm<Values>) {
  const form = useForm<Values>({ initialValues: initial, ...(check ? { validate: check } : {}) })
  const [problem, setProblem] = useState<string | null>(null)
  const [saving, setSaving] = useState(false)
  const settled = useRef(false)
  const run = async (values: Values, act: (values: Values) => Promise<unknown>) => {
    if (saving) return
    setProblem(null)
    setSaving(true)
    settled.current = true
    try {
      await act(values)
    } catch (error) {
      settled.current = false
      const path = error instanceof ApiError && error.param ? (fieldOf ?? fieldPath)(error.param) : undefined
      const input = path ? inputAt(path) : null
      if (path && input) {
        form.setErrors({ [path]: problemText(error) })
        input.focus()
      } else setProblem(problemText(error))
    } finally {
      setSaving(false)
    }
  }
  /** Submits with another ending than `save`, after the same checks. */
  const submitWith = (act: (values: Values) => Promise<unknown>) => (event?: SyntheticEvent<HTMLFormElement>) =>
    form.onSubmit(
      (values) => void run(values, act),
      (errors) => inputAt(Object.keys(errors)[0] ?? '')?.focus(),
    )(event)
  return {
    form,
    saving,
    problem,
    setProblem,
    submit: submitWith(save),
    submitWith,
    isUnsaved: () => form.isDirty() && !settled.current,
  }
}

/** `items[1].unit_cost` in the API's words is `items.1.unit_cost` in the form's. */
function fieldPath(param: string): string {
  return param.replace(/\[(\w+)\]/g, '.$1')
}

function inputAt(path: string): HTMLElement | null {
  return path ? document.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`) : null
}

export function FormProblem({ problem }: { readonly problem: string | null }) {
  return problem ? (
    <Alert color="brick" variant="light" role="alert" mb="md">
      {problem}
    </Alert>
  ) : null
}

/** Asks before leaving with changes that are not saved. */
export function LeaveGuard({ isUnsaved }: { readonly isUnsaved: () => boolean }) {
  const { status, proceed, reset } = useBlocker({ shouldBlockFn: isUnsaved, enableBeforeUnload: isUnsaved, withResolver: true })
  return (
    <Modal opened={status === 'blocked'} onClose={() => reset?.()} title="Leave without saving?">
      <Text mb="md">Your changes on this page are not saved yet.</Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => reset?.()} data-autofocus>
          Stay here
        </Button>
        <Button color="brick" onClick={() => proceed?.()}>
          Discard changes
        </Button>
      </Group>
    </Modal>
  )
}
