import { Button, Group, Modal, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useRead, useWrite } from '../../../query.ts'
import { type Member, personName, type Role } from '../../../records.ts'
import { useSession } from '../../../session.ts'
import { NameCell } from '../../../ui/cells.tsx'
import { confirm } from '../../../ui/confirm.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { InstantText } from '../../../ui/dates.tsx'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { toast } from '../../../ui/toasts.ts'
import { useMayChange } from './may-change.ts'
import { Sight } from './Sight.tsx'

export function MemberList() {
  const search = useListSearch()
  const [inviting, { open, close }] = useDisclosure()
  const members = useList('GET /members', { query: { page: search.page, per_page: search.per_page } })
  const roles = useRead('GET /roles').data ?? []
  const columns: readonly Column<Member>[] = [
    {
      id: 'name',
      header: 'Name',
      cell: (member) => <NameCell>{personName(member.user)}</NameCell>,
    },
    { id: 'email', header: 'E-mail', cell: (member) => member.user.email },
    { id: 'role', header: 'Role', cell: (member) => <RoleSelect member={member} roles={roles} /> },
    { id: 'sight', header: 'Customers', cell: (member) => <Sight member={member} /> },
    {
      id: 'seen',
      header: 'Last sign-in',
      cell: (member) => <LastSeen member={member} />,
    },
    { id: 'remove', header: '', align: 'right', cell: (member) => <RemoveMember member={member} /> },
  ]
  return (
    <>
      <PageHeader
        title="Members"
        crumbs={[{ label: 'Settings', to: paths.companyProfile() }]}
        subtitle="Who works for this company here, and what they may do."
        actions={[{ label: 'Invite', icon: <IconPlus size={16} />, run: open, needs: 'business.admin' }]}
      />
      <DataTable
        noun="members"
        columns={columns}
        search={search}
        list={members}
        keyOf={(member) => member.id}
        empty={{ title: 'Nobody yet', text: 'Invite the people you work with.' }}
      />
      <Modal opened={inviting} onClose={close} title="Invite a member">
        <InviteForm roles={roles} close={close} />
      </Modal>
    </>
  )
}

function RoleSelect({ member, roles }: { readonly member: Member; readonly roles: readonly Role[] }) {
  const mayChange = useMayChange(member)
  const change = useWrite((role: string) => call('PATCH /members/{id}', { id: member.id, body: { role } }), {
    onDone: () => toast('Role changed.'),
  })
  if (!mayChange) return <>{roles.find(({ id }) => id === member.role)?.name ?? member.role}</>
  return (
    <Select
      size="xs"
      w={150}
      aria-label={`Role of ${personName(member.user)}`}
      allowDeselect={false}
      value={member.role}
      data={roles.map(({ id, name }) => ({ value: id, label: name }))}
      disabled={change.isPending}
      onChange={(role) => (role && role !== member.role ? change.mutate(role) : undefined)}
    />
  )
}

function LastSeen({ member }: { readonly member: Member }) {
  if (member.last_accessed) return <InstantText at={member.last_accessed} />
  if (!member.user.registered) return <Invited member={member} />
  return (
    <Text span c="dimmed">
      Not yet
    </Text>
  )
}

function Invited({ member }: { readonly member: Member }) {
  const mayChange = useMayChange(member)
  const again = useWrite(() => call('POST /members/{id}/invites', { id: member.id }), {
    onDone: () => toast(`${member.user.email} is invited again.`),
  })
  return (
    <Group gap={4} wrap="nowrap">
      <StatusBadge tone="warm">Invited</StatusBadge>
      {mayChange ? (
        <Button variant="subtle" size="compact-sm" loading={again.isPending} onClick={() => again.mutate(undefined)}>
          Again
        </Button>
      ) : null}
    </Group>
  )
}

function RemoveMember({ member }: { readonly member: Member }) {
  const isOwn = useSession()?.user?.id === member.user.id
  const mayChange = useMayChange(member)
  const remove = useWrite(() => call('DELETE /members/{id}', { id: member.id }), {
    quiet: true,
    onDone: () => toast('Member removed.'),
  })
  if (isOwn)
    return (
      <Text span c="dimmed">
        You
      </Text>
    )
  if (!mayChange) return null
  const ask = () =>
    confirm({
      title: `Remove ${personName(member.user)}?`,
      text: 'They can no longer open this company. What they did stays in the books.',
      verb: 'Remove member',
      danger: true,
      run: () => remove.mutateAsync(undefined),
    })
  return (
    <Button variant="subtle" color="brick" size="compact-sm" onClick={ask} aria-label={`Remove ${personName(member.user)}`}>
      Remove
    </Button>
  )
}

function InviteForm({ roles, close }: { readonly roles: readonly Role[]; readonly close: () => void }) {
  const write = useWrite(
    (body: { first_name: string; last_name: string; email: string; role: string }) => call('POST /members', { body }),
    { quiet: true },
  )
  const { form, submit, saving, problem } = useRecordForm({
    initial: { first_name: '', last_name: '', email: '', role: '' },
    check: (values) => ({
      email: /^\S+@\S+\.\S+$/.test(values.email.trim()) ? null : 'Enter an e-mail address.',
      role: values.role ? null : 'Choose a role.',
    }),
    save: async (values) => {
      await write.mutateAsync({ ...values, email: values.email.trim() })
      toast(`${values.email.trim()} is invited by mail.`)
      close()
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <SimpleGrid cols={2}>
          <TextInput label="First name" data-autofocus {...form.getInputProps('first_name')} />
          <TextInput label="Last name" {...form.getInputProps('last_name')} />
        </SimpleGrid>
        <TextInput label="E-mail" type="email" required {...form.getInputProps('email')} />
        <Select
          label="Role"
          required
          allowDeselect={false}
          data={roles.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('role')}
        />
        <DialogButtons close={close} verb="Invite" saving={saving} />
      </Stack>
    </form>
  )
}
