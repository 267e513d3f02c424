import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkTotals, documents, linesOfDocuments } from '../../../../test/oracle/totals.ts'
import type { Currency } from '../../../core/currency.ts'
import { type Decimal, decimal, negateDecimal, percent } from '../../../core/decimal.ts'
import { add, money, subtract, sum, times } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Discount } from './discounts.ts'
import type { Tax } from './taxes.ts'
import { computeTotals, type Totals, type TotalsInput, type TotalsLine } from './totals.ts'

const line = (quantity: string, unit_cost: string, more: Partial<TotalsLine> = {}): TotalsLine => ({
  quantity: decimal(quantity),
  unit_cost: decimal(unit_cost),
  discountable: true,
  taxable: true,
  discounts: [],
  taxes: [],
  ...more,
})
const document = (lines: TotalsLine[], more: Partial<TotalsInput> = {}): TotalsInput => ({
  currency: 'usd',
  rounding: 'per_step',
  lines,
  discounts: [],
  taxes: [],
  ...more,
})
const flatTax = (amount: string): Tax => ({ kind: 'fixed', amount: decimal(amount), tax_rate: null, inclusive: false })
const rate = (tax_rate: string, value: string, inclusive = false): Tax => ({
  kind: 'percent',
  value: decimal(value),
  tax_rate,
  inclusive,
})
const off = (amount: string): Discount => ({ kind: 'fixed', amount: decimal(amount), coupon: null })
const coupon = (id: string, value: string): Discount => ({ kind: 'percent', value: decimal(value), coupon: id })
const refusalOf = (input: TotalsInput) => {
  try {
    computeTotals(input)
  } catch (error) {
    if (error instanceof Refusal) return [error.kind, error.code, error.field]
    throw error
  }
  return null
}
const amounts = (parts: readonly { amount: number }[]) => parts.map(({ amount }) => amount)

/** Documents that come to something; refused ones say nothing about sums. */
const computed: fc.Arbitrary<{ input: TotalsInput; totals: Totals }> = documents
  .filter((input) => refusalOf(input) === null)
  .map((input) => ({ input, totals: computeTotals(input) }))

test('5,000 random documents come to the cent to what the oracle says', () => {
  const details = checkTotals({ runs: 5_000 })
  if (details.failed) expect.fail(fc.defaultReportMessage(details) ?? 'the oracle disagrees')
})

