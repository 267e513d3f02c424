import { Button, Group, Paper, Select, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useList } from '../../../query.ts'
import { NumberField } from '../../../ui/number-fields.tsx'
import { RemoveRow } from '../../../ui/row-buttons.tsx'
import { MemberSelect } from '../../company/members/MemberSelect.tsx'
import { ACTIONS, MEASURES } from './cadence-texts.ts'
import { type CadenceForm, newStep } from './use-cadence-form.ts'

interface StepsProps {
  readonly form: CadenceForm
  /** Steps on which customers rely: their day is fixed, and they stay. */
  readonly fixed: readonly number[]
}

/** The steps in their order. */
export function Steps({ form, fixed }: StepsProps) {
  const { steps } = form.values
  return (
    <Stack component="section" aria-label="Steps" gap="md">
      <div>
        <Title order={2}>Steps</Title>
        <Text c="dimmed">
          Each is taken once, on the first run on or after its day. What a closed office missed is not made up for.
        </Text>
      </div>
      {steps.map((step, index) => (
        <StepCard key={step.key} form={form} index={index} isFixed={step.id !== null && fixed.includes(step.id)} />
      ))}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} />}
          onClick={() => form.insertListItem('steps', newStep(steps.at(-1)))}
        >
          Add step
        </Button>
      </div>
    </Stack>
  )
}

interface StepProps {
  readonly form: CadenceForm
  readonly index: number
  readonly isFixed: boolean
}

function StepCard({ form, index, isFixed }: StepProps) {
  const { steps } = form.values
  const field = (name: string) => form.getInputProps(`steps.${index}.${name}`)
  const reason = isFixed ? 'Customers follow this step.' : steps.length === 1 ? 'A cadence has at least one step.' : null
  return (
    <Paper p="md" component="section" aria-label={`Step ${index + 1}`}>
      <Group justify="space-between" mb="xs" wrap="nowrap">
        <Text fw={600}>Step {index + 1}</Text>
        <RemoveRow
          tip="Remove step"
          label={`Remove step ${index + 1}`}
          reason={reason}
          run={() => form.removeListItem('steps', index)}
        />
      </Group>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <TextInput label="Name" required {...field('name')} />
        <Select label="What happens" data={ACTIONS} allowDeselect={false} {...field('action')} />
        <Group grow align="flex-start" gap="xs">
          <NumberField label="When" disabled={isFixed} {...field('days')} />
          <Select label="Counted in" data={MEASURES} allowDeselect={false} disabled={isFixed} {...field('measure')} />
        </Group>
        <ActionFields form={form} index={index} />
      </SimpleGrid>
    </Paper>
  )
}

/** What only this kind of action needs. */
function ActionFields({ form, index }: Omit<StepProps, 'isFixed'>) {
  const { action } = form.values.steps[index]!
  const field = (name: string) => form.getInputProps(`steps.${index}.${name}`)
  if (action === 'email')
    return (
      <>
        <TemplateSelect {...field('email_template_id')} />
        <RoleField {...field('role')} />
      </>
    )
  if (action === 'sms')
    return (
      <>
        <SmsTemplateSelect {...field('sms_template_id')} />
        <RoleField {...field('role')} />
      </>
    )
  return action === 'mail' ? null : (
    <MemberSelect label="For" placeholder="Whoever looks after the customer" {...field('assigned_user_id')} />
  )
}

function TemplateSelect(props: object) {
  const templates = useList('GET /email_templates', { query: { per_page: 100, filter: { type: 'chasing' } } }).data?.rows ?? []
  const data = templates.filter(({ id }) => id !== 'chasing_email').map(({ id, name }) => ({ value: id, label: name }))
  return <Select label="Words" placeholder="Reminder of an account" clearable data={data} {...props} />
}

function SmsTemplateSelect(props: object) {
  const templates = useList('GET /sms_templates', { query: { per_page: 100 } }).data?.rows ?? []
  const data = templates.map(({ id, name }) => ({ value: String(id), label: name }))
  return <Select label="Words" placeholder="What is open, and where to see it" clearable data={data} {...props} />
}

function RoleField(props: object) {
  return <TextInput label="Contacts with the role" placeholder="The usual ones" {...props} />
}
