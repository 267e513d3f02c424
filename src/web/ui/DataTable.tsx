import { UnstyledButton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { type ColumnDef, columnVisibilityFeature, tableFeatures, useTable } from '@tanstack/react-table'
import { type KeyboardEvent, type MouseEvent, type ReactNode, useMemo } from 'react'
import classes from './DataTable.module.css'
import { PlainLink, useGo } from './links.tsx'
import type { ListSearch } from './list-search.ts'
import { EmptyNote, LoadingRows, ProblemNote } from './states.tsx'
import { Foot } from './TableFoot.tsx'

export interface Column<Row> {
  readonly id: string
  readonly header: string
  readonly cell: (row: Row) => ReactNode
  readonly align?: 'right'
  /** The property the server sorts by. Absent: not sortable. */
  readonly sort?: string
  /** The cell that links to the record. One per table. */
  readonly primary?: boolean
  /** Shown only after the reader asks for it. */
  readonly extra?: boolean
}

interface DataTableProps<Row> {
  /** What the rows are, in the plural: "invoices". Read to people who cannot see the table. */
  readonly noun: string
  readonly columns: readonly Column<Row>[]
  readonly search: ListSearch
  readonly list: {
    readonly data: { rows: Row[]; total: number } | undefined
    readonly error: unknown
    readonly isPlaceholderData: boolean
    readonly refetch: () => unknown
  }
  readonly linkOf?: (row: Row) => string
  readonly keyOf: (row: Row) => string | number
  /** The row on a narrow screen. Absent: the table scrolls sideways. */
  readonly card?: (row: Row) => ReactNode
  readonly hidden?: readonly string[]
  /** Below the rows, in place of the pages; for the first rows of a longer list. */
  readonly foot?: ReactNode
  /** What to say when there is nothing at all, not even without filters. */
  readonly empty: { readonly title: string; readonly text: string; readonly action?: ReactNode }
}

const features = tableFeatures({ columnVisibilityFeature })

/** A page of a list from the server: order, page and filters are in the address, rows come from the query cache. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { noun, list, search, empty, card, linkOf } = props
  const isNarrow = useMediaQuery('(max-width: 48em)', window.innerWidth < 768, { getInitialValueInEffect: false })
  const { data, error } = list
  let content: ReactNode
  if (error && !data) content = <ProblemNote error={error} retry={() => void list.refetch()} />
  else if (!data) content = <LoadingRows noun={noun} />
  else if (data.rows.length === 0 && search.isFiltered) {
    content = (
      <EmptyNote
        title={`No ${noun} match`}
        text="Try fewer words or other filters."
        action={
          <UnstyledButton c="var(--mantine-color-anchor)" onClick={search.clear}>
            Clear filters
          </UnstyledButton>
        }
      />
    )
  } else if (data.rows.length === 0) content = <EmptyNote {...empty} />
  else if (isNarrow && card && linkOf) content = <Cards rows={data.rows} card={card} linkOf={linkOf} keyOf={props.keyOf} />
  else if (isNarrow) content = <Stacked {...props} rows={data.rows} />
  else content = <Rows {...props} rows={data.rows} />
  return (
    <section className={classes.frame} aria-label={noun} aria-busy={!data && !error}>
      <div className={list.isPlaceholderData ? classes.stale : undefined}>{content}</div>
      {data && data.total > 0 ? (props.foot ?? <Foot search={search} total={data.total} shown={data.rows.length} />) : null}
    </section>
  )
}

function Rows<Row extends object>({
  columns,
  rows,
  search,
  linkOf,
  keyOf,
  hidden = [],
  noun,
}: DataTableProps<Row> & { readonly rows: Row[] }) {
  const go = useGo()
  const definitions = useMemo<ColumnDef<typeof features, Row>[]>(
    () => columns.map((column) => ({ id: column.id, header: column.header })),
    [columns],
  )
  const columnVisibility = useMemo(() => Object.fromEntries(hidden.map((id) => [id, false])), [hidden])
  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: (row) => String(keyOf(row)),
    state: { columnVisibility },
  })
  const byId = new Map(columns.map((column) => [column.id, column]))
  const open = (event: MouseEvent<HTMLTableRowElement>, row: Row) => {
    const isOwn = (event.target as HTMLElement).closest('a, button, input, label')
    if (linkOf && !isOwn && !window.getSelection()?.toString()) go(linkOf(row))
  }
  return (
    <div className={classes.scroll}>
      <table className={classes.table} onKeyDown={moveBetweenRows}>
        <caption className="visually-hidden">{noun}</caption>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <Head key={header.id} column={byId.get(header.id)!} search={search} />
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} data-link={linkOf ? true : undefined} onClick={(event) => open(event, row.original)}>
              {row.getVisibleCells().map((cell) => {
                const column = byId.get(cell.column.id)!
                return (
                  <td key={cell.id} className={column.align ? classes.right : undefined}>
                    {column.primary && linkOf ? (
                      <PlainLink to={linkOf(row.original)} className={classes.primary ?? ''} data-row-link>
                        {column.cell(row.original)}
                      </PlainLink>
                    ) : (
                      column.cell(row.original)
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Arrow keys go from row to row while the link of one has the focus. */
function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row-link]')]
  const next = links[links.indexOf(document.activeElement as HTMLElement) + (event.key === 'ArrowDown' ? 1 : -1)]
  if (!links.includes(document.activeElement as HTMLElement) || !next) return
  event.preventDefault()
  next.focus()
}

