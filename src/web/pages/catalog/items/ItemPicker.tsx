import { Combobox, Text, TextInput, type TextInputProps, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useList } from '../../../query.ts'
import type { Item } from '../../../records.ts'
import { contains } from '../../../ui/list-search.ts'
import { moneyText } from '../../../ui/Money.tsx'

interface ItemPickerProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  readonly value?: string
  readonly onChange?: (name: string) => void
  readonly currency: string
  /** An item of the catalog was chosen; typing any other text is just as good. */
  readonly onPick: (item: Item) => void
}

/** The name of a line: free text that offers what the catalog has. */
export function ItemPicker({ value = '', onChange, onPick, currency, ...input }: ItemPickerProps) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const [asked] = useDebouncedValue(value.trim(), 180)
  const found = useList(
    'GET /items',
    { query: { per_page: 8, sort: 'name asc', ...contains('name', asked) } },
    { enabled: combobox.dropdownOpened },
  )
  const items = (found.data?.rows ?? []).filter((item) => !item.currency || item.currency === currency)
  return (
    <Combobox
      store={combobox}
      withinPortal
      onOptionSubmit={(id) => {
        const item = items.find((one) => one.id === id)
        if (item) onPick(item)
        combobox.closeDropdown()
      }}
    >
      <Combobox.Target>
        <TextInput
          {...input}
          value={value}
          autoComplete="off"
          onChange={(event) => {
            onChange?.(event.currentTarget.value)
            combobox.openDropdown()
          }}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={items.length === 0} miw={280}>
        <Combobox.Options aria-label="Items">
          {items.map((item) => (
            <Combobox.Option key={item.id} value={item.id}>
              <span style={{ display: 'flex', justifyContent: 'space-between', gap: 12 }}>
                <Text span truncate>
                  {item.name}
                </Text>
                <Text span c="dimmed" className="figures">
                  {moneyText(item.unit_cost, item.currency ?? currency)}
                </Text>
              </span>
              {item.description ? (
                <Text fz="xs" c="dimmed" truncate>
                  {item.description}
                </Text>
              ) : null}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
