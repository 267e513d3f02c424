import { useParams } from '@tanstack/react-router'
import { paths } from '../../../paths.ts'
import { useRead } from '../../../query.ts'
import type { Invoice } from '../../../records.ts'
import { DateField } from '../../../ui/DateField.tsx'
import { dateText } from '../../../ui/dates.tsx'
import { Shown } from '../../../ui/states.tsx'
import { TermsField } from '../../customers/customers/TermsField.tsx'
import { DocumentEditor } from '../documents/Editor.tsx'
import { dueByTerms } from './draft.ts'
import { useInvoiceEditing } from './use-invoice-editing.ts'

export function NewInvoice() {
  return <InvoiceEditor />
}

export function EditInvoice() {
  const id = Number(useParams({ strict: false }).id)
  return (
    <Shown read={useRead('GET /invoices/{id}', { id })}>
      {(invoice) => <InvoiceEditor key={invoice.id} invoice={invoice} />}
    </Shown>
  )
}

function InvoiceEditor({ invoice }: { readonly invoice?: Invoice }) {
  const editing = useInvoiceEditing(invoice)
  const { form, draft } = editing
  const due = dueByTerms(draft)
  const isSent = invoice !== undefined && !invoice.draft && invoice.sent
  return (
    <DocumentEditor
      editing={editing}
      noun="invoice"
      kept={invoice}
      room={{ label: 'Invoices', to: paths.invoices() }}
      back={invoice ? paths.invoice(invoice.id) : paths.invoices()}
      subtitle={isSent ? 'The customer has this invoice already. Send it again after changing it.' : undefined}
      dates={
        <>
          <TermsField {...form.getInputProps('payment_terms')} />
          <DateField
            label="Due date"
            placeholder={due ? dateText(due) : 'None'}
            description={due && !draft.due_date ? 'From the terms' : undefined}
            clearable
            {...form.getInputProps('due_date')}
          />
        </>
      }
    />
  )
}
