import { ActionIcon, Button, Checkbox, Group, Paper, Select, SimpleGrid, Stack, Text, Title, Tooltip } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useItemChoices, usePlanChoices } from './Offer.tsx'
import type { PageForm } from './use-sign-up-page-form.ts'
import { newAddon } from './values.ts'

const CHARGED = [
  { value: 'recurring', label: 'With every bill' },
  { value: 'once', label: 'Once, with the first bill' },
]
const CHOSEN = [
  { value: 'boolean', label: 'Yes or no' },
  { value: 'quantity', label: 'A quantity' },
]

/** What can be taken in addition to the plan. */
export function Addons({ form }: { readonly form: PageForm }) {
  return (
    <Paper p="lg" component="section" aria-label="Addons">
      <Title order={2} mb={2}>
        Addons
      </Title>
      <Text c="dimmed" mb="md">
        What people may take besides the plan.
      </Text>
      <Stack gap="md">
        {form.values.addons.map(({ key }, index) => (
          <AddonCard key={key} form={form} index={index} />
        ))}
        <div>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} />}
            disabled={form.values.plans.length === 0}
            onClick={() => form.insertListItem('addons', newAddon(crypto.randomUUID()))}
          >
            Add addon
          </Button>
        </div>
      </Stack>
    </Paper>
  )
}

function AddonCard({ form, index }: { readonly form: PageForm; readonly index: number }) {
  const { choices } = usePlanChoices(form.values.plans[0])
  const items = useItemChoices()
  const { recurring } = form.values.addons[index]!
  const field = (name: string) => form.getInputProps(`addons.${index}.${name}`)
  return (
    <Paper p="md" withBorder component="section" aria-label={`Addon ${index + 1}`}>
      <Group justify="space-between" mb="xs" wrap="nowrap">
        <Text fw={600}>Addon {index + 1}</Text>
        <Tooltip label="Remove addon">
          <ActionIcon aria-label={`Remove addon ${index + 1}`} onClick={() => form.removeListItem('addons', index)}>
            <IconTrash size={16} />
          </ActionIcon>
        </Tooltip>
      </Group>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <Select
          label="Charged"
          data={CHARGED}
          allowDeselect={false}
          value={recurring ? 'recurring' : 'once'}
          onChange={(value) => form.setFieldValue(`addons.${index}.recurring`, value === 'recurring')}
        />
        {recurring ? (
          <Select label="Plan" required searchable data={choices} nothingFoundMessage="No such plan" {...field('plan')} />
        ) : (
          <Select label="Item" required searchable data={items} nothingFoundMessage="No such item" {...field('catalog_item')} />
        )}
        <Select label="Chosen as" data={CHOSEN} allowDeselect={false} {...field('type')} />
        <Checkbox
          label="Must be taken"
          mt={{ base: 0, xs: 30 }}
          {...form.getInputProps(`addons.${index}.required`, { type: 'checkbox' })}
        />
      </SimpleGrid>
    </Paper>
  )
}
