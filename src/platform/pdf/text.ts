/**
 * Makes any text printable. Whatever people type reaches the page as text; this file takes care of characters that
 * would not show (no font has them), that would show something else than what is stored (controls that reorder text),
 * or that would run off the page (a word longer than a line).
 */
export interface Printability {
  /** Characters some font draws. */
  readonly drawn: ReadonlySet<number>
  /** Collects the characters that were replaced. */
  readonly missing: Set<string>
}

/** The Unicode replacement character, drawn as a question mark in a diamond. */
const REPLACEMENT = '\ufffd'
/** Templates make it a place without width where a line may end, so that it never shows in copied text. */
const BREAK = '\u200b'

/**
 * Words of more than this many characters may break at every `BREAK_EVERY`; nearly all real words and all document
 * numbers are shorter.
 */
const WORD_MAX = 32
const BREAK_EVERY = 12
const LONG_WORD = new RegExp(`\\S{${WORD_MAX + 1},}`, 'gu')
const CLUSTERS = new RegExp(`(?:\\P{M}[\\p{M}\\u200c\\u200d\\ufe0e\\ufe0f]*){${BREAK_EVERY}}(?=\\P{M})`, 'gu')

/** The same structure with every string printable, except those under `verbatim` keys (link targets, colours). */
export function printable(value: unknown, to: Printability, verbatim: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return printableText(value, to)
  if (Array.isArray(value)) return value.map((each) => printable(each, to, verbatim))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, verbatim.has(key) ? each : printable(each, to, verbatim)]),
  )
}

/** One text: one kind of line break, no hidden reordering, only characters that can be drawn, words that can break. */
export function printableText(text: string, to: Printability): string {
  const plain = text
    .replace(/\r\n|[\r\v\f\x85\u2028\u2029]/g, '\n')
    .replaceAll('\t', '    ')
    .replace(REORDERING, (control) => `[U+${control.codePointAt(0)!.toString(16).toUpperCase()}]`)
  return drawable(plain, to).replace(LONG_WORD, (word) => word.replace(CLUSTERS, `$&${BREAK}`))
}

/**
 * Embeddings, overrides and isolates: they can make "annexe.pdf" read as another name, so they are shown by their code.
 * The plain marks (U+200E, U+200F, U+061C) stay: number formats of right-to-left languages need them.
 */
const REORDERING = /[\u202a-\u202e\u2066-\u2069]/g

/** Never drawn and never missed: joiners, variation selectors, direction marks. Lone surrogates are not among them. */
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{Zs}\n]$/u

/** Some fonts have an empty glyph for control characters, which would make them disappear. */
const CONTROL = /^\p{Cc}$/u

function drawable(text: string, to: Printability): string {
  let result = ''
  for (const character of text) {
    const code = character.codePointAt(0)!
    if (INVISIBLE.test(character) || (to.drawn.has(code) && !CONTROL.test(character))) {
      result += character
    } else {
      to.missing.add(isSurrogate(code) ? REPLACEMENT : character)
      result += REPLACEMENT
    }
  }
  return result
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff
}
