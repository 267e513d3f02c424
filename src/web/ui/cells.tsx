import { Anchor, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** What stands in a cell that has nothing to say. */
export const BLANK = (
  <Text span inherit c="dimmed">
    –
  </Text>
)

/** The name of a row without a page of its own. */
export function NameCell({ children }: { readonly children: ReactNode }) {
  return (
    <Text span inherit fw={550}>
      {children}
    </Text>
  )
}

/** The name of a row that is edited in a dialog. */
export function EditCell({ children, edit }: { readonly children: ReactNode; readonly edit: () => void }) {
  return (
    <Anchor component="button" type="button" inherit fw={550} ta="left" onClick={edit}>
      {children}
    </Anchor>
  )
}

/** A code or key, as it is typed. */
export function CodeCell({ children }: { readonly children: ReactNode }) {
  return (
    <Text span ff="monospace" fz="xs">
      {children}
    </Text>
  )
}
