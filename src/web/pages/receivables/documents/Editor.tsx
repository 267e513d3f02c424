import { Button, SimpleGrid, Text, Textarea, TextInput, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useList } from '../../../query.ts'
import { DateField } from '../../../ui/DateField.tsx'
import { LinkButton } from '../../../ui/links.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { CurrencySelect } from '../../../ui/place-fields.tsx'
import { FormProblem, LeaveGuard } from '../../../ui/record-form.tsx'
import { AddRow } from '../../../ui/row-buttons.tsx'
import { CustomFieldInputs } from '../../company/custom-fields/CustomFieldInputs.tsx'
import { useCustomFields } from '../../company/custom-fields/use-custom-fields.ts'
import { CustomerPicker } from '../../customers/customers/CustomerPicker.tsx'
import { newLine } from './draft.ts'
import classes from './Editor.module.css'
import { EditorTotals } from './EditorTotals.tsx'
import { LineEditor } from './LineEditor.tsx'
import type { Editing } from './use-editing.ts'

interface DocumentEditorProps {
  readonly editing: Editing
  /** In the middle of a sentence: "credit note". */
  readonly noun: 'invoice' | 'estimate' | 'credit note'
  /** The document that is edited; absent for a new one. */
  readonly kept?: { readonly number: string | null; readonly draft: boolean } | undefined
  readonly room: { readonly label: string; readonly to: string }
  /** Where Cancel leads. */
  readonly back: string
  readonly subtitle?: ReactNode
  /** The customer is settled by what the document is about. */
  readonly isCustomerFixed?: boolean
  /** Fields between date and currency. */
  readonly dates?: ReactNode
  /** Beside the notes, below them. */
  readonly beside?: ReactNode
}

/** The page on which any document is written: who, when, lines, what it comes to. */
export function DocumentEditor(props: DocumentEditorProps) {
  const { editing, noun, kept, room, back, subtitle, beside } = props
  const { saving, problem, submit, saveDraft, isUnsaved } = editing
  const isIssued = kept !== undefined && !kept.draft
  const name = kept?.number ?? 'draft'
  return (
    <form onSubmit={submit} noValidate>
      <PageHeader
        title={kept ? `Edit ${name}` : `New ${noun}`}
        crumbs={[room, ...(kept ? [{ label: name, to: back }] : [])]}
        subtitle={subtitle}
      />
      <FormProblem problem={problem} />
      <div className={classes.sheet}>
        <Head {...props} />
        <OwnFields {...props} />
        <Content editing={editing} noun={noun} beside={beside} />
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

function Head({ editing, noun, kept, isCustomerFixed = false, dates }: DocumentEditorProps) {
  const { form, draft, choose } = editing
  const isIssued = kept !== undefined && !kept.draft
  return (
    <div className={classes.part}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <CustomerPicker
          required
          value={draft.customer}
          onChange={choose}
          disabled={kept !== undefined || isCustomerFixed}
          error={form.errors.customer}
          data-path="customer"
          autoFocus={!kept && !isCustomerFixed}
          description={kept ? `The customer of this ${noun} cannot change.` : undefined}
        />
        <SimpleGrid cols={2} spacing="md">
          <TextInput label="Number" placeholder="Assigned on issue" {...form.getInputProps('number')} />
          <TextInput label="Purchase order" {...form.getInputProps('purchase_order')} />
        </SimpleGrid>
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, xs: 2, sm: 4 }} spacing="md" mt="md">
        <DateField label="Date" required {...form.getInputProps('date')} />
        {dates}
        <CurrencySelect
          label="Currency"
          allowDeselect={false}
          disabled={isIssued || isCustomerFixed}
          {...form.getInputProps('currency')}
        />
      </SimpleGrid>
    </div>
  )
}

/** The company's own fields of this kind of document. */
function OwnFields({ editing: { form, draft }, noun }: DocumentEditorProps) {
  const fields = useCustomFields(noun === 'credit note' ? 'credit_note' : noun)
  if (fields.length === 0) return null
  return (
    <section className={classes.part} aria-label="Custom fields">
      <SimpleGrid cols={{ base: 1, xs: 2, sm: 4 }} spacing="md">
        <CustomFieldInputs fields={fields} currency={draft.currency} form={form} />
      </SimpleGrid>
    </section>
  )
}

function Content({ editing, noun, beside }: Pick<DocumentEditorProps, 'editing' | 'noun' | 'beside'>) {
  const rates = useList('GET /tax_rates', { query: { per_page: 100, sort: 'name asc' } }).data?.rows ?? []
  const coupons = useList('GET /coupons', { query: { per_page: 100, sort: 'name asc' } }).data?.rows ?? []
  const { form, draft, preview, change } = editing
  return (
    <>
      <Lines editing={editing} rates={rates} coupons={coupons} />
      <div className={classes.part}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
          <div>
            <Textarea
              label="Notes"
              description={`Printed on the ${noun}.`}
              autosize
              minRows={3}
              {...form.getInputProps('notes')}
            />
            {beside}
          </div>
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
    </>
  )
}

function Lines({
  editing,
  rates,
  coupons,
}: { readonly editing: Editing } & Pick<Parameters<typeof EditorTotals>[0], 'rates' | 'coupons'>) {
  const { form, draft, preview } = editing
  const fields = useCustomFields('line_item')
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
            fields={fields}
            form={{ getInputProps: (path) => form.getInputProps(`items.${index}.${path}`) }}
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
      <AddRow label="Add line" run={() => form.insertListItem('items', newLine())} />
    </section>
  )
}
