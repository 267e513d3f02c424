import { Button, Group, SimpleGrid, Text, Textarea, TextInput, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { paths } from '../../../paths.ts'
import { useList, useRead } from '../../../query.ts'
import type { Coupon, Invoice, TaxRate } from '../../../records.ts'
import { DateField } from '../../../ui/DateField.tsx'
import { dateText } from '../../../ui/dates.tsx'
import { LinkButton } from '../../../ui/links.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { CurrencySelect } from '../../../ui/place-fields.tsx'
import { FormProblem, LeaveGuard } from '../../../ui/record-form.tsx'
import { Shown } from '../../../ui/states.tsx'
import { CustomerPicker } from '../../customers/customers/CustomerPicker.tsx'
import { TermsField } from '../../customers/customers/TermsField.tsx'
import { dueByTerms, newLine } from './draft.ts'
import classes from './Editor.module.css'
import { EditorTotals } from './EditorTotals.tsx'
import { LineEditor } from './LineEditor.tsx'
import { type InvoiceEditing, useInvoiceEditing } from './use-invoice-editing.ts'

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

interface Rates {
  readonly rates: readonly TaxRate[]
  readonly coupons: readonly Coupon[]
}

function InvoiceEditor({ invoice }: { readonly invoice?: Invoice }) {
  const editing = useInvoiceEditing(invoice)
  const { form, draft, preview, change, saving, problem, submit, saveDraft, isUnsaved } = editing
  const rates = useList('GET /tax_rates', { query: { per_page: 100, sort: 'name asc' } }).data?.rows ?? []
  const coupons = useList('GET /coupons', { query: { per_page: 100, sort: 'name asc' } }).data?.rows ?? []
  const isIssued = invoice !== undefined && !invoice.draft
  const back = invoice ? paths.invoice(invoice.id) : paths.invoices()
  const name = invoice?.number ?? 'draft'
  return (
    <form onSubmit={submit} noValidate>
      <PageHeader
        title={invoice ? `Edit ${name}` : 'New invoice'}
        crumbs={[{ label: 'Invoices', to: paths.invoices() }, ...(invoice ? [{ label: name, to: back }] : [])]}
        subtitle={
          isIssued && invoice.sent ? 'The customer has this invoice already. Send it again after changing it.' : undefined
        }
      />
      <FormProblem problem={problem} />
      <div className={classes.sheet}>
        <Head editing={editing} invoice={invoice} />
        <Lines editing={editing} rates={rates} coupons={coupons} />
        <div className={classes.part}>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
            <Textarea label="Notes" description="Printed on the invoice." autosize minRows={3} {...form.getInputProps('notes')} />
            <EditorTotals
              draft={draft}
              totals={preview.totals}
              problem={preview.problem}
              rates={rates}
              coupons={coupons}
              change={change}
            />
          </SimpleGrid>
        </div>
      </div>
      <div className={classes.bar}>
        <LinkButton to={back} variant="subtle" color="gray">
          Cancel
        </LinkButton>
        {isIssued ? null : (
          <Button variant="default" disabled={saving} onClick={saveDraft}>
            Save as Draft
          </Button>
        )}
        <Button type="submit" loading={saving}>
          {isIssued ? 'Save' : 'Save and Issue'}
        </Button>
      </div>
      <LeaveGuard isUnsaved={isUnsaved} />
    </form>
  )
}

function Head({ editing, invoice }: { readonly editing: InvoiceEditing; readonly invoice: Invoice | undefined }) {
  const { form, draft, choose } = editing
  const isIssued = invoice !== undefined && !invoice.draft
  const due = dueByTerms(draft)
  return (
    <div className={classes.part}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <CustomerPicker
          required
          value={draft.customer}
          onChange={choose}
          disabled={invoice !== undefined}
          error={form.errors.customer}
          data-path="customer"
          autoFocus={!invoice}
          description={invoice ? 'The customer of an invoice cannot change.' : undefined}
        />
        <Group grow align="flex-start">
          <TextInput label="Number" placeholder="Assigned on issue" disabled={isIssued} {...form.getInputProps('number')} />
          <TextInput label="Purchase order" {...form.getInputProps('purchase_order')} />
        </Group>
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, xs: 2, sm: 4 }} spacing="md" mt="md">
        <DateField label="Date" required {...form.getInputProps('date')} />
        <TermsField {...form.getInputProps('payment_terms')} />
        <DateField
          label="Due date"
          placeholder={due ? dateText(due) : 'None'}
          description={due && !draft.due_date ? 'From the terms' : undefined}
          clearable
          {...form.getInputProps('due_date')}
        />
        <CurrencySelect label="Currency" allowDeselect={false} disabled={isIssued} {...form.getInputProps('currency')} />
      </SimpleGrid>
    </div>
  )
}

function Lines({ editing, rates, coupons }: { readonly editing: InvoiceEditing } & Rates) {
  const { form, draft, preview } = editing
  return (
    <section className={classes.part} aria-labelledby="lines">
      <Title order={2} id="lines" className="visually-hidden">
        Lines
      </Title>
      <div className={classes.heads} aria-hidden>
        <span>Item</span>
        <span>Quantity</span>
        <span>Unit price</span>
        <span>Amount</span>
        <span />
      </div>
      <ol className={classes.lines}>
        {draft.items.map((line, index) => (
          <LineEditor
            key={line.key}
            line={line}
            index={index}
            totals={preview.totals?.lines[index]}
            currency={draft.currency}
            rates={rates}
            coupons={coupons}
            errors={form.errors}
            change={(next) => {
              form.clearErrors()
              form.replaceListItem('items', index, next)
            }}
            remove={draft.items.length > 1 ? () => form.removeListItem('items', index) : null}
          />
        ))}
      </ol>
      {form.errors.items ? (
        <Text c="var(--mantine-color-error)" fz="xs" role="alert">
          {form.errors.items}
        </Text>
      ) : null}
      <Button
        variant="subtle"
        size="compact-sm"
        mt={4}
        leftSection={<IconPlus size={14} />}
        onClick={() => form.insertListItem('items', newLine())}
      >
        Add line
      </Button>
    </section>
  )
}
