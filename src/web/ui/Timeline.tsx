import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { InstantText } from './dates.tsx'
import classes from './Timeline.module.css'

export interface Entry {
  readonly key: string | number
  readonly title: ReactNode
  readonly detail?: ReactNode
  readonly at: number
  readonly tone?: 'good' | 'bad'
}

/** What happened, newest first. */
export function Timeline({ entries }: { readonly entries: readonly Entry[] }) {
  return (
    <ol className={classes.list}>
      {entries.map((entry) => (
        <li key={entry.key} className={classes.entry} data-tone={entry.tone}>
          <Text fw={500} lh={1.35}>
            {entry.title}
          </Text>
          <Text fz="xs" c="dimmed" component="div">
            {entry.detail ? <>{entry.detail} · </> : null}
            <InstantText at={entry.at} />
          </Text>
        </li>
      ))}
    </ol>
  )
}
