import { Modal, Select, Stack, Switch, TagsInput, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { type CustomFieldDraft, FIELD_OBJECTS, FIELD_TYPES } from '../../../../modules/company/custom-fields/contract.ts'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useWrite } from '../../../query.ts'
import type { CustomField } from '../../../records.ts'
import { CodeCell, NameCell } from '../../../ui/cells.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { RemoveButton } from '../../catalog/RemoveButton.tsx'

const worded = (word: string) => (word.charAt(0).toUpperCase() + word.slice(1)).replaceAll('_', ' ')
const remove = ({ internal_id }: CustomField) => call('DELETE /custom_fields/{code}', { code: String(internal_id) })

const columns: readonly Column<CustomField>[] = [
  { id: 'name', header: 'Name', sort: 'name', primary: true, cell: (field) => <NameCell>{field.name}</NameCell> },
  { id: 'id', header: 'Key', sort: 'id', cell: (field) => <CodeCell>{field.id}</CodeCell> },
  { id: 'object', header: 'Of', sort: 'object', cell: (field) => worded(field.object) },
  { id: 'type', header: 'Type', cell: (field) => (field.type === 'enum' ? field.choices.join(', ') : worded(field.type)) },
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
  const [adding, { open, close }] = useDisclosure()
  const fields = useList('GET /custom_fields', {
    query: { page: search.page, per_page: search.per_page, sort: search.sort ?? 'name asc' },
  })
  return (
    <>
      <PageHeader
        title="Custom fields"
        crumbs={[{ label: 'Settings', to: paths.companyProfile() }]}
        subtitle="What you keep of customers, invoices and the rest beyond what is built in."
        actions={[{ label: 'New field', icon: <IconPlus size={16} />, run: open, needs: 'settings.edit' }]}
      />
      <DataTable
        noun="custom fields"
        columns={columns}
        search={search}
        list={fields}
        keyOf={(field) => field.internal_id}
        empty={{ title: 'No custom fields yet', text: 'A field checks what is entered, and can stand on invoices.' }}
      />
      <Modal opened={adding} onClose={close} title="New custom field">
        <FieldForm close={close} />
      </Modal>
    </>
  )
}

function FieldForm({ close }: { readonly close: () => void }) {
  const add = useWrite((body: CustomFieldDraft) => call('POST /custom_fields', { body }), { onDone: close, quiet: true })
  const { form, submit, saving, problem } = useRecordForm({
    initial: {
      name: '',
      id: '',
      object: 'invoice' as CustomFieldDraft['object'],
      type: 'string' as CustomField['type'],
      choices: [] as string[],
      external: true,
    },
    save: (values) => add.mutateAsync({ ...values, choices: values.type === 'enum' ? values.choices : [] }),
  })
  const options = (words: readonly string[]) => words.map((value) => ({ value, label: worded(value) }))
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <TextInput label="Name" required data-autofocus placeholder="Building site" {...form.getInputProps('name')} />
        <TextInput label="Key" description="In metadata" required placeholder="building_site" {...form.getInputProps('id')} />
        <Select label="Of" allowDeselect={false} data={options(FIELD_OBJECTS)} {...form.getInputProps('object')} />
        <Select label="Type" allowDeselect={false} data={options(FIELD_TYPES)} {...form.getInputProps('type')} />
        {form.values.type === 'enum' ? <TagsInput label="Choices" {...form.getInputProps('choices')} /> : null}
        <Switch label="Customers see it on documents" {...form.getInputProps('external', { type: 'checkbox' })} />
        <DialogButtons close={close} verb="Add field" saving={saving} />
      </Stack>
    </form>
  )
}
