import { ActionIcon, Group, Text } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { Money } from '../../../../core/money.ts'
import type { Coupon, TaxRate } from '../../../records.ts'
import { majorUnits, moneyText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/number-fields.tsx'
import { rateText } from '../../catalog/tax-rates/tax-rate-text.ts'
import type { DraftRate } from './draft.ts'

interface RateRowsProps<Rate> {
  readonly label: 'Tax' | 'Discount'
  readonly rows: readonly DraftRate<Rate>[]
  /** What each row comes to, in their order. */
  readonly amounts: readonly Money[] | undefined
  readonly currency: string
  readonly change: (rows: DraftRate<Rate>[]) => void
}

/** Taxes or discounts of a line or of the whole invoice: a rate shows what it comes to, an own amount can be typed. */
export function RateRows<Rate extends TaxRate | Coupon>({ label, rows, amounts, currency, change }: RateRowsProps<Rate>) {
  return rows.map((row, index) => {
    const amount = amounts?.[index]
    const shown = amount ? moneyText(majorUnits(amount), currency) : '–'
    const isContained = row.rate !== null && 'inclusive' in row.rate && row.rate.inclusive
    return (
      <Group key={row.rate?.id ?? `own-${index}`} gap={8} justify="space-between" wrap="nowrap">
        <Group gap={2} wrap="nowrap" style={{ minWidth: 0 }}>
          <ActionIcon
            size="sm"
            aria-label={`Remove ${row.rate?.name ?? label}`}
            onClick={() => change(rows.filter((_, i) => i !== index))}
          >
            <IconX size={13} />
          </ActionIcon>
          <Text c="dimmed" truncate>
            {row.rate ? `${row.rate.name} ${rateText(row.rate)}${isContained ? ', included' : ''}` : label}
          </Text>
        </Group>
        {row.rate ? (
          <Text span className="figures" style={{ whiteSpace: 'nowrap' }}>
            {label === 'Discount' ? `−${shown}` : shown}
          </Text>
        ) : (
          <MoneyField
            aria-label={`${label} amount`}
            w={118}
            size="xs"
            currency={currency}
            value={row.amount}
            onChange={(value) => change(rows.map((other, i) => (i === index ? { ...other, amount: value } : other)))}
          />
        )}
      </Group>
    )
  })
}
