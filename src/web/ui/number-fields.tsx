import { TextInput, type TextInputProps } from '@mantine/core'
import { useState } from 'react'
import { currencySymbol, minorDigits } from '../../core/currency.ts'
import { knownCurrency } from './Money.tsx'
import { decimalShown, decimalTyped } from './numbers.ts'

interface NumberFieldProps extends Omit<TextInputProps, 'value' | 'onChange' | 'defaultValue'> {
  /** Plain decimal text such as `45` or `10.5`; what is typed and is no number stays as it is, for the form to refuse. */
  readonly value?: string
  readonly onChange?: (value: string) => void
  readonly decimals?: number
}

/** A figure as text: exact, in the reader's notation, aligned to the right. */
export function NumberField({ value = '', onChange, decimals = 0, onBlur, onFocus, styles, ...input }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const plain = decimalTyped(value, '.')
  const shown = typed ?? (plain === null ? value : decimalShown(plain, decimals))
  return (
    <TextInput
      {...input}
      value={shown}
      inputMode="decimal"
      autoComplete="off"
      styles={{ input: { textAlign: 'right', fontVariantNumeric: 'tabular-nums' }, ...(styles as object) }}
      onFocus={(event) => {
        event.currentTarget.select()
        onFocus?.(event)
      }}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        onChange?.(decimalTyped(event.currentTarget.value) ?? event.currentTarget.value)
      }}
      onBlur={(event) => {
        setTyped(null)
        onBlur?.(event)
      }}
    />
  )
}

/** An amount or price in a currency. */
export function MoneyField({ currency, ...props }: NumberFieldProps & { readonly currency: string }) {
  const code = knownCurrency(currency)
  const sign = currencySymbol(code)
  return (
    <NumberField
      decimals={minorDigits(code)}
      leftSection={sign.length <= 3 ? <span aria-hidden>{sign}</span> : null}
      {...props}
    />
  )
}

export function QuantityField(props: NumberFieldProps) {
  return <NumberField {...props} />
}

/** A rate such as 8.25 %. */
export function PercentField(props: NumberFieldProps) {
  return <NumberField rightSection={<span aria-hidden>%</span>} {...props} />
}
