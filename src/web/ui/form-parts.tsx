import { Button, Group, Paper, SimpleGrid, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { LinkButton } from './links.tsx'

/** Fields that belong together, two in a row where there is room. */
export function FormSection({
  title,
  text,
  children,
}: {
  readonly title: string
  readonly text?: string
  readonly children: ReactNode
}) {
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb={text ? 2 : 'md'}>
        {title}
      </Title>
      {text ? (
        <Text c="dimmed" mb="md">
          {text}
        </Text>
      ) : null}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        {children}
      </SimpleGrid>
    </Paper>
  )
}

/** The foot of a form on a page of its own. */
export function FormButtons({
  back,
  saving,
  verb = 'Save',
  children,
}: {
  readonly back?: string
  readonly saving: boolean
  /** What happens; "Save" unless it is more. */
  readonly verb?: string
  readonly children?: ReactNode
}) {
  return (
    <Group justify="flex-end" gap="xs">
      {children ? <div style={{ marginRight: 'auto' }}>{children}</div> : null}
      {back ? (
        <LinkButton to={back} variant="default">
          Cancel
        </LinkButton>
      ) : null}
      <Button type="submit" loading={saving}>
        {verb}
      </Button>
    </Group>
  )
}

/** The foot of a form in a dialog; the verb says what happens. */
export function DialogButtons({
  close,
  verb,
  saving,
}: {
  readonly close: () => void
  readonly verb: string
  readonly saving: boolean
}) {
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={close}>
        Cancel
      </Button>
      <Button type="submit" loading={saving}>
        {verb}
      </Button>
    </Group>
  )
}
