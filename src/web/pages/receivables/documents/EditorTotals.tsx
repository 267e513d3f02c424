import { Button, Menu, Stack, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { Totals } from '../../../../modules/receivables/documents/totals.ts'
import type { Coupon, TaxRate } from '../../../records.ts'
import { majorUnits, moneyText } from '../../../ui/Money.tsx'
import { taxRateText } from '../../catalog/tax-rates/tax-rate-text.ts'
import type { Draft } from './draft.ts'
import classes from './Editor.module.css'
import { RateRows } from './RateRows.tsx'

interface EditorTotalsProps {
  readonly draft: Draft
  readonly totals: Totals | null
  readonly problem: string | null
  readonly rates: readonly TaxRate[]
  readonly coupons: readonly Coupon[]
  readonly change: (changes: Partial<Draft>) => void
}

/** What the invoice comes to while it is written, computed by the same code as on the server. */
export function EditorTotals({ draft, totals, problem, rates, coupons, change }: EditorTotalsProps) {
  const text = (amount: Totals['total'] | undefined) => (amount ? moneyText(majorUnits(amount), draft.currency) : '–')
  const onLines = totals ? totals.lines.some((line) => line.taxes.length > 0) : false
  return (
    <div className={classes.totals}>
      <span>Subtotal</span>
      <output>{text(totals?.subtotal)}</output>
      <Stack gap={6} style={{ gridColumn: '1 / -1' }}>
        <RateRows
          label="Discount"
          rows={draft.discounts}
          amounts={totals?.discounts}
          currency={draft.currency}
          change={(discounts) => change({ discounts })}
        />
        <RateRows
          label="Tax"
          rows={draft.taxes}
          amounts={totals?.taxes}
          currency={draft.currency}
          change={(taxes) => change({ taxes })}
        />
      </Stack>
      <AddMenus draft={draft} rates={rates} coupons={coupons} change={change} />
      {onLines ? (
        <>
          <span>Taxes, all together</span>
          <output>{text(totals?.tax_total)}</output>
        </>
      ) : null}
      <span className={classes.total}>Total</span>
      <output className={classes.total} aria-live="polite">
        {text(totals?.total)}
      </output>
      {problem ? (
        <Text c="var(--mantine-color-error)" fz="xs" role="alert" style={{ gridColumn: '1 / -1', textAlign: 'left' }}>
          {problem}
        </Text>
      ) : null}
    </div>
  )
}

function AddMenus({ draft, rates, coupons, change }: Pick<EditorTotalsProps, 'draft' | 'rates' | 'coupons' | 'change'>) {
  return (
    <div style={{ gridColumn: '1 / -1', display: 'flex', gap: 4, textAlign: 'left' }}>
      <AddMenu
        label="Discount"
        options={coupons.map((rate) => ({
          id: rate.id,
          text: rate.name,
          add: () => change({ discounts: [...draft.discounts, { rate, amount: '0' }] }),
        }))}
        addAmount={() => change({ discounts: [...draft.discounts, { rate: null, amount: '' }] })}
      />
      <AddMenu
        label="Tax"
        options={rates.map((rate) => ({
          id: rate.id,
          text: taxRateText(rate),
          add: () => change({ taxes: [...draft.taxes, { rate, amount: '0' }] }),
        }))}
        addAmount={() => change({ taxes: [...draft.taxes, { rate: null, amount: '' }] })}
      />
    </div>
  )
}

function AddMenu({
  label,
  options,
  addAmount,
}: {
  readonly label: string
  readonly options: readonly { id: string; text: string; add: () => void }[]
  readonly addAmount: () => void
}) {
  const button = (
    <Button
      variant="subtle"
      size="compact-sm"
      leftSection={<IconPlus size={14} />}
      {...(options.length === 0 ? { onClick: addAmount } : {})}
    >
      {label}
    </Button>
  )
  if (options.length === 0) return button
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        {options.map((option) => (
          <Menu.Item key={option.id} onClick={option.add}>
            {option.text}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={addAmount}>Amount …</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
