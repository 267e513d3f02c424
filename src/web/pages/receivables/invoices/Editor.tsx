import { Button, Group, SimpleGrid, Text, Textarea, TextInput, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { useEffect, useMemo, useRef } from 'react'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useRead, useWrite } from '../../../query.ts'
import type { Customer, Invoice } from '../../../records.ts'
import { useCompany } from '../../../session.ts'
import { DateField } from '../../../ui/DateField.tsx'
import { todayIn } from '../../../ui/dates.tsx'
import { LinkButton, useGo } from '../../../ui/links.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { decimalTyped } from '../../../ui/numbers.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { CurrencySelect } from '../../../ui/place-fields.tsx'
import { FormProblem, LeaveGuard, useRecordForm } from '../../../ui/record-form.tsx'
import { Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { CustomerPicker } from '../../customers/customers/CustomerPicker.tsx'
import { TermsField } from '../../customers/customers/TermsField.tsx'
import { bodyOf, type Draft, draftOf, newDraft, newLine, previewOf, writtenLines } from './draft.ts'
import classes from './Editor.module.css'
import { EditorTotals } from './EditorTotals.tsx'
import { LineEditor } from './LineEditor.tsx'

export function NewInvoice() {
  return <InvoiceEditor />
}

export function EditInvoice() {
  const id = Number(useParams({ strict: false }).id)
  return <Shown read={useRead('GET /invoices/{id}', { id })}>{(invoice) => <InvoiceEditor key={invoice.id} invoice={invoice} />}</Shown>
}

function InvoiceEditor({ invoice }: { readonly invoice?: Invoice }) {
  const go = useGo()
  const company = useCompany()
  const zone = company.time_zone
  const rates = useList('GET /tax_rates', { query: { per_page: 100, sort: 'name asc' } }).data?.rows ?? []
  const coupons = useList('GET /coupons', { query: { per_page: 100, sort: 'name asc' } }).data?.rows ?? []
  const intention = useRef(crypto.randomUUID())
  const write = useWrite(
    (body: Record<string, unknown>) => (invoice ? call('PATCH /invoices/{id}', { id: invoice.id, body }) : call('POST /invoices', { body, idempotencyKey: intention.current })),
    { quiet: true },
  )
  const save = async (draft: Draft, isDraft: boolean) => {
    const { customer, ...changes } = bodyOf(draft, zone)
    const body = invoice ? changes : { customer, ...changes }
    try {
      const saved = await write.mutateAsync({ ...body, ...(!invoice || invoice.draft ? { draft: isDraft } : {}) })
      toast(isDraft ? 'Draft saved.' : invoice && !invoice.draft ? 'Invoice saved.' : `Invoice ${saved.number ?? ''} issued.`)
      go(isDraft || (invoice && !invoice.draft) ? paths.invoice(saved.id) : paths.issuedInvoice(saved.id))
    } catch (error) {
      intention.current = crypto.randomUUID()
      throw error
    }
  }
  const editing = useRecordForm<Draft>({ initial: invoice ? draftOf(invoice, zone) : newDraft(todayIn(zone), company.currency), check: checkDraft, save: (draft) => save(draft, false) })
  const { form, saving, problem, submit, submitWith, isUnsaved } = editing
  const draft = form.values
  const { totals, problem: totalsProblem } = useMemo(() => previewOf(draft), [draft])
  const change = (changes: Partial<Draft>) => form.setValues(changes)
  const choose = (customer: Customer | null) => {
    form.clearFieldError('customer')
    change({ customer: customer?.id ?? null, currency: customer?.currency ?? draft.currency, payment_terms: customer?.payment_terms ?? '' })
  }
  usePreset(choose, invoice !== undefined)
  const back = invoice ? paths.invoice(invoice.id) : paths.invoices()
  return (
    <form onSubmit={submit} noValidate>
      <PageHeader
        title={invoice ? `Edit ${invoice.number ?? 'draft'}` : 'New invoice'}
        crumbs={[{ label: 'Invoices', to: paths.invoices() }, ...(invoice ? [{ label: invoice.number ?? 'Draft', to: back }] : [])]}
      />
      <FormProblem problem={problem} />
      <div className={classes['sheet']}>
        <div className={classes['part']}>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
            <CustomerPicker
              required value={draft.customer} onChange={choose} disabled={invoice !== undefined} error={form.errors['customer']} data-path="customer" autoFocus={!invoice}
              description={invoice ? 'The customer of an invoice cannot change.' : undefined}
            />
            <Group grow align="flex-start">
              <TextInput label="Number" placeholder="Assigned on issue" {...form.getInputProps('number')} />
              <TextInput label="Purchase order" {...form.getInputProps('purchase_order')} />
            </Group>
          </SimpleGrid>
          <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="md" mt="md">
            <DateField label="Date" required {...form.getInputProps('date')} />
            <TermsField {...form.getInputProps('payment_terms')} />
            <DateField label="Due date" placeholder="From the terms" clearable {...form.getInputProps('due_date')} />
            <CurrencySelect label="Currency" allowDeselect={false} disabled={invoice !== undefined && !invoice.draft} {...form.getInputProps('currency')} />
          </SimpleGrid>
        </div>
        <section className={classes['part']} aria-labelledby="lines">
          <Title order={2} id="lines" className="visually-hidden">Lines</Title>
          <div className={classes['heads']} aria-hidden><span>Item</span><span>Quantity</span><span>Unit price</span><span>Amount</span><span /></div>
          <ol className={classes['lines']}>
            {draft.items.map((line, index) => (
              <LineEditor
                key={line.key} line={line} index={index} totals={totals?.lines[index]} currency={draft.currency} rates={rates} coupons={coupons} errors={form.errors}
                change={(next) => {
                  form.clearErrors()
                  form.replaceListItem('items', index, next)
                }}
                remove={draft.items.length > 1 ? () => form.removeListItem('items', index) : null}
              />
            ))}
          </ol>
          {form.errors['items'] ? <Text c="var(--mantine-color-error)" fz="xs" role="alert">{form.errors['items']}</Text> : null}
          <Button variant="subtle" size="compact-sm" mt={4} leftSection={<IconPlus size={14} />} onClick={() => form.insertListItem('items', newLine())}>Add line</Button>
        </section>
        <div className={classes['part']}>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
            <Textarea label="Notes" description="Printed on the invoice." autosize minRows={3} {...form.getInputProps('notes')} />
            <EditorTotals draft={draft} totals={totals} problem={totalsProblem} rates={rates} coupons={coupons} change={change} />
          </SimpleGrid>
        </div>
      </div>
      <div className={classes['bar']}>
        <LinkButton to={back} variant="subtle" color="gray">Cancel</LinkButton>
        {!invoice || invoice.draft ? (
          <>
            <Button variant="default" disabled={saving} onClick={() => submitWith((values) => save(values, true))()}>Save as Draft</Button>
            <Button type="submit" loading={saving}>Save and Issue</Button>
          </>
        ) : <Button type="submit" loading={saving}>Save</Button>}
      </div>
      <LeaveGuard isUnsaved={isUnsaved} />
    </form>
  )
}

function checkDraft(draft: Draft) {
  const lines = draft.items.flatMap((line, index) => {
    if (!writtenLines(draft).includes(line)) return []
    return [
      [`items.${index}.name`, line.name.trim() ? null : 'Enter a name.'],
      [`items.${index}.quantity`, decimalTyped(line.quantity, '.') === null ? 'Not a number.' : null],
      [`items.${index}.unit_cost`, line.unit_cost && decimalTyped(line.unit_cost, '.') === null ? 'Not a number.' : null],
    ]
  })
  return {
    customer: draft.customer === null ? 'Choose a customer.' : null,
    date: draft.date ? null : 'Enter a date.',
    items: writtenLines(draft).length === 0 ? 'Add at least one line.' : null,
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
