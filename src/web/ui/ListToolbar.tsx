import { Button, Checkbox, Group, Menu, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback, useLocalStorage } from '@mantine/hooks'
import { IconColumns3, IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { Column } from './DataTable.tsx'
import type { ListSearch } from './list-search.ts'

/** A filter that is a choice; its name is the name in the address. */
export interface Choice {
  readonly name: string
  readonly label: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

interface ListToolbarProps<Row> {
  readonly search: ListSearch
  /** What the search box looks in, such as "Search names". Absent: no box. */
  readonly find?: string
  readonly choices?: readonly Choice[]
  readonly columns?: {
    readonly all: readonly Column<Row>[]
    readonly hidden: readonly string[]
    readonly setHidden: (ids: string[]) => void
  }
}

export function ListToolbar<Row>({ search, find, choices = [], columns }: ListToolbarProps<Row>) {
  return (
    <Group gap="xs" mb="sm" className="no-print">
      {find ? <Finder search={search} label={find} /> : null}
      {choices.map((choice) => (
        <Select
          key={choice.name}
          aria-label={choice.label}
          placeholder={choice.label}
          data={[...choice.options]}
          value={search.get(choice.name) || null}
          onChange={(value) => search.set({ [choice.name]: value ?? undefined })}
          clearable
          size="sm"
          w={160}
        />
      ))}
      {columns ? <ColumnMenu {...columns} /> : null}
    </Group>
  )
}

function Finder({ search, label }: { readonly search: ListSearch; readonly label: string }) {
  const given = search.get('q')
  const [words, setWords] = useState(given)
  useEffect(() => setWords(given), [given])
  const apply = useDebouncedCallback((text: string) => search.set({ q: text.trim() || undefined }), 250)
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={15} />}
      value={words}
      style={{ flex: '1 1 200px', maxWidth: 320 }}
      onChange={(event) => {
        setWords(event.currentTarget.value)
        apply(event.currentTarget.value)
      }}
    />
  )
}

function ColumnMenu<Row>({
  all,
  hidden,
  setHidden,
}: {
  readonly all: readonly Column<Row>[]
  readonly hidden: readonly string[]
  readonly setHidden: (ids: string[]) => void
}) {
  const flip = (id: string) => setHidden(hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id])
  return (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="default" ml="auto" visibleFrom="sm" leftSection={<IconColumns3 size={16} />}>
          Columns
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {all.map((column) => (
          <Menu.Item key={column.id} component="div" disabled={column.primary === true} onClick={() => flip(column.id)}>
            <Checkbox
              label={column.header}
              checked={!hidden.includes(column.id)}
              readOnly
              tabIndex={-1}
              size="xs"
              style={{ pointerEvents: 'none' }}
            />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Which columns the reader has put away, kept on this machine. */
export function useHiddenColumns<Row>(table: string, columns: readonly Column<Row>[]) {
  const [hidden, setHidden] = useLocalStorage<string[]>({
    key: `netterms-columns-${table}`,
    defaultValue: columns.filter((column) => column.extra).map((column) => column.id),
    getInitialValueInEffect: false,
  })
  return { all: columns, hidden, setHidden }
}
