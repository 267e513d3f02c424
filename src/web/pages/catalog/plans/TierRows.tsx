import { Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { MoneyField, NumberField } from '../../../ui/number-fields.tsx'
import { AddRow, RemoveRow } from '../../../ui/row-buttons.tsx'
import { type DraftTier, firstOf, newTier } from './tiers.ts'

interface TierRowsProps {
  readonly tiers: readonly DraftTier[]
  readonly currency: string
  readonly errors: Readonly<Record<string, ReactNode>>
  readonly change: (tiers: DraftTier[]) => void
}

/** Prices by quantity: each row begins where the one before ends; the last one is open. */
export function TierRows({ tiers, currency, errors, change }: TierRowsProps) {
  const set = (index: number, changes: Partial<DraftTier>) =>
    change(tiers.map((tier, i) => (i === index ? { ...tier, ...changes } : tier)))
  return (
    <Stack gap="xs" role="group" aria-label="Prices by quantity">
      {tiers.map((tier, index) => {
        const isLast = index === tiers.length - 1
        const from = firstOf(tiers, index)
        return (
          <Group key={tier.key} gap="xs" wrap="nowrap" align="flex-start">
            <Text w={64} lh="36px" c="dimmed" className="figures" ta="right" style={{ whiteSpace: 'nowrap' }}>
              {isLast ? `from ${from}` : `${from} to`}
            </Text>
            {isLast ? (
              <Text flex={1} lh="36px" c="dimmed">
                and more
              </Text>
            ) : (
              <NumberField
                flex={1}
                aria-label={`Row ${index + 1}: up to`}
                data-path={`tiers.${index}.up_to`}
                error={errors[`tiers.${index}.up_to`]}
                value={tier.up_to}
                onChange={(up_to) => set(index, { up_to })}
              />
            )}
            <MoneyField
              flex={1}
              aria-label={`Row ${index + 1}: price of one`}
              placeholder="Price of one"
              currency={currency}
              data-path={`tiers.${index}.unit_cost`}
              error={errors[`tiers.${index}.unit_cost`]}
              value={tier.unit_cost}
              onChange={(unit_cost) => set(index, { unit_cost })}
            />
            <RemoveRow
              mt={4}
              tip="Remove row"
              label={`Row ${index + 1}: remove`}
              reason={tiers.length < 2 ? 'There is at least one row.' : null}
              run={() => change(tiers.filter((_, i) => i !== index))}
            />
          </Group>
        )
      })}
      <AddRow label="Add row" run={() => change([...tiers.slice(0, -1), newTier(), ...tiers.slice(-1)])} />
    </Stack>
  )
}