test('total is subtotal less discounts plus taxes, and never negative', () => {
  fc.assert(
    fc.property(computed, ({ totals }) => {
      expect(totals.total).toEqual(add(subtract(totals.subtotal, totals.discount_total), totals.tax_total))
      expect(totals.total.amount).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('every total is the sum of its parts', () => {
  fc.assert(
    fc.property(computed, ({ input: { currency }, totals }) => {
      const { lines, subtotal, discounts, taxes, taxes_by_rate, discount_total, tax_total, total } = totals
      expect(sum([...lines.flatMap((l) => l.discounts), ...discounts], currency)).toEqual(discount_total)
      expect(sum([...lines.flatMap((l) => l.taxes), ...taxes], currency)).toEqual(tax_total)
      expect(sum(amountsOf(taxes_by_rate, 'tax'), currency)).toEqual(tax_total)
      expect(sum(amountsOf(lines, 'revenue'), currency)).toEqual(subtotal)
      expect(sum(amountsOf(lines, 'net'), currency)).toEqual(subtract(total, tax_total))
    }),
  )
})

test('the order of lines is irrelevant', () => {
  fc.assert(
    fc.property(computed, ({ input, totals }) => {
      const backwards = computeTotals({ ...input, lines: [...input.lines].reverse() })
      expect([backwards.subtotal, backwards.discounts, backwards.taxes, backwards.total]).toEqual([
        totals.subtotal,
        totals.discounts,
        totals.taxes,
        totals.total,
      ])
    }),
  )
})

test('the order of rates is irrelevant: they do not compound', () => {
  fc.assert(
    fc.property(computed, ({ input, totals }) => {
      const turned = computeTotals({ ...input, discounts: [...input.discounts].reverse(), taxes: [...input.taxes].reverse() })
      expect(turned.total).toEqual(totals.total)
      expect(turned.taxes).toEqual([...totals.taxes].reverse())
    }),
  )
})

test('the bases of rates on lines add up to the taxed subtotal', () => {
  const oneRateEach = fc
    .array(fc.tuple(linesOfDocuments, fc.constantFrom('vat', 'reduced', 'zero')), { minLength: 1, maxLength: 12 })
    .map((rows) => rows.map(([l, id]) => ({ ...l, taxes: [rate(id, { vat: '19', reduced: '7', zero: '0' }[id]!)] })))
  fc.assert(
    fc.property(oneRateEach, fc.constantFrom('per_step' as const, 'per_rate' as const), (lines, rounding) => {
      const input = document(lines, { rounding })
      fc.pre(refusalOf(input) === null)
      const { taxes_by_rate, subtotal, discount_total } = computeTotals(input)
      expect(sum(amountsOf(taxes_by_rate, 'base'), 'usd')).toEqual(subtract(subtotal, discount_total))
    }),
  )
})

test('without discounts, credits and contained taxes the two ways of rounding differ by at most half a cent per line and rate', () => {
  const exclusive = (taxes: readonly Tax[]) => taxes.map((tax) => ({ ...tax, inclusive: false }))
  const owed = documents.map((input) => ({
    ...input,
    discounts: [],
    taxes: exclusive(input.taxes),
    lines: input.lines.map((l) => ({ ...l, unit_cost: magnitude(l.unit_cost), discounts: [], taxes: exclusive(l.taxes) })),
  }))
  fc.assert(
    fc.property(owed, (input) => {
      fc.pre(refusalOf(input) === null)
      const [perStep, perRate] = (['per_step', 'per_rate'] as const).map((rounding) => computeTotals({ ...input, rounding }))
      const roundings = input.lines.flatMap((l) => l.taxes).length + perStep!.taxes_by_rate.length
      expect(Math.abs(perStep!.total.amount - perRate!.total.amount)).toBeLessThanOrEqual(Math.ceil(roundings / 2))
      expect(perRate!.lines.map((l) => l.amount)).toEqual(perStep!.lines.map((l) => l.amount))
    }),
  )
})

test('per rate: each tax is its rate times the nets of the lines that bear it, rounded once', () => {
  const exclusive = computed.filter(
    ({ input }) =>
      input.rounding === 'per_rate' && ![...input.taxes, ...input.lines.flatMap((l) => l.taxes)].some((tax) => tax.inclusive),
  )
  fc.assert(
    fc.property(exclusive, ({ input, totals }) => {
      input.taxes.forEach((tax, i) => {
        if (tax.kind !== 'percent') return
        const nets = totals.lines.filter((_, j) => input.lines[j]!.taxable).map((l) => l.net)
        expect(totals.taxes[i]).toEqual(times(sum(nets, input.currency), percent(tax.value)))
      })
      for (const { value, base, tax } of totals.taxes_by_rate)
        if (value) expect(Math.abs(tax.amount - times(base, percent(value)).amount)).toBeLessThanOrEqual(1)
    }),
  )
})

test('taxes that prices contain never change the total', () => {
  fc.assert(
    fc.property(computed, ({ input }) => {
      const contained = (tax: Tax) => tax.inclusive && tax.tax_rate !== null
      const exclusive = {
        ...input,
        rounding: 'per_step' as const,
        lines: input.lines.map((l) => ({ ...l, taxes: [] })),
        taxes: [],
        discounts: [],
      }
      const inclusive = {
        ...exclusive,
        lines: input.lines.map((l) => ({ ...l, taxes: l.taxes.filter(contained) })),
        taxes: input.taxes.filter(contained),
      }
      fc.pre(refusalOf(exclusive) === null && refusalOf(inclusive) === null)
      expect(computeTotals(inclusive).total).toEqual(computeTotals(exclusive).total)
    }),
  )
})

test('inclusive undoes exclusive: the price with its tax contains that tax, or one cent more where it was rounded down', () => {
  fc.assert(
    fc.property(fc.nat(1e9), fc.constantFrom('5', '7', '8.875', '15', '19', '21', '25'), (net, value) => {
      const priceOf = (cents: number) => ({ digits: BigInt(cents), scale: 2 })
      const sold = computeTotals(document([{ ...line('1', '0', { taxes: [rate('vat', value)] }), unit_cost: priceOf(net) }]))
      const bought = computeTotals(
        document([{ ...line('1', '0', { taxes: [rate('vat', value, true)] }), unit_cost: priceOf(sold.total.amount) }]),
      )
      expect(bought.total).toEqual(sold.total)
      expect([sold.tax_total.amount, sold.tax_total.amount + 1]).toContain(bought.tax_total.amount)
    }),
  )
})

test('an invoice of all lines is the sum of an invoice per line', () => {
  fc.assert(
    fc.property(fc.array(linesOfDocuments, { maxLength: 6 }), (lines) => {
      fc.pre([lines, ...lines.map((l) => [l])].every((ls) => refusalOf(document(ls)) === null))
      expect(computeTotals(document(lines)).total).toEqual(
        sum(
          lines.map((l) => computeTotals(document([l])).total),
          'usd',
        ),
      )
    }),
  )
})

test('45 and 10 and a tax of 3.85 is 58.85', () => {
  const totals = computeTotals(document([line('1', '45'), line('1', '10')], { taxes: [flatTax('3.85')] }))
  expect([totals.subtotal.amount, totals.total.amount]).toEqual([5500, 5885])
})

test('three times 45 and 10 and a tax of 3.85 is 148.85', () => {
  const totals = computeTotals(document([line('3', '45'), line('1', '10')], { taxes: [flatTax('3.85')] }))
  expect([amounts(totals.lines.map((l) => l.amount)), totals.subtotal.amount, totals.total.amount]).toEqual([
    [13500, 1000],
    14500,
    14885,
  ])
})

test('100 with a coupon of 20 % and vat of 5 %: discount 20, tax 4, total 84', () => {
  const totals = computeTotals(document([line('1', '100')], { discounts: [coupon('spring', '20')], taxes: [rate('vat', '5')] }))
  expect([totals.subtotal, totals.discounts[0], totals.taxes[0], totals.total].map((m) => m!.amount)).toEqual([
    10000, 2000, 400, 8400,
  ])
  expect(totals.taxes_by_rate).toEqual([
    { tax_rate: 'vat', value: decimal('5'), inclusive: false, base: money(8000, 'usd'), tax: money(400, 'usd') },
  ])
})

test('three times 45 less 60 at 21 % is 90.75', () => {
  expect(computeTotals(document([line('3', '45')], { discounts: [off('60')], taxes: [rate('vat', '21')] })).total.amount).toBe(
    9075,
  )
  expect(computeTotals(document([line('3', '45', { discounts: [off('60')], taxes: [rate('vat', '21')] })])).total.amount).toBe(
    9075,
  )
  expect(computeTotals(document([line('3', '45'), line('1', '-60')], { taxes: [rate('vat', '21')] })).total.amount).toBe(9075)
})

test('115 with 15 % inside contains 15.00, on the line as on the subtotal', () => {
  const onLine = computeTotals(document([line('1', '115', { taxes: [rate('vat', '15', true)] })]))
  const onSubtotal = computeTotals(document([line('1', '115')], { taxes: [rate('vat', '15', true)] }))
  expect([onLine.lines[0]!.amount, onLine.subtotal, onLine.tax_total, onLine.total].map((m) => m.amount)).toEqual([
    10000, 10000, 1500, 11500,
  ])
  expect([onSubtotal.lines[0]!.amount, onSubtotal.subtotal, onSubtotal.tax_total, onSubtotal.total].map((m) => m.amount)).toEqual(
    [11500, 10000, 1500, 11500],
  )
})

test('contained tax is rounded up: 10.00 with 7 % inside contains 0.66', () => {
  expect(computeTotals(document([line('1', '10', { taxes: [rate('vat', '7', true)] })])).tax_total.amount).toBe(66)
})

test('yen have no decimals and dinars three', () => {
  const of = (currency: Currency) => computeTotals(document([line('3', '33.3335')], { currency, taxes: [rate('vat', '10')] }))
  expect([of('jpy').subtotal, of('jpy').total]).toEqual([money(100, 'jpy'), money(110, 'jpy')])
  expect([of('bhd').subtotal, of('bhd').tax_total, of('bhd').total]).toEqual([
    money(100001, 'bhd'),
    money(10000, 'bhd'),
    money(110001, 'bhd'),
  ])
})

test('lines that are left out of discounts and taxes count with their price before contained tax and line discounts', () => {
  const untaxed = line('1', '115', {
    discountable: false,
    taxable: false,
    discounts: [off('10')],
    taxes: [rate('vat', '15', true)],
  })
  const totals = computeTotals(
    document([line('1', '100'), untaxed], { discounts: [coupon('spring', '10')], taxes: [rate('gst', '10')] }),
  )
  // 100 + (115 − 10) − 13.70 of contained tax is 191.30; less 115 leaves 76.30 to discount, and 183.67 − 115 to tax.
  expect([totals.lines[1]!.taxes[0], totals.discounts[0], totals.taxes[0]].map((m) => m!.amount)).toEqual([1370, 763, 687])
})

test('per rate: three lines of 0.33 at 10 % bear 0.10 in all, where each by itself bears 0.03', () => {
  const thirds = [1, 2, 3].map(() => line('1', '0.33', { taxes: [rate('vat', '10')] }))
  expect(computeTotals(document(thirds)).tax_total.amount).toBe(9)
  const perRate = computeTotals(document(thirds, { rounding: 'per_rate' }))
  expect(perRate.taxes_by_rate[0]).toMatchObject({ base: { amount: 99 }, tax: { amount: 10 } })
  expect(amounts(perRate.lines.map((l) => l.taxes[0]!))).toEqual([4, 3, 3])
})

test('per rate: a discount of the document lowers the base of every rate (EN 16931, BR-S-08)', () => {
  const lines = [line('1', '300', { taxes: [rate('vat', '19')] }), line('1', '100', { taxes: [rate('reduced', '7')] })]
  const totals = computeTotals(document(lines, { currency: 'eur', rounding: 'per_rate', discounts: [off('40')] }))
  expect(totals.taxes_by_rate.map((r) => [r.tax_rate, r.base.amount, r.tax.amount])).toEqual([
    ['vat', 27000, 5130],
    ['reduced', 9000, 630],
  ])
  expect(totals.total.amount).toBe(41760)
  expect(amounts(totals.lines.map((l) => l.net))).toEqual([27000, 9000])
})

test('per rate: the credit line of a document takes its tax back', () => {
  const lines = [line('3', '45', { taxes: [rate('vat', '21')] }), line('1', '-60', { taxes: [rate('vat', '21')] })]
  expect(computeTotals(document(lines, { rounding: 'per_rate' })).total.amount).toBe(9075)
  expect(computeTotals(document(lines)).total.amount).toBe(7500 + 2835)
})

test('a typed tax is never inclusive, whatever its flag', () => {
  const totals = computeTotals(document([line('1', '10')], { taxes: [{ ...flatTax('1'), inclusive: true }] }))
  expect([totals.subtotal.amount, totals.total.amount]).toEqual([1000, 1100])
})

test('what cannot be computed is refused with the field at fault', () => {
  const one = [line('1', '10')]
  expect(refusalOf(document(one, { discounts: [off('10.01')] }))).toEqual(['invalid', 'total_negative', 'total'])
  expect(refusalOf(document([line('1', '-1')]))).toEqual(['invalid', 'total_negative', 'total'])
  expect(refusalOf(document([line('1', '10', { taxes: [rate('vat', '5')] })], { taxes: [rate('vat', '5')] }))).toEqual([
    'invalid',
    'tax_rate_repeated',
    'taxes',
  ])
  expect(refusalOf(document(one, { discounts: [off('-1')] }))).toEqual(['invalid', 'negative_discounts', 'discounts'])
  expect(refusalOf(document(one, { taxes: [rate('vat', '-1')] }))).toEqual(['invalid', 'negative_taxes', 'taxes'])
  expect(refusalOf(document([], { discounts: [off('1')], taxes: [flatTax('2')] }))).toEqual(['invalid', 'items_missing', 'items'])
  expect(refusalOf(document(Array<TotalsLine>(1001).fill(one[0]!)))).toEqual(['invalid', 'too_many_items', 'items'])
  expect(refusalOf(document(one, { taxes: Array<Tax>(101).fill(flatTax('1')) }))).toEqual(['invalid', 'too_many_taxes', 'taxes'])
})

test('amounts beyond what computers add exactly are refused, never bent', () => {
  const huge = fc.bigInt({ min: 0n, max: 10n ** 30n }).map((digits) => ({ digits, scale: 6 }))
  const lines = fc.array(
    fc
      .record({
        quantity: huge,
        unit_cost: huge,
        discounts: fc.constant([coupon('x', '50')]),
        taxes: fc.constant([rate('vat', '999999999')]),
      })
      .map((l) => ({ ...line('1', '1'), ...l })),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(lines, fc.constantFrom('usd' as const, 'btc' as const, 'jpy' as const), (ls, currency) => {
      const refused = refusalOf(document(ls, { currency }))
      if (refused) expect(refused[1]).toBe('amount_too_large')
    }),
  )
  expect(refusalOf(document(Array<TotalsLine>(11).fill(line('1', '1000000000000'))))).toEqual([
    'invalid',
    'amount_too_large',
    'items',
  ])
})

test('an empty document comes to nothing', () => {
  expect(computeTotals(document([]))).toMatchObject({
    lines: [],
    subtotal: { amount: 0 },
    total: { amount: 0 },
    taxes_by_rate: [],
  })
})

function magnitude(value: Decimal): Decimal {
  return value.digits < 0n ? negateDecimal(value) : value
}

function amountsOf<K extends string, R extends Readonly<Record<K, ReturnType<typeof money>>>>(rows: readonly R[], key: K) {
  return rows.map((row) => row[key])
}
