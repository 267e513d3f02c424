import { isPositive, subtract, sum } from '../../../../core/money.ts'
import { couponOf, type Invoice, type LineItem, rateOf, type ShownField } from '../../../records.ts'
import { fieldTexts } from '../../../ui/fields.ts'
import { knownCurrency, majorUnits, moneyOf, moneyText, moneyTextExact, plainText } from '../../../ui/Money.tsx'
import { decimalShown } from '../../../ui/numbers.ts'
import classes from './InvoiceLines.module.css'

/** Any document with lines. Without a balance nothing is said of what was paid. */
type Lined = Pick<Invoice, 'items' | 'currency' | 'subtotal' | 'discounts' | 'taxes' | 'total'> & {
  readonly balance?: number
  readonly status: string
}

/** What the company's own fields say on single lines. */
type LineFields = readonly { readonly line: number; readonly fields: readonly ShownField[] }[]

/** Lines and totals as they are stored; nothing is computed again. */
export function InvoiceLines({ invoice, fields = [] }: { readonly invoice: Lined; readonly fields?: LineFields }) {
  return (
    <>
      <div className={classes.scroll}>
        <table className={classes.lines}>
          <caption className="visually-hidden">Lines</caption>
          <thead>
            <tr>
              <th scope="col">Item</th>
              <th scope="col" className={`${classes.figure} ${classes.wide}`}>
                Quantity
              </th>
              <th scope="col" className={`${classes.figure} ${classes.wide}`}>
                Unit price
              </th>
              <th scope="col" className={classes.figure}>
                Amount
              </th>
            </tr>
          </thead>
          <tbody>
            {invoice.items.map((line) => (
              <Line
                key={line.id}
                line={line}
                currency={invoice.currency}
                fields={fields.find((of) => of.line === line.id)?.fields ?? []}
              />
            ))}
          </tbody>
        </table>
      </div>
      <TotalsList invoice={invoice} />
    </>
  )
}

interface LineProps {
  readonly line: LineItem
  readonly currency: string
  readonly fields: readonly ShownField[]
}

function Line({ line, currency, fields }: LineProps) {
  const quantity = decimalShown(plainText(line.quantity))
  const price = moneyTextExact(line.unit_cost, currency)
  const extras = [
    ...line.discounts.map((discount) => `${couponOf(discount)?.name ?? 'Discount'} −${moneyText(discount.amount, currency)}`),
    ...line.taxes.map((tax) => `${rateOf(tax)?.name ?? 'Tax'} ${moneyText(tax.amount, currency)}`),
  ]
  return (
    <tr>
      <td>
        {line.name}
        {line.description ? <div className={classes.detail}>{line.description}</div> : null}
        {fieldTexts(fields, currency).map(([name, value]) => (
          <div key={name} className={classes.detail}>{`${name}: ${value}`}</div>
        ))}
        <div className={`${classes.detail} ${classes.small}`}>{`${quantity} × ${price}`}</div>
        {extras.length > 0 ? <div className={classes.detail}>{extras.join(' · ')}</div> : null}
      </td>
      <td className={`${classes.figure} ${classes.wide}`}>{quantity}</td>
      <td className={`${classes.figure} ${classes.wide}`}>{price}</td>
      <td className={classes.figure}>{moneyText(line.amount, currency)}</td>
    </tr>
  )
}

function TotalsList({ invoice }: { readonly invoice: Lined }) {
  const { currency, balance = invoice.total } = invoice
  const paid = subtract(moneyOf(invoice.total, currency), moneyOf(balance, currency))
  const ofLines = (kind: 'discounts' | 'taxes') =>
    sum(
      invoice.items.flatMap((line) => line[kind].map(({ amount }) => moneyOf(amount, currency))),
      knownCurrency(currency),
    )
  const lineDiscounts = ofLines('discounts')
  const lineTaxes = ofLines('taxes')
  const isSettled = invoice.status !== 'draft' && invoice.status !== 'voided' && isPositive(paid)
  return (
    <dl className={classes.totals}>
      <Row label="Subtotal" value={moneyText(invoice.subtotal, currency)} />
      {isPositive(lineDiscounts) ? (
        <Row label="Discounts on lines" value={`−${moneyText(majorUnits(lineDiscounts), currency)}`} />
      ) : null}
      {invoice.discounts.map((discount) => (
        <Row
          key={discount.id}
          label={couponOf(discount)?.name ?? 'Discount'}
          value={`−${moneyText(discount.amount, currency)}`}
        />
      ))}
      {isPositive(lineTaxes) ? <Row label="Taxes on lines" value={moneyText(majorUnits(lineTaxes), currency)} /> : null}
      {invoice.taxes.map((tax) => (
        <Row key={tax.id} label={rateOf(tax)?.name ?? 'Tax'} value={moneyText(tax.amount, currency)} />
      ))}
      <Row label="Total" value={moneyText(invoice.total, currency)} grand />
      {isSettled ? <Row label="Paid and credited" value={`−${moneyText(majorUnits(paid), currency)}`} /> : null}
      {isSettled ? <Row label="Balance" value={moneyText(balance, currency)} grand /> : null}
    </dl>
  )
}

function Row({ label, value, grand = false }: { readonly label: string; readonly value: string; readonly grand?: boolean }) {
  const look = grand ? classes.grand : undefined
  return (
    <>
      <dt className={look}>{label}</dt>
      <dd className={look}>{value}</dd>
    </>
  )
}
