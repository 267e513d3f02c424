import { isPositive, isZero, negate, subtract, sum } from '../../../../core/money.ts'
import { couponOf, type Invoice, type LineItem, rateOf, type ShownField } from '../../../records.ts'
import { fieldTexts } from '../../../ui/fields.ts'
import { knownCurrency, majorUnits, moneyOf, moneyText, moneyTextExact, plainText } from '../../../ui/Money.tsx'
import { decimalShown } from '../../../ui/numbers.ts'
import classes from './InvoiceLines.module.css'

/** Any document with lines. Only an invoice says what was paid, credited and is left. */
type Lined = Pick<Invoice, 'items' | 'currency' | 'subtotal' | 'discounts' | 'taxes' | 'total'> &
  Partial<Pick<Invoice, 'balance' | 'amount_paid' | 'amount_credited' | 'amount_written_off'>> & { readonly status: string }

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
  const { currency } = invoice
  const ofLines = (kind: 'discounts' | 'taxes') =>
    sum(
      invoice.items.flatMap((line) => line[kind].map(({ amount }) => moneyOf(amount, currency))),
      knownCurrency(currency),
    )
  const lineDiscounts = ofLines('discounts')
  const lineTaxes = ofLines('taxes')
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
      <Settlement invoice={invoice} />
    </dl>
  )
}

/** What became of the total, in the words of the printed invoice. A draft is not owed yet. */
function Settlement({ invoice }: { readonly invoice: Lined }) {
  const { currency, balance, amount_paid = 0, amount_credited = 0, amount_written_off = 0, status } = invoice
  if (balance === undefined || status === 'draft') return null
  const credited = subtract(moneyOf(amount_credited, currency), moneyOf(amount_written_off, currency))
  const parts = [
    ['Amount paid', moneyOf(amount_paid, currency)],
    ['Credits applied', credited],
    ['Written off', moneyOf(amount_written_off, currency)],
  ] as const
  return (
    <>
      {parts.map(([label, amount]) =>
        isZero(amount) ? null : <Row key={label} label={label} value={moneyText(majorUnits(negate(amount)), currency)} />,
      )}
      <Row label="Balance due" value={moneyText(balance, currency)} grand />
    </>
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
