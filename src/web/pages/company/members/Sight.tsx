import { Button, Modal, Select, Stack, TagsInput, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { call } from '../../../api.ts'
import { useWrite } from '../../../query.ts'
import { type CustomField, type Member, personName } from '../../../records.ts'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'
import { useCustomFields } from '../custom-fields/use-custom-fields.ts'
import { useMayChange } from './may-change.ts'

type Mode = Member['restriction_mode']

const MODES: readonly { readonly value: Mode; readonly label: string }[] = [
  { value: 'none', label: 'All customers' },
  { value: 'owner', label: 'Customers they own' },
  { value: 'custom_field', label: 'Customers by custom field' },
]

/** Which customers a member sees; a click changes it. */
export function Sight({ member }: { readonly member: Member }) {
  const [opened, { open, close }] = useDisclosure()
  const fields = useCustomFields('customer')
  const mayChange = useMayChange(member)
  const said = sightText(member, fields)
  if (!mayChange) return <Text span>{said}</Text>
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        maw={240}
        onClick={open}
        title={said}
        aria-label={`Customers ${personName(member.user)} sees: ${said}`}
      >
        {said}
      </Button>
      <Modal opened={opened} onClose={close} title={`Customers ${personName(member.user)} sees`}>
        <SightForm member={member} fields={fields} close={close} />
      </Modal>
    </>
  )
}

function sightText({ restriction_mode, restrictions }: Member, fields: readonly CustomField[]): string {
  if (restriction_mode !== 'custom_field') return MODES.find(({ value }) => value === restriction_mode)!.label
  const nameOf = new Map(fields.map(({ id, name }) => [id, name]))
  return (restrictions ?? [])
    .map(({ custom_field, values }) => `${nameOf.get(custom_field) ?? custom_field}: ${values.join(', ')}`)
    .join('; ')
}

interface SightFormProps {
  readonly member: Member
  readonly fields: readonly CustomField[]
  readonly close: () => void
}

function SightForm({ member, fields, close }: SightFormProps) {
  const kept = new Map((member.restrictions ?? []).map(({ custom_field, values }) => [custom_field, values]))
  const write = useWrite(
    (body: { restriction_mode: Mode; restrictions: { custom_field: string; values: string[] }[] | null }) =>
      call('PATCH /members/{id}', { id: member.id, body }),
    { quiet: true },
  )
  const { form, submit, saving, problem } = useRecordForm({
    initial: {
      mode: member.restriction_mode as Mode,
      values: Object.fromEntries(fields.map(({ id }) => [id, kept.get(id) ?? []])) as Record<string, string[]>,
    },
    save: async ({ mode, values }) => {
      const chosen = Object.entries(values).flatMap(([custom_field, list]) =>
        list.length > 0 ? [{ custom_field, values: list }] : [],
      )
      await write.mutateAsync({ restriction_mode: mode, restrictions: mode === 'custom_field' ? chosen : null })
      toast('Saved. It holds from their next click.')
      close()
    },
  })
  const byField = form.values.mode === 'custom_field'
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <Select label="They see" allowDeselect={false} data={[...MODES]} {...form.getInputProps('mode')} />
        <Text size="sm" c="dimmed">
          {EXPLAINED[form.values.mode]}
        </Text>
        {byField && fields.length === 0 ? (
          <Text>Customers have no custom fields yet. Define one in Settings, Custom fields, for example Territory.</Text>
        ) : null}
        {byField
          ? fields.map(({ id, name, choices }) => (
              <TagsInput
                key={id}
                label={name}
                placeholder="Any value"
                data={[...choices]}
                clearable
                {...form.getInputProps(`values.${id}`)}
              />
            ))
          : null}
        <DialogButtons close={close} verb="Save" saving={saving} />
      </Stack>
    </form>
  )
}

const EXPLAINED: Readonly<Record<Mode, string>> = {
  none: 'Every customer, with all documents and payments.',
  owner: 'Only customers whose owner they are, with their documents, payments and reports. Whom they add becomes theirs.',
  custom_field:
    'Only customers that have one of these values. Fields left empty do not matter; where several are filled, all must match.',
}
