import { Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { call } from '../../../api.ts'
import { useWrite } from '../../../query.ts'
import type { Plan } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'
import { CustomFieldGrid } from '../../company/custom-fields/CustomFieldGrid.tsx'
import { type Metadata, metadataBody } from '../../company/custom-fields/metadata.ts'

/** What can change of a plan: everything but its price and rhythm, on which subscriptions rely. */
export function EditPlanDialog({ plan, close }: { readonly plan: Plan | undefined; readonly close: () => void }) {
  return (
    <Modal opened={plan !== undefined} onClose={close} title="Edit plan" closeOnClickOutside={false}>
      {plan ? <EditPlanForm plan={plan} close={close} /> : null}
    </Modal>
  )
}

function EditPlanForm({ plan, close }: { readonly plan: Plan; readonly close: () => void }) {
  const write = useWrite((body: Body<'PATCH /plans/{code}'>) => call('PATCH /plans/{code}', { code: plan.id, body }), {
    quiet: true,
  })
  const { form, submit, saving, problem } = useRecordForm({
    initial: { name: plan.name, description: plan.description ?? '', metadata: plan.metadata as Metadata },
    check: ({ name }) => ({ name: name.trim() ? null : 'Enter a name.' }),
    save: async ({ name, description, metadata }) => {
      await write.mutateAsync({
        name: name.trim(),
        description: description.trim() || null,
        ...metadataBody(plan.metadata, metadata),
      })
      toast('Plan saved.')
      close()
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <Textarea label="Description" autosize minRows={1} {...form.getInputProps('description')} />
        <CustomFieldGrid object="plan" currency={plan.currency} form={form} />
        <Text c="dimmed">Price and rhythm stay: subscriptions rely on them. For others make a new plan.</Text>
        <DialogButtons close={close} verb="Save" saving={saving} />
      </Stack>
    </form>
  )
}
