import { Autocomplete, Group, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core'
import { OPERATOR_TEXTS } from '../../../../modules/extend/notifications/choices.ts'
import { call } from '../../../api.ts'
import { useWrite } from '../../../query.ts'
import type { Notification } from '../../../records.ts'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { AddRow, RemoveRow } from '../../../ui/row-buttons.tsx'
import { type ConditionValues, conditionsOf, conditionsText, isWithoutValue, newCondition } from './conditions.ts'

interface ConditionsFormProps {
  readonly notification: Notification
  /** What conditions of such an event ask for most. */
  readonly properties: readonly string[]
  readonly close: () => void
}

const OPERATORS = Object.entries(OPERATOR_TEXTS).map(([value, label]) => ({ value, label }))
const MODES = [
  { value: 'all', label: 'All must hold' },
  { value: 'any', label: 'One is enough' },
]
const CONDITIONS_MAX = 20

/** Under which conditions one is told. */
export function ConditionsForm({ notification, properties, close }: ConditionsFormProps) {
  const { form, submit, saving, problem } = useConditionsForm(notification, close)
  const { conditions } = form.values
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        {conditions.length === 0 ? <Text c="dimmed">Without a condition you are told every time.</Text> : null}
        {conditions.length > 1 ? (
          <SegmentedControl aria-label="How conditions count" data={MODES} {...form.getInputProps('match_mode')} />
        ) : null}
        {conditions.map(({ key, operator }, index) => {
          const field = (name: string) => form.getInputProps(`conditions.${index}.${name}`)
          const label = `Condition ${index + 1}`
          return (
            <Group key={key} gap="xs" align="flex-start" role="group" aria-label={label}>
              <Autocomplete
                flex="2 1 150px"
                aria-label={`${label}: what`}
                placeholder="total"
                data={[...properties]}
                {...field('property')}
              />
              <Select
                flex="1 1 120px"
                aria-label={`${label}: how`}
                data={OPERATORS}
                allowDeselect={false}
                maxDropdownHeight={320}
                {...field('operator')}
              />
              {isWithoutValue(operator) ? null : (
                <TextInput flex="1 1 90px" aria-label={`${label}: value`} maxLength={255} {...field('value')} />
              )}
              <RemoveRow
                mt={4}
                tip="Remove condition"
                label={`Remove condition ${index + 1}`}
                run={() => form.removeListItem('conditions', index)}
              />
            </Group>
          )
        })}
        <AddRow
          label="Add condition"
          disabled={conditions.length >= CONDITIONS_MAX}
          run={() => form.insertListItem('conditions', newCondition(properties[0] ?? ''))}
        />
        <DialogButtons close={close} verb="Save" saving={saving} />
      </Stack>
    </form>
  )
}

function useConditionsForm({ id, match_mode, conditions }: Notification, close: () => void) {
  const write = useWrite(
    (body: { match_mode: Notification['match_mode']; conditions: string }) => call('PATCH /notifications/{id}', { id, body }),
    { onDone: close, quiet: true },
  )
  const kept = conditionsOf({ conditions })
  return useRecordForm<{ match_mode: Notification['match_mode']; conditions: ConditionValues[] }>({
    initial: { match_mode: kept.length > 0 ? match_mode : 'all', conditions: kept },
    check: (values) =>
      Object.fromEntries(
        values.conditions.flatMap(({ property, operator, value }, index) => [
          [
            `conditions.${index}.property`,
            /^\w[\w-]*(\.[\w-]+){0,3}$/.test(property.trim()) ? null : 'A name such as total or customer.name.',
          ],
          [`conditions.${index}.value`, isWithoutValue(operator) || value.trim() ? null : 'Enter a value.'],
        ]),
      ),
    save: (values) => write.mutateAsync({ match_mode: values.match_mode, conditions: conditionsText(values.conditions) }),
  })
}
