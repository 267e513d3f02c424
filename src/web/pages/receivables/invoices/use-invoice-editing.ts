import { useEffect, useMemo, useRef } from 'react'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useOnce, useRead, useWrite } from '../../../query.ts'
import type { Customer, Invoice } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useCompany } from '../../../session.ts'
import { useToday } from '../../../ui/dates.tsx'
import { useGo } from '../../../ui/links.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { decimalTyped } from '../../../ui/numbers.ts'
import { useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'
import { bodyOf, type Draft, draftOf, newDraft, previewOf, writtenLines } from './draft.ts'

export type InvoiceEditing = ReturnType<typeof useInvoiceEditing>

/** The state of the editor: what is written so far, what it comes to, and the two ways to save it. */
export function useInvoiceEditing(invoice: Invoice | undefined) {
  const { currency, time_zone } = useCompany()
  const today = useToday()
  const save = useSaving(invoice)
  const record = useRecordForm<Draft>({
    initial: invoice ? draftOf(invoice, time_zone) : newDraft(today, currency),
    check: checkDraft,
    save: (draft) => save(draft, false),
  })
  const { form, submitWith } = record
  const draft = form.values
  const preview = useMemo(() => previewOf(draft), [draft])
  const change = (changes: Partial<Draft>) => form.setValues(changes)
  const choose = (customer: Customer | null) => {
    form.clearFieldError('customer')
    const taxes = customer?.taxable ? customer.taxes.map((rate) => ({ rate, amount: '0' })) : []
    change({
      customer: customer?.id ?? null,
      currency: customer?.currency ?? currency,
      payment_terms: customer?.payment_terms ?? '',
      taxes,
    })
  }
  usePreset(choose, invoice !== undefined)
  return { ...record, draft, preview, change, choose, saveDraft: () => submitWith((values) => save(values, true))() }
}

type Written = Omit<Body<'POST /invoices'>, 'send' | 'tax_rounding'>

/** A new invoice is written once, however often the button is pressed or the network fails. */
function useSaving(invoice: Invoice | undefined) {
  const go = useGo()
  const { time_zone } = useCompany()
  const create = useOnce((body: Written, idempotencyKey) => call('POST /invoices', { body, idempotencyKey }))
  const write = useWrite(
    ({ customer, ...changes }: Written) =>
      invoice ? call('PATCH /invoices/{id}', { id: invoice.id, body: changes }) : create({ customer, ...changes }),
    { quiet: true },
  )
  return async (draft: Draft, isDraft: boolean) => {
    const isIssued = invoice !== undefined && !invoice.draft
    const saved = await write.mutateAsync({
      customer: draft.customer ?? 0,
      ...bodyOf(draft, time_zone),
      ...(isIssued ? {} : { draft: isDraft }),
    })
    toast(isIssued ? 'Invoice saved.' : isDraft ? 'Draft saved.' : `Invoice ${saved.number ?? ''} issued.`)
    go(isIssued || isDraft ? paths.invoice(saved.id) : paths.issuedInvoice(saved.id))
  }
}

function checkDraft(draft: Draft) {
  const written = writtenLines(draft)
  const lines = draft.items.flatMap((line, index) => {
    if (!written.includes(line)) return []
    return [
      [`items.${index}.name`, line.name.trim() ? null : 'Enter a name.'],
      [`items.${index}.quantity`, decimalTyped(line.quantity, '.') === null ? 'Not a number.' : null],
      [`items.${index}.unit_cost`, line.unit_cost && decimalTyped(line.unit_cost, '.') === null ? 'Not a number.' : null],
    ]
  })
  return {
    customer: draft.customer === null ? 'Choose a customer.' : null,
    date: draft.date ? null : 'Enter a date.',
    items: written.length === 0 ? 'Add at least one line.' : null,
    ...Object.fromEntries(lines),
  }
}

/** `?customer=7`: the page was opened from that customer. */
function usePreset(choose: (customer: Customer) => void, isEdit: boolean) {
  const id = Number(useListSearch().get('customer'))
  const { data } = useRead('GET /customers/{id}', { id }, { enabled: id > 0 && !isEdit })
  const done = useRef(false)
  useEffect(() => {
    if (!data || done.current) return
    done.current = true
    choose(data)
  })
}
