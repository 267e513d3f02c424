import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'

interface RemoveRowProps {
  /** What the tip says: "Remove row". */
  readonly tip: string
  /** What is read out: "Row 2: remove". */
  readonly label: string
  /** Why it must stay; the tip says so. */
  readonly reason?: string | null | undefined
  /** Beside fields without a label it stands a little lower. */
  readonly mt?: number
  readonly run: () => void
}

/** Takes a row out of a form. */
export function RemoveRow({ tip, label, reason = null, mt = 0, run }: RemoveRowProps) {
  return (
    <Tooltip label={reason ?? tip}>
      <ActionIcon
        mt={mt}
        aria-label={label}
        aria-disabled={reason !== null}
        {...(reason === null ? { onClick: run } : { 'data-disabled': true })}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </Tooltip>
  )
}

interface AddRowProps {
  /** On the button: "Add row". */
  readonly label: string
  readonly disabled?: boolean
  readonly run: () => void
}

/** Adds a row below those of a form. */
export function AddRow({ label, disabled = false, run }: AddRowProps) {
  return (
    <div>
      <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} disabled={disabled} onClick={run}>
        {label}
      </Button>
    </div>
  )
}
