import { expect, test } from 'vitest'
import { isCountry, isLanguage } from './places.ts'

const letters = [...'abcdefghijklmnopqrstuvwxyz']
const pairs = letters.flatMap((first) => letters.map((second) => first + second))

test('there are 249 countries by ISO 3166-1, and Kosovo', () => {
  expect(pairs.map((pair) => pair.toUpperCase()).filter(isCountry)).toHaveLength(250)
  for (const code of ['US', 'DE', 'GB', 'XK', 'IO']) expect(isCountry(code), code).toBe(true)
  for (const code of ['UK', 'EU', 'ZZ', 'us', 'USA', '', 'U1', 'SU', 'YU', 'AN']) expect(isCountry(code), code).toBe(false)
})

test('languages are those of ISO 639-1', () => {
  for (const code of ['en', 'de', 'zh', 'he', 'ar', 'pt']) expect(isLanguage(code), code).toBe(true)
  for (const code of ['xx', 'EN', 'eng', '', 'zz']) expect(isLanguage(code), code).toBe(false)
})
