import { ActionIcon, Button, Group, Paper, Stack, Text, Textarea, Title, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { call } from '../../../api.ts'
import { useRead, useWrite } from '../../../query.ts'
import type { Customer, Note } from '../../../records.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { InstantText } from '../../../ui/dates.tsx'

/** Remarks about a customer, for the company's own people only. */
export function Notes({ customer }: { readonly customer: Customer }) {
  const [text, setText] = useState('')
  const notes = useRead('GET /customers/{customer_id}/notes', { customer_id: customer.id })
  const add = useWrite(() => call('POST /notes', { body: { customer_id: customer.id, notes: text.trim() } }), {
    onDone: () => setText(''),
  })
  const remove = useWrite((note: Note) => call('DELETE /notes/{id}', { id: note.id }), { quiet: true })
  return (
    <Paper p="md" component="section">
      <Title order={2} mb="xs">
        Notes
      </Title>
      <Stack gap="sm">
        {notes.data?.map((note) => (
          <Group key={note.id} justify="space-between" wrap="nowrap" align="flex-start">
            <div>
              <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{note.notes}</Text>
              <InstantText at={note.created_at} fz="xs" c="dimmed" />
            </div>
            <Tooltip label="Delete note">
              <ActionIcon
                aria-label="Delete note"
                onClick={() =>
                  confirm({
                    title: 'Delete this note?',
                    text: note.notes,
                    verb: 'Delete note',
                    danger: true,
                    run: () => remove.mutateAsync(note),
                  })
                }
              >
                <IconTrash size={15} />
              </ActionIcon>
            </Tooltip>
          </Group>
        ))}
        <Textarea
          aria-label="New note"
          placeholder="Write a note"
          autosize
          minRows={1}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {text.trim() ? (
          <Group justify="flex-end">
            <Button size="compact-sm" loading={add.isPending} onClick={() => add.mutate(undefined)}>
              Add note
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Paper>
  )
}
