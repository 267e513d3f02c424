import { Center, Stack, Text, Title } from '@mantine/core'

/** A wrong or withdrawn link. It says nothing about what may have been there. */
export function NoSuchDocument() {
  return (
    <Center mih="70vh" p="md" component="main">
      <title>Not found</title>
      <Stack gap="xs" ta="center" maw={420}>
        <Title order={1}>This link does not work</Title>
        <Text c="dimmed">
          The document may have been withdrawn, or the address was cut off in your mail. Ask the company that sent it for a new
          link.
        </Text>
      </Stack>
    </Center>
  )
}
