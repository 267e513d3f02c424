import { ActionIcon, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useWrite } from '../../query.ts'
import { confirm } from '../../ui/confirm.tsx'
import { toast } from '../../ui/toasts.ts'

/** Takes a rate out of use; what was billed with it stays. */
export function RemoveButton({
  noun,
  name,
  remove,
  keeps = 'Invoices',
}: {
  readonly noun: string
  readonly name: string
  readonly remove: () => Promise<unknown>
  /** What uses it and stays as it is. */
  readonly keeps?: string
}) {
  const removal = useWrite(remove, { quiet: true })
  const ask = () =>
    confirm({
      title: `Delete ${name}?`,
      text: `This ${noun} can no longer be chosen. ${keeps} that use it stay as they are.`,
      verb: `Delete ${noun}`,
      danger: true,
      run: async () => {
        await removal.mutateAsync(undefined)
        toast(`${name} deleted.`)
      },
    })
  return (
    <Tooltip label="Delete">
      <ActionIcon aria-label={`Delete ${name}`} onClick={ask}>
        <IconTrash size={16} />
      </ActionIcon>
    </Tooltip>
  )
}
