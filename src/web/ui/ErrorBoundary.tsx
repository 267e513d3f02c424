import { Button, Center, Stack, Text, Title } from '@mantine/core'
import { Component, type ReactNode } from 'react'

/** Catches our own bugs, so that a broken page is a sentence and a way on, not a white screen. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null }

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override render() {
    return this.state.error ? <BrokenPage error={this.state.error} /> : this.props.children
  }
}

/** A page whose code did not arrive is usually one from before an update: loading again brings the new one. */
export function BrokenPage({ error }: { readonly error: Error }) {
  const isOutdated = /dynamically imported module|Importing a module script failed|Failed to fetch/i.test(error.message)
  return (
    <Center mih="60vh" p="md">
      <Stack align="center" gap="sm" maw={440} ta="center" role="alert">
        <Title order={1}>{isOutdated ? 'This page needs a reload' : 'This page ran into a problem'}</Title>
        <Text c="dimmed">
          {isOutdated
            ? 'A newer version of the app is available, or the connection was interrupted while loading.'
            : 'Your data is safe. Load the page again; if it keeps happening, tell us what you were doing.'}
        </Text>
        {isOutdated ? null : (
          <Text size="xs" c="dimmed" ff="monospace">
            {error.message}
          </Text>
        )}
        <Button onClick={() => window.location.reload()}>Load again</Button>
      </Stack>
    </Center>
  )
}
