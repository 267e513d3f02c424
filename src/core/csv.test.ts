import { expect, test } from 'vitest'
import { csvText } from './csv.ts'

test('what begins like a formula stays text where somebody typed it, and a figure stays a figure', () => {
  expect(csvText([[{ text: '=1+1' }, { text: '@sum' }, { text: '+1' }, { text: '\tx' }, '-45.00']])).toBe(
    `'=1+1,'@sum,'+1,'\tx,-45.00\r\n`,
  )
})

test('commas, quotes and line breaks stay inside their cell', () => {
  expect(
    csvText([
      ['a,b', { text: 'say "x"' }],
      [{ text: 'one\ntwo' }, ''],
    ]),
  ).toBe('"a,b","say ""x"""\r\n"one\ntwo",\r\n')
})