function Head<Row>({ column, search }: { readonly column: Column<Row>; readonly search: ListSearch }) {
  const [property, direction] = (search.sort ?? '').split(' ')
  const isSorted = column.sort !== undefined && column.sort === property
  const isDescending = direction?.toLowerCase() === 'desc'
  const toggle = () => search.set({ sort: `${column.sort} ${isSorted && !isDescending ? 'desc' : 'asc'}` })
  return (
    <th
      scope="col"
      className={column.align ? classes.right : undefined}
      {...(isSorted ? { 'aria-sort': isDescending ? 'descending' : 'ascending' } : {})}
    >
      {column.sort ? (
        <UnstyledButton className={`${classes.sort} ${isSorted ? classes.sorted : ''}`} onClick={toggle}>
          {column.header}
          {isSorted ? isDescending ? <IconArrowDown size={13} /> : <IconArrowUp size={13} /> : null}
        </UnstyledButton>
      ) : (
        column.header || <span className="visually-hidden">Actions</span>
      )}
    </th>
  )
}

function Cards<Row>({
  rows,
  card,
  linkOf,
  keyOf,
}: {
  readonly rows: Row[]
  readonly card: (row: Row) => ReactNode
  readonly linkOf: (row: Row) => string
  readonly keyOf: (row: Row) => string | number
}) {
  return (
    <ul className={classes.cards}>
      {rows.map((row) => (
        <li key={keyOf(row)}>
          <PlainLink to={linkOf(row)} className={classes.card ?? ''}>
            {card(row)}
          </PlainLink>
        </li>
      ))}
    </ul>
  )
}

/** A narrow screen without a card of its own: each row is its cells one below the other, with their names. */
function Stacked<Row>({
  columns,
  rows,
  keyOf,
  hidden = [],
}: Pick<DataTableProps<Row>, 'columns' | 'keyOf' | 'hidden'> & { readonly rows: Row[] }) {
  return (
    <ul className={classes.cards}>
      {rows.map((row) => (
        <li key={keyOf(row)} className={classes.stacked}>
          {columns
            .filter(({ id }) => !hidden.includes(id))
            .map((column) => (
              <div key={column.id} className={classes.pair}>
                <span className={classes.name}>{column.header}</span>
                <span>{column.cell(row)}</span>
              </div>
            ))}
        </li>
      ))}
    </ul>
  )
}
