import { Alert } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useOnce, useRead, useWrite } from '../../../query.ts'
import type { CreditNote, Invoice } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useCompany } from '../../../session.ts'
import { useToday } from '../../../ui/dates.tsx'
import { useGo } from '../../../ui/links.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { moneyText } from '../../../ui/Money.tsx'
import { Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { metadataBody } from '../../company/custom-fields/metadata.ts'
import { bodyOf, contentOf, type Draft, draftOf, newDraft } from '../documents/draft.ts'
import { DocumentEditor } from '../documents/Editor.tsx'
import { useEditing } from '../documents/use-editing.ts'
import { customerId } from '../invoices/columns.tsx'

/** A credit note of its own, or, with `?invoice=7`, one that takes back what that invoice says. */
export function NewCreditNote() {
  const id = Number(useListSearch().get('invoice'))
  return id > 0 ? <CreditNoteForInvoice id={id} /> : <CreditNoteEditor />
}

function CreditNoteForInvoice({ id }: { readonly id: number }) {
  return (
    <Shown read={useRead('GET /invoices/{id}', { id })}>
      {(invoice) => <CreditNoteEditor key={invoice.id} invoice={invoice} />}
    </Shown>
  )
}

export function EditCreditNote() {
  const id = Number(useParams({ strict: false }).id)
  return (
    <Shown read={useRead('GET /credit_notes/{id}', { id })}>{(note) => <CreditNoteEditor key={note.id} note={note} />}</Shown>
  )
}

interface CreditNoteEditorProps {
  readonly note?: CreditNote | undefined
  readonly invoice?: Invoice | undefined
}

function CreditNoteEditor({ note, invoice }: CreditNoteEditorProps) {
  const editing = useCreditNoteEditing({ note, invoice })
  return (
    <DocumentEditor
      editing={editing}
      noun="credit note"
      kept={note}
      room={{ label: 'Credit notes', to: paths.creditNotes() }}
      back={note ? paths.creditNote(note.id) : invoice ? paths.invoice(invoice.id) : paths.creditNotes()}
      isCustomerFixed={invoice !== undefined}
      subtitle={
        invoice
          ? `For invoice ${invoice.number ?? ''}. Remove the lines that stay billed.`
          : 'What you give back: it lowers what the customer owes.'
      }
      beside={invoice ? <Effect invoice={invoice} /> : null}
    />
  )
}

/** What issuing does to the invoice. */
function Effect({ invoice: { number, balance, currency } }: { readonly invoice: Invoice }) {
  return (
    <Alert variant="light" mt="md">
      {balance > 0
        ? `Issuing applies it to ${number} at once, of which ${moneyText(balance, currency)} is still owed. What is left over stays open for other invoices.`
        : `Nothing is owed on ${number} any more, so the whole credit stays open: apply it to another invoice, or refund it.`}
    </Alert>
  )
}

function useCreditNoteEditing({ note, invoice }: CreditNoteEditorProps) {
  const { currency, time_zone } = useCompany()
  const today = useToday()
  const fresh = newDraft(today, currency)
  const forInvoice = invoice && { ...fresh, ...contentOf(invoice), customer: customerId(invoice) }
  return useEditing<Draft>({
    initial: note ? draftOf(note, time_zone) : (forInvoice ?? fresh),
    isKept: note !== undefined || invoice !== undefined,
    save: useSaving(note, invoice),
  })
}

type Written = Omit<Body<'POST /credit_notes'>, 'send' | 'tax_rounding'>

/** A new credit note is written once, however often the button is pressed or the network fails. */
function useSaving(note: CreditNote | undefined, invoice: Invoice | undefined) {
  const go = useGo()
  const { time_zone } = useCompany()
  const create = useOnce((body: Written, idempotencyKey) => call('POST /credit_notes', { body, idempotencyKey }))
  const write = useWrite(
    ({ customer, invoice: of, ...changes }: Written) =>
      note
        ? call('PATCH /credit_notes/{id}', { id: note.id, body: changes })
        : create({ customer, ...changes, ...(of && { invoice: of }) }),
    { quiet: true },
  )
  return async (draft: Draft, isDraft: boolean) => {
    const isIssued = note !== undefined && !note.draft
    const saved = await write.mutateAsync({
      customer: draft.customer ?? 0,
      ...bodyOf(draft, time_zone),
      ...metadataBody(note?.metadata, draft.metadata),
      ...(invoice ? { invoice: invoice.id } : {}),
      ...(isIssued ? {} : { draft: isDraft }),
    })
    toast(isIssued ? 'Credit note saved.' : isDraft ? 'Draft saved.' : `Credit note ${saved.number ?? ''} issued.`)
    go(isIssued || isDraft ? paths.creditNote(saved.id) : paths.issuedCreditNote(saved.id))
  }
}
