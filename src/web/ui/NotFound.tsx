import { Center, Stack, Text, Title } from '@mantine/core'
import { paths } from '../paths.ts'
import { LinkButton } from './links.tsx'

export function NotFound() {
  return (
    <Center mih="60vh" p="md" component="main">
      <title>Not found · Netterms</title>
      <Stack align="center" gap="xs" ta="center" maw={400}>
        <Title order={1}>There is no such page</Title>
        <Text c="dimmed">The address may be mistyped, or the page has moved.</Text>
        <LinkButton to={paths.home()} mt="sm">
          Go to the dashboard
        </LinkButton>
      </Stack>
    </Center>
  )
}
