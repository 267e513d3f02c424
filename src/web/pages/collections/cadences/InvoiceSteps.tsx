import { Button, Checkbox, Group, Input, Paper, Select, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconPlus } from '@tabler/icons-react'
import { DateField } from '../../../ui/DateField.tsx'
import { NumberField } from '../../../ui/number-fields.tsx'
import { RemoveRow } from '../../../ui/row-buttons.tsx'
import { HOURS, TRIGGERS } from './cadence-texts.ts'
import { COUNTS_DAYS, type InvoiceStepValues, newInvoiceStep } from './invoice-step.ts'

/** A form with the steps of a schedule, of a cadence or of one invoice. */
export interface StepsForm {
  readonly values: { readonly steps: readonly InvoiceStepValues[] }
  readonly getInputProps: UseFormReturnType<{ steps: InvoiceStepValues[] }>['getInputProps']
  readonly insertListItem: (path: 'steps', step: InvoiceStepValues) => void
  readonly removeListItem: (path: 'steps', index: number) => void
}

/** When an invoice is sent and reminded of, and by which ways. */
export function InvoiceSteps({ form }: { readonly form: StepsForm }) {
  const { steps } = form.values
  return (
    <Stack component="section" aria-label="Steps" gap="md">
      <div>
        <Title order={2}>Steps</Title>
        <Text c="dimmed">
          Nothing is sent once the invoice is paid, disputed or promised. Of what was missed only the latest is sent.
        </Text>
      </div>
      {steps.map((step, index) => (
        <StepCard key={step.key} form={form} index={index} />
      ))}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} />}
          onClick={() => form.insertListItem('steps', newInvoiceStep())}
        >
          Add step
        </Button>
      </div>
    </Stack>
  )
}

function StepCard({ form, index }: { readonly form: StepsForm; readonly index: number }) {
  const { steps } = form.values
  const { trigger } = steps[index]!
  const field = (name: string) => form.getInputProps(`steps.${index}.${name}`)
  return (
    <Paper p="md" component="section" aria-label={`Step ${index + 1}`}>
      <Group justify="space-between" mb="xs" wrap="nowrap">
        <Text fw={600}>Step {index + 1}</Text>
        <RemoveRow
          tip="Remove step"
          label={`Remove step ${index + 1}`}
          reason={steps.length === 1 ? 'There is at least one step.' : null}
          run={() => form.removeListItem('steps', index)}
        />
      </Group>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <Select label="When" data={TRIGGERS} allowDeselect={false} {...field('trigger')} />
        <Group grow preventGrowOverflow={false} align="flex-start" gap="xs">
          {COUNTS_DAYS.has(trigger) ? <NumberField label="Days" miw={70} {...field('days')} /> : null}
          {trigger === '3' ? <NumberField label="Times" miw={70} {...field('repeats')} /> : null}
          {trigger === '4' ? <DateField label="Date" {...field('date')} /> : null}
          <Select label="At" miw={120} data={HOURS} allowDeselect={false} {...field('hour')} />
        </Group>
        <Channels form={form} index={index} />
        <TextInput label="Contacts with the role" placeholder="The usual ones" {...field('role')} />
      </SimpleGrid>
    </Paper>
  )
}

function Channels({ form, index }: { readonly form: StepsForm; readonly index: number }) {
  const { error, ...email } = form.getInputProps(`steps.${index}.email`, { type: 'checkbox' })
  return (
    <Input.Wrapper label="By" error={error} labelElement="div">
      <Group gap="md" mt={6}>
        <Checkbox label="E-mail" {...email} />
        <Checkbox label="Text" {...form.getInputProps(`steps.${index}.sms`, { type: 'checkbox' })} />
        <Checkbox label="Letter" {...form.getInputProps(`steps.${index}.letter`, { type: 'checkbox' })} />
      </Group>
    </Input.Wrapper>
  )
}
