import { ActionIcon, NativeSelect } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import classes from './DataTable.module.css'
import type { ListSearch } from './list-search.ts'

/** Which rows of how many, and the way to the others. */
export function Foot({ search, total, shown }: { readonly search: ListSearch; readonly total: number; readonly shown: number }) {
  const from = (search.page - 1) * search.per_page + 1
  const pages = Math.max(1, Math.ceil(total / search.per_page))
  const turn = (page: number) => search.set({ page: page === 1 ? undefined : page })
  return (
    <div className={classes.foot}>
      <span
        className="figures"
        aria-live="polite"
      >{`${from.toLocaleString()}–${(from + shown - 1).toLocaleString()} of ${total.toLocaleString()}`}</span>
      {total > 10 ? (
        <div className={classes.pages}>
          <NativeSelect
            aria-label="Rows per page"
            size="xs"
            value={search.per_page}
            data={['10', '25', '50', '100']}
            onChange={(event) => search.set({ per_page: event.currentTarget.value })}
          />
          <ActionIcon aria-label="Previous page" disabled={search.page <= 1} onClick={() => turn(search.page - 1)}>
            <IconChevronLeft size={16} />
          </ActionIcon>
          <span className="figures">{`${search.page} / ${pages}`}</span>
          <ActionIcon aria-label="Next page" disabled={search.page >= pages} onClick={() => turn(search.page + 1)}>
            <IconChevronRight size={16} />
          </ActionIcon>
        </div>
      ) : null}
    </div>
  )
}
