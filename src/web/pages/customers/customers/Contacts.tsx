import { ActionIcon, Button, Checkbox, Group, Modal, Paper, Stack, Text, TextInput, Title, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { call } from '../../../api.ts'
import { useRead, useWrite } from '../../../query.ts'
import type { Contact, Customer } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { toast } from '../../../ui/toasts.ts'

/** The people of a customer; primary contacts get the mail. */
export function Contacts({ customer }: { readonly customer: Customer }) {
  const [adding, { open, close }] = useDisclosure()
  const contacts = useRead('GET /customers/{customer_id}/contacts', { customer_id: customer.id })
  const remove = useWrite(
    (contact: Contact) => call('DELETE /customers/{customer_id}/contacts/{id}', { customer_id: customer.id, id: contact.id }),
    { quiet: true },
  )
  const askToRemove = (contact: Contact) =>
    confirm({
      title: `Remove ${contact.name}?`,
      text: 'The contact no longer receives mail.',
      verb: 'Remove contact',
      danger: true,
      run: () => remove.mutateAsync(contact),
    })
  return (
    <Paper p="md" component="section">
      <Group justify="space-between" mb="xs">
        <Title order={2}>Contacts</Title>
        <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={open}>
          Add
        </Button>
      </Group>
      {contacts.data?.length === 0 ? <Text c="dimmed">Nobody yet. Invoices go to the customer's e-mail address.</Text> : null}
      <Stack gap="sm">
        {contacts.data?.map((contact) => (
          <Group key={contact.id} justify="space-between" wrap="nowrap" align="flex-start">
            <div style={{ minWidth: 0 }}>
              <Group gap={6}>
                <Text fw={550}>{contact.name}</Text>
                {contact.primary ? <StatusBadge tone="good">Gets mail</StatusBadge> : null}
              </Group>
              <Text fz="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {[contact.title, contact.email, contact.phone].filter(Boolean).join(' · ')}
              </Text>
            </div>
            <Tooltip label="Remove">
              <ActionIcon aria-label={`Remove ${contact.name}`} onClick={() => askToRemove(contact)}>
                <IconTrash size={15} />
              </ActionIcon>
            </Tooltip>
          </Group>
        ))}
      </Stack>
      <Modal opened={adding} onClose={close} title="New contact">
        <ContactForm customer={customer} close={close} />
      </Modal>
    </Paper>
  )
}

function ContactForm({ customer, close }: { readonly customer: Customer; readonly close: () => void }) {
  const write = useWrite(
    (body: Body<'POST /customers/{customer_id}/contacts'>) =>
      call('POST /customers/{customer_id}/contacts', { customer_id: customer.id, body }),
    { quiet: true },
  )
  const { form, submit, saving, problem } = useRecordForm({
    initial: { name: '', email: '', phone: '', title: '', primary: true },
    check: (values) => ({ name: values.name.trim() ? null : 'Enter a name.' }),
    save: async (values) => {
      await write.mutateAsync({
        name: values.name.trim(),
        email: values.email.trim() || null,
        phone: values.phone.trim() || null,
        title: values.title.trim() || null,
        primary: values.primary,
      })
      toast(`${values.name.trim()} added.`)
      close()
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="sm">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <TextInput label="E-mail" type="email" {...form.getInputProps('email')} />
        <TextInput label="Phone" type="tel" {...form.getInputProps('phone')} />
        <TextInput label="Job title" {...form.getInputProps('title')} />
        <Checkbox label="Gets invoices by e-mail" {...form.getInputProps('primary', { type: 'checkbox' })} />
        <DialogButtons close={close} verb="Add contact" saving={saving} />
      </Stack>
    </form>
  )
}
