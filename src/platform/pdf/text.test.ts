import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawnCharacters, fontFamilies, fontFolders } from './fonts.ts'
import { charactersIn } from './glyphs.ts'
import { printable, printableText } from './text.ts'

const LATIN = new Set(Array.from({ length: 95 }, (_, index) => index + 32))

function print(text: string, drawn: ReadonlySet<number> = LATIN) {
  const missing = new Set<string>()
  return { text: printableText(text, { drawn, missing }), missing: [...missing] }
}

describe('printable text', () => {
  const anything = fc.string({ unit: 'binary', maxLength: 200 })

  test('is whole Unicode with nothing left that cannot be drawn', () => {
    fc.assert(
      fc.property(anything, (written) => {
        const { text } = print(written)
        expect(text).not.toMatch(/\p{Surrogate}/u)
        expect(text.replace(/[\p{Default_Ignorable_Code_Point}\p{Zs}\n\ufffd]/gu, '')).toMatch(/^[ -~]*$/)
      }),
    )
  })

  test('says of every character that it shows it, or that it is missing', () => {
    fc.assert(
      fc.property(anything, (written) => {
        const { text, missing } = print(written)
        expect(text.includes('\ufffd')).toBe(missing.length > 0)
      }),
    )
  })

  test('is the same text when everything can be drawn', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), (written) => {
        const plain = written.replaceAll('\t', ' ')
        expect(print(plain).text.replaceAll('\u200b', '')).toBe(plain)
      }),
    )
  })

  test('has one kind of line break', () => {
    expect(print('a\r\nb\rc\u2028d\u0085e\fg').text).toBe('a\nb\nc\nd\ne\ng')
  })

  test('may break in words that are too long for a line, and only there', () => {
    expect(print('x'.repeat(32)).text).toBe('x'.repeat(32))
    const long = print(`ab ${'x'.repeat(40)}`).text
    expect(long.replaceAll('\u200b', '')).toBe(`ab ${'x'.repeat(40)}`)
    expect(Math.max(...long.split(/[ \u200b]/).map((part) => part.length))).toBeLessThan(24)
  })

  test('never breaks between a letter and its marks', () => {
    const { text } = print('é'.normalize('NFD').repeat(60), new Set([0x65, 0x301]))
    expect(text).not.toContain('\u200b\u0301')
    expect(text).toContain('\u200b')
  })

  test('shows hidden reordering by its codes, and leaves the marks that numbers need', () => {
    expect(print('a\u202eb\u2069').text).toBe('a[U+202E]b[U+2069]')
    expect(print('\u200f-1\u200e').text).toBe('\u200f-1\u200e')
  })

  test('reaches into lists and objects, but not under verbatim keys', () => {
    const to = { drawn: LATIN, missing: new Set<string>() }
    expect(printable({ a: ['é', 1, null, true], href: 'é' }, to, new Set(['href']))).toEqual({
      a: ['\ufffd', 1, null, true],
      href: 'é',
    })
    expect(to.missing).toEqual(new Set(['é']))
  })
})

describe('fonts', () => {
  const drawn = drawnCharacters()

  test('draw the letters of the languages we promise, and not those of runes', () => {
    for (const character of 'AzÄßłŻőΩЖệسپگתक่ขあ漢简한가বதతગਕಕകଓසაաአកກကཀᠮ€₹₫😀\ufffd')
      expect(drawn.has(character.codePointAt(0)!), character).toBe(true)
    expect(drawn.has('ᚠ'.codePointAt(0)!)).toBe(false)
  })

  test('are all there, and prefer the shapes of the reader’s language', () => {
    expect(fontFolders().length).toBeGreaterThan(fontFamilies('en').length)
    expect(fontFolders().filter((folder) => !existsSync(folder))).toEqual([])
    const prefersChinese = (language: string) =>
      fontFamilies(language).indexOf('Noto Sans SC') < fontFamilies(language).indexOf('Noto Sans JP')
    expect([prefersChinese('zh'), prefersChinese('zh-TW'), prefersChinese('ja'), prefersChinese('en')]).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect([...fontFamilies('zh')].sort()).toEqual([...fontFamilies('en')].sort())
  })

  test('without a character table are refused', () => {
    expect(() => charactersIn(Buffer.alloc(12))).toThrow(/cmap/)
  })
})
