import { Button, Skeleton, Stack, Text } from '@mantine/core'
import { IconCloudOff, IconInbox } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { ApiError } from '../api.ts'
import { problemText } from './toasts.ts'

/** Nothing here yet: says what would be here and how to begin. */
export function EmptyNote({
  title,
  text,
  action,
}: {
  readonly title: string
  readonly text: string
  readonly action?: ReactNode
}) {
  return (
    <Stack align="center" gap={6} py={44} px="md" ta="center">
      <IconInbox size={30} stroke={1.3} color="var(--mantine-color-dimmed)" aria-hidden />
      <Text fw={600} fz="md">
        {title}
      </Text>
      <Text c="dimmed" maw={420}>
        {text}
      </Text>
      {action ? <div style={{ marginTop: 8 }}>{action}</div> : null}
    </Stack>
  )
}

/** It could not be read: says why and offers to try again. */
export function ProblemNote({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const isMissing = error instanceof ApiError && error.status === 404
  return (
    <Stack align="center" gap={6} py={44} px="md" ta="center" role="alert">
      <IconCloudOff size={30} stroke={1.3} color="var(--mantine-color-dimmed)" aria-hidden />
      <Text fw={600} fz="md">
        {isMissing ? 'Not found' : 'This could not be loaded'}
      </Text>
      <Text c="dimmed" maw={420}>
        {isMissing ? 'It may have been deleted, or belong to another company.' : problemText(error)}
      </Text>
      {retry && !isMissing ? (
        <Button variant="default" mt={8} onClick={retry}>
          Try again
        </Button>
      ) : null}
    </Stack>
  )
}

export function LoadingRows({ noun, count = 8 }: { readonly noun: string; readonly count?: number }) {
  return (
    <Stack gap={15} p="md" role="status" aria-label={`Loading ${noun}`}>
      {Array.from({ length: count }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <Skeleton key={row} h={13} w={`${92 - ((row * 17) % 40)}%`} />
      ))}
    </Stack>
  )
}

/** Shows what was read, or that it is on its way, or why it is not. */
export function Shown<Data>({
  read,
  children,
}: {
  readonly read: { data: Data | undefined; error: unknown; refetch: () => unknown }
  readonly children: (data: Data) => ReactNode
}) {
  if (read.data !== undefined) return <>{children(read.data)}</>
  if (read.error) return <ProblemNote error={read.error} retry={() => void read.refetch()} />
  return <LoadingRows noun="page" />
}
