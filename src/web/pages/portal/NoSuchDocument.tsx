import { Center, Stack, Text, Title } from '@mantine/core'
import { useListSearch } from '../../ui/list-search.ts'

/** A wrong or withdrawn link. It says nothing about what may have been there, save to those who come from paying. */
export function NoSuchDocument() {
  const told = useListSearch().get('payment')
  const hasPaid = told === 'succeeded' || told === 'pending'
  return (
    <Center mih="70vh" p="md" component="main">
      <title>Not found</title>
      <Stack gap="xs" ta="center" maw={420}>
        <Title order={1}>{hasPaid ? 'This was taken back while you paid' : 'This link does not work'}</Title>
        <Text c="dimmed">
          {hasPaid
            ? 'What you paid is not lost: it is kept as your credit with the company. Ask them whether to use it for something else or to give it back.'
            : 'The document may have been withdrawn, or the address was cut off in your mail. Ask the company that sent it for a new link.'}
        </Text>
      </Stack>
    </Center>
  )
}
