import type { UseFormReturnType } from '@mantine/form'
import { type ReactNode, useMemo } from 'react'
import type { Customer } from '../../../records.ts'
import { useCompany } from '../../../session.ts'
import { useRecordForm } from '../../../ui/record-form.tsx'
import { usePresetCustomer } from '../../customers/customers/use-preset-customer.ts'
import { checkDraft, type Draft, previewOf } from './draft.ts'

interface Given<D extends Draft> {
  readonly initial: D
  /** A document that is there keeps its customer. */
  readonly isKept: boolean
  /** Messages by field, besides those that hold for any document. */
  readonly check?: (draft: D) => Record<string, ReactNode>
  readonly save: (draft: D, isDraft: boolean) => Promise<unknown>
  /** What a chosen customer brings along besides currency and taxes. */
  readonly bring?: (customer: Customer | null) => Partial<D>
}

/** The state of an editor: what is written so far, what it comes to, and the two ways to save it. */
export function useEditing<D extends Draft>({ initial, isKept, check, save, bring }: Given<D>) {
  const { currency } = useCompany()
  const record = useRecordForm<D>({
    initial,
    check: (draft) => ({ ...checkDraft(draft), ...check?.(draft) }),
    save: (draft) => save(draft, false),
  })
  const { form, submitWith } = record
  const draft = form.values
  const preview = useMemo(() => previewOf(draft), [draft])
  const change = (changes: Partial<Draft>) => form.setValues(changes as Partial<D>)
  const choose = (customer: Customer | null) => {
    form.clearFieldError('customer')
    const taxes = customer?.taxable ? customer.taxes.map((rate) => ({ rate, amount: '0' })) : []
    change({ customer: customer?.id ?? null, currency: customer?.currency ?? currency, taxes, ...bring?.(customer) })
  }
  usePresetCustomer(choose, isKept)
  return { ...record, draft, preview, change, choose, saveDraft: () => submitWith((values) => save(values, true))() }
}

/** What the parts that all editors share need of it. */
export interface Editing extends Pick<ReturnType<typeof useEditing<Draft>>, 'preview' | 'saving' | 'problem' | 'submit'> {
  readonly form: Pick<UseFormReturnType<Draft>, 'errors' | 'clearErrors' | 'getInputProps'> & {
    readonly insertListItem: (path: 'items', line: Draft['items'][number]) => void
    readonly removeListItem: (path: 'items', index: number) => void
    readonly replaceListItem: (path: 'items', index: number, line: Draft['items'][number]) => void
  }
  readonly draft: Draft
  readonly change: (changes: Partial<Draft>) => void
  readonly choose: (customer: Customer | null) => void
  readonly saveDraft: () => void
  readonly isUnsaved: () => boolean
}
