import { Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '../../../api.ts'
import type { PortalSignUp, Quote } from '../../../records.ts'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { problemText } from '../../../ui/toasts.ts'
import classes from '../Document.module.css'
import { dayText, FormPart, type PortalAddress } from '../Document.tsx'
import type { choiceOf } from './form.ts'

interface QuotePartProps {
  readonly address: PortalAddress
  readonly choice: ReturnType<typeof choiceOf>
  readonly customer: string | null
  readonly company: PortalSignUp['company']
  /** How often it is billed: `every month`. */
  readonly rhythm: string
  readonly trial: boolean
}

/** What the choice costs, asked again whenever it changes. */
export function QuotePart({ address, choice, customer, company, rhythm, trial }: QuotePartProps) {
  const [settled] = useDebouncedValue(choice, 400)
  const read = useQuery({
    queryKey: ['POST /portal/{username}/sign_up/{key}/quote', address, settled, customer],
    queryFn: ({ signal }) =>
      call('POST /portal/{username}/sign_up/{key}/quote', { ...address, body: { ...settled, customer }, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  })
  return (
    <FormPart title={trial ? 'Your first bill, after the trial' : 'What you pay'}>
      <div aria-live="polite">
        {read.error ? (
          <Text c="brick">{problemText(read.error)}</Text>
        ) : read.data ? (
          <Lines quote={read.data} />
        ) : (
          <Text c="dimmed">…</Text>
        )}
        {read.data && !read.error ? (
          <Text mt="xs" c="dimmed">
            {`${trial ? `Free until ${dayText(read.data.first_bill, company)}. ` : ''}Then ${moneyText(read.data.recurring_total, read.data.currency)} ${rhythm}, until you end it.`}
          </Text>
        ) : null}
      </div>
    </FormPart>
  )
}

function Lines({ quote }: { readonly quote: Quote }) {
  const { lines, discount, tax, first_total, currency } = quote
  const sums = [
    ...(discount > 0 ? [['Discount', -discount] as const] : []),
    ...(tax > 0 ? [['Tax', tax] as const] : []),
    ['Total', first_total] as const,
  ]
  return (
    <table className={classes.rows}>
      <tbody>
        {lines.map(({ name, quantity, amount }) => (
          <tr key={`${name} ${quantity} ${amount}`}>
            <td style={{ whiteSpace: 'normal' }}>{quantity === 1 ? name : `${quantity} × ${name}`}</td>
            <td className={classes.figure}>
              <Money amount={amount} currency={currency} />
            </td>
          </tr>
        ))}
        {sums.map(([name, amount]) => (
          <tr key={name}>
            <td>{name === 'Total' ? <strong>{name}</strong> : name}</td>
            <td className={classes.figure}>
              <Money amount={amount} currency={currency} fw={name === 'Total' ? 640 : 400} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
