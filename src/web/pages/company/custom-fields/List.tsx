import { Modal, Select, Stack, Switch, TagsInput, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useCallback, useMemo, useState } from 'react'
import { type CustomFieldDraft, FIELD_OBJECTS, FIELD_TYPES } from '../../../../modules/company/custom-fields/contract.ts'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useWrite } from '../../../query.ts'
import type { CustomField } from '../../../records.ts'
import { CodeCell, EditCell } from '../../../ui/cells.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { RemoveButton } from '../../catalog/RemoveButton.tsx'

const TYPE_TEXTS: Readonly<Record<string, string>> = {
  string: 'Text',
  boolean: 'Yes or no',
  double: 'Number',
  integer: 'Whole number',
  enum: 'One of several choices',
  date: 'Date',
  money: 'Amount',
}

const typeText = (word: string) => TYPE_TEXTS[word] ?? worded(word)
const worded = (word: string) => (word.charAt(0).toUpperCase() + word.slice(1)).replaceAll('_', ' ')
const remove = ({ internal_id }: CustomField) => call('DELETE /custom_fields/{code}', { code: String(internal_id) })

const columnsOf = (edit: (field: CustomField) => void): readonly Column<CustomField>[] => [
  { id: 'name', header: 'Name', sort: 'name', cell: (field) => <EditCell edit={() => edit(field)}>{field.name}</EditCell> },
  { id: 'id', header: 'Key', sort: 'id', cell: (field) => <CodeCell>{field.id}</CodeCell> },
  { id: 'object', header: 'Of', sort: 'object', cell: (field) => worded(field.object) },
  { id: 'type', header: 'Type', cell: (field) => (field.type === 'enum' ? field.choices.join(', ') : typeText(field.type)) },
  { id: 'external', header: 'Customers see it', cell: (field) => (field.external ? 'Yes' : 'No') },
  {
    id: 'remove',
    header: '',
    align: 'right',
    cell: (field) => <RemoveButton noun="field" name={field.name} remove={() => remove(field)} keeps="Records" />,
  },
]

export function CustomFieldList() {
  const search = useListSearch()
  const [isOpen, { open, close }] = useDisclosure()
  const [edited, setEdited] = useState<CustomField | undefined>()
  const ask = useCallback(
    (given?: CustomField) => {
      setEdited(given)
      open()
    },
    [open],
  )
  const columns = useMemo(() => columnsOf(ask), [ask])
  const fields = useList('GET /custom_fields', {
    query: { page: search.page, per_page: search.per_page, sort: search.sort ?? 'name asc' },
  })
  return (
    <>
      <PageHeader
        title="Custom fields"
        crumbs={[{ label: 'Settings', to: paths.companyProfile() }]}
        subtitle="What you keep of customers, invoices and the rest beyond what is built in."
        actions={[{ label: 'New field', icon: <IconPlus size={16} />, run: () => ask(), needs: 'settings.edit' }]}
      />
      <DataTable
        noun="custom fields"
        columns={columns}
        search={search}
        list={fields}
        keyOf={(field) => field.internal_id}
        empty={{ title: 'No custom fields yet', text: 'A field checks what is entered, and can stand on invoices.' }}
      />
      <Modal opened={isOpen} onClose={close} title={edited ? 'Edit custom field' : 'New custom field'}>
        <FieldForm field={edited} close={close} />
      </Modal>
    </>
  )
}

interface FieldFormProps {
  readonly field: CustomField | undefined
  readonly close: () => void
}

function FieldForm({ field, close }: FieldFormProps) {
  const write = useWrite(
    ({ id, ...body }: CustomFieldDraft) =>
      field
        ? call('PATCH /custom_fields/{code}', { code: String(field.internal_id), body })
        : call('POST /custom_fields', { body: { ...body, id } }),
    { onDone: close, quiet: true },
  )
  const { form, submit, saving, problem } = useRecordForm({
    initial: {
      name: field?.name ?? '',
      id: field?.id ?? '',
      object: field?.object ?? ('invoice' as CustomField['object']),
      type: field?.type ?? ('string' as CustomField['type']),
      choices: field?.choices ?? [],
      external: field?.external ?? true,
    },
    save: (values) => write.mutateAsync({ ...values, choices: values.type === 'enum' ? values.choices : [] }),
  })
  const options = (words: readonly string[]) => words.map((value) => ({ value, label: typeText(value) }))
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <TextInput label="Name" required data-autofocus placeholder="Building site" {...form.getInputProps('name')} />
        <TextInput
          label="Key"
          description={field ? 'Records keep their values under it, so it stays.' : 'In metadata'}
          required
          disabled={field !== undefined}
          placeholder="building_site"
          {...form.getInputProps('id')}
        />
        <Select label="Of" allowDeselect={false} data={options(FIELD_OBJECTS)} {...form.getInputProps('object')} />
        <Select label="Type" allowDeselect={false} data={options(FIELD_TYPES)} {...form.getInputProps('type')} />
        {form.values.type === 'enum' ? <TagsInput label="Choices" {...form.getInputProps('choices')} /> : null}
        <Switch label="Customers see it on documents" {...form.getInputProps('external', { type: 'checkbox' })} />
        <DialogButtons close={close} verb={field ? 'Save' : 'Add field'} saving={saving} />
      </Stack>
    </form>
  )
}
