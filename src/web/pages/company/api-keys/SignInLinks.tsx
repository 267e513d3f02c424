import { Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../../api.ts'
import { useRead, useWrite } from '../../../query.ts'
import { useSession } from '../../../session.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { InstantText } from '../../../ui/dates.tsx'
import { toast } from '../../../ui/toasts.ts'
import { Secret } from './Secret.tsx'

/** The key with which a program of the company signs links that let its customers in. */
export function SignInLinks() {
  const key = useRead('GET /company/sso_key').data
  const [secret, setSecret] = useState<string | null>(null)
  const make = useWrite(() => call('POST /company/sso_key'), { onDone: (made) => setSecret(made.secret) })
  const end = useWrite(() => call('DELETE /company/sso_key'), { quiet: true, onDone: () => toast('Signed links are off.') })
  const username = useSession()?.company?.username ?? ''
  const address = `${window.location.origin}/portal/${username}/login/TOKEN`
  const replace = () =>
    confirm({
      title: 'Replace the key?',
      text: 'Links signed with the old key stop working at once.',
      verb: 'Replace key',
      danger: true,
      run: () => make.mutateAsync(undefined),
    })
  const stop = () =>
    confirm({
      title: 'Switch signed links off?',
      text: 'Nobody comes in by such a link any more.',
      verb: 'Switch off',
      danger: true,
      run: () => end.mutateAsync(undefined),
    })
  return (
    <Paper p="lg" mt="lg" component="section" aria-labelledby="signed-links">
      <Title order={2} mb={2} id="signed-links">
        Signed links for customers
      </Title>
      <Text c="dimmed" mb="md" style={{ overflowWrap: 'anywhere' }}>
        Your own site can send a customer straight to their page: it signs a token (JWT, HS256) with the customer’s id in sub and
        an end in exp, and leads to {address}.
      </Text>
      {key?.created_at ? (
        <Group justify="space-between">
          <Text>
            On since <InstantText at={key.created_at} />
          </Text>
          <Group gap="xs">
            <Button variant="default" onClick={replace} loading={make.isPending}>
              Replace key
            </Button>
            <Button variant="subtle" color="brick" onClick={stop}>
              Switch off
            </Button>
          </Group>
        </Group>
      ) : (
        <Button variant="default" onClick={() => make.mutate(undefined)} loading={make.isPending} disabled={!key}>
          Make key
        </Button>
      )}
      <Modal
        opened={secret !== null}
        onClose={() => setSecret(null)}
        title="Key for signed links"
        closeOnClickOutside={false}
        size="lg"
      >
        <Stack>
          <Secret secret={secret ?? ''} caption="Links signed with it lead to:" example={address} close={() => setSecret(null)} />
        </Stack>
      </Modal>
    </Paper>
  )
}
