import { ActionIcon, Checkbox, Menu, SimpleGrid, Textarea } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import type { LineTotals } from '../../../../modules/receivables/documents/totals.ts'
import type { Coupon, CustomField, TaxRate } from '../../../records.ts'
import { majorUnits, moneyText } from '../../../ui/Money.tsx'
import { MoneyField, QuantityField } from '../../../ui/number-fields.tsx'
import { RemoveRow } from '../../../ui/row-buttons.tsx'
import { ItemPicker } from '../../catalog/items/ItemPicker.tsx'
import { CustomFieldInputs, type MetadataForm } from '../../company/custom-fields/CustomFieldInputs.tsx'
import { fieldsSaid } from '../../company/custom-fields/metadata.ts'
import { type DraftLine, filledFrom } from './draft.ts'
import classes from './Editor.module.css'
import { RateRows } from './RateRows.tsx'

interface LineEditorProps {
  readonly line: DraftLine
  readonly index: number
  readonly totals: LineTotals | undefined
  readonly currency: string
  readonly rates: readonly TaxRate[]
  readonly coupons: readonly Coupon[]
  /** The company's own fields of lines, and the form they are typed into. */
  readonly fields: readonly CustomField[]
  readonly form: MetadataForm
  readonly errors: Readonly<Record<string, React.ReactNode>>
  readonly change: (line: DraftLine) => void
  readonly remove: (() => void) | null
}

/** One line of an invoice: name, quantity, price and amount; description, own fields, discounts and taxes when wanted. */
export function LineEditor(props: LineEditorProps) {
  const { line, index, totals, currency, rates, coupons, fields, errors, change, remove } = props
  const [describing, setDescribing] = useState(line.description !== '')
  const [detailing, setDetailing] = useState(false)
  // Once there, they stay, also when the last of them is emptied.
  if (!detailing && fieldsSaid(line.metadata, fields).length > 0) setDetailing(true)
  const path = (name: string) => `items.${index}.${name}`
  const field = (name: 'name' | 'quantity' | 'unit_cost') => ({
    'data-path': path(name),
    error: errors[path(name)],
    value: line[name],
    onChange: (value: string) => change({ ...line, [name]: value }),
  })
  const label = `Line ${index + 1}`
  return (
    <li>
      <div className={classes.line}>
        <ItemPicker
          aria-label={`${label}: item or name`}
          placeholder="Item or name"
          currency={currency}
          {...field('name')}
          onPick={(item) => {
            if (item.description) setDescribing(true)
            change(filledFrom(line, item, rates))
          }}
        />
        <QuantityField aria-label={`${label}: quantity`} placeholder="Qty" {...field('quantity')} />
        <MoneyField aria-label={`${label}: unit price`} placeholder="0.00" currency={currency} {...field('unit_cost')} />
        <output className={classes.amount} aria-label={`${label}: amount`}>
          {totals ? moneyText(majorUnits(totals.amount), currency) : '–'}
        </output>
        <LineTools
          line={line}
          label={label}
          rates={rates}
          coupons={coupons}
          change={change}
          remove={remove}
          describe={describing ? null : () => setDescribing(true)}
          detail={detailing || fields.length === 0 ? null : () => setDetailing(true)}
        />
        <LineExtras {...props} label={label} describing={describing} fields={detailing ? fields : []} />
      </div>
    </li>
  )
}

interface LineExtrasProps extends Pick<LineEditorProps, 'line' | 'totals' | 'currency' | 'fields' | 'form' | 'change'> {
  readonly label: string
  readonly describing: boolean
}

function LineExtras({ line, label, totals, currency, fields, form, change, describing }: LineExtrasProps) {
  const isEmpty = !describing && fields.length + line.discounts.length + line.taxes.length === 0
  return (
    <div className={classes.extras} hidden={isEmpty}>
      {describing ? (
        <Textarea
          aria-label={`${label}: description`}
          placeholder="Description"
          autosize
          minRows={1}
          value={line.description}
          onChange={(event) => change({ ...line, description: event.currentTarget.value })}
        />
      ) : null}
      {fields.length > 0 ? (
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" role="group" aria-label={`${label}: custom fields`}>
          <CustomFieldInputs fields={fields} currency={currency} form={form} />
        </SimpleGrid>
      ) : null}
      <RateRows
        label="Discount"
        rows={line.discounts}
        amounts={totals?.discounts}
        currency={currency}
        change={(discounts) => change({ ...line, discounts })}
      />
      <RateRows
        label="Tax"
        rows={line.taxes}
        amounts={totals?.taxes}
        currency={currency}
        change={(taxes) => change({ ...line, taxes })}
      />
    </div>
  )
}

interface LineToolsProps {
  readonly line: DraftLine
  readonly label: string
  readonly rates: readonly TaxRate[]
  readonly coupons: readonly Coupon[]
  readonly change: (line: DraftLine) => void
  readonly remove: (() => void) | null
  readonly describe: (() => void) | null
  readonly detail: (() => void) | null
}

function LineTools({ line, label, rates, coupons, change, remove, describe, detail }: LineToolsProps) {
  const unusedRates = rates.filter(({ id }) => !line.taxes.some(({ rate }) => rate?.id === id))
  const unusedCoupons = coupons.filter(({ id }) => !line.discounts.some(({ rate }) => rate?.id === id))
  return (
    <div className={classes.tools}>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <ActionIcon aria-label={`${label}: more`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {describe ? <Menu.Item onClick={describe}>Add description</Menu.Item> : null}
          {detail ? <Menu.Item onClick={detail}>Fill in custom fields</Menu.Item> : null}
          <Menu.Label>Tax on this line</Menu.Label>
          {unusedRates.map((rate) => (
            <Menu.Item key={rate.id} onClick={() => change({ ...line, taxes: [...line.taxes, { rate, amount: '0' }] })}>
              {rate.name}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => change({ ...line, taxes: [...line.taxes, { rate: null, amount: '' }] })}>Amount …</Menu.Item>
          <Menu.Label>Discount on this line</Menu.Label>
          {unusedCoupons.map((rate) => (
            <Menu.Item key={rate.id} onClick={() => change({ ...line, discounts: [...line.discounts, { rate, amount: '0' }] })}>
              {rate.name}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => change({ ...line, discounts: [...line.discounts, { rate: null, amount: '' }] })}>
            Amount …
          </Menu.Item>
          <Menu.Divider />
          <div style={{ padding: '4px 12px 8px', display: 'grid', gap: 6 }}>
            <Checkbox
              size="xs"
              label="Counts for invoice tax"
              checked={line.taxable}
              onChange={() => change({ ...line, taxable: !line.taxable })}
            />
            <Checkbox
              size="xs"
              label="Counts for invoice discount"
              checked={line.discountable}
              onChange={() => change({ ...line, discountable: !line.discountable })}
            />
          </div>
        </Menu.Dropdown>
      </Menu>
      <RemoveRow
        tip="Remove line"
        label={`${label}: remove`}
        reason={remove ? null : 'There is at least one line.'}
        run={() => remove?.()}
      />
    </div>
  )
}
