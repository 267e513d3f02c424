import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimal } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'
import { changeTaxRate, draftTaxRate, pickTaxRates } from './rules.ts'

const now = new Date('2014-11-18T15:00:00Z')
const codes = fc.uniqueArray(fc.stringMatching(/^[a-z]{2,4}$/), { maxLength: 6 })
const rate = (id: string) => draftTaxRate(id, { name: id, value: decimal('5') }, 'usd', now)

test('rates are picked in the order asked for, once each', () => {
  fc.assert(
    fc.property(codes, fc.array(fc.nat(5)), (known, picks) => {
      const asked = known.length === 0 ? [] : picks.map((pick) => known[pick % known.length]!)
      expect(pickTaxRates(known.map(rate).toReversed(), asked, 'taxes').map(({ id }) => id)).toEqual([...new Set(asked)])
    }),
  )
})

test('a code without a rate is refused by its place in the list', () => {
  expect(() => pickTaxRates([rate('vat')], ['vat', 'gst'], 'taxes')).toThrow(
    expect.objectContaining({ code: 'unknown_tax_rate', field: 'taxes[1]' }),
  )
})

test('only the name and the metadata of a rate change', () => {
  const before = draftTaxRate('vat', { name: 'VAT', value: decimal('5'), inclusive: true }, 'usd', now)
  expect(changeTaxRate(before, { name: 'GST' }, now)).toEqual({ ...before, name: 'GST' })
  expect(() => draftTaxRate('vat', { name: 'VAT', value: decimal('-0.01') }, 'usd', now)).toThrow(Refusal)
  expect(() => draftTaxRate('vat', { name: 'VAT', value: decimal('1000.01') }, 'usd', now)).toThrow(Refusal)
  expect(draftTaxRate('fee', { name: 'Fee', value: decimal('3'), is_percent: false }, 'eur', now).currency).toBe('eur')
})
