/** What stands at the end of a document: how to pay, notes, terms, the theme's last words, and the link to its page. */
import type { PaperDocument } from './facts.ts'
import type { LabelKey } from './labels.ts'
import type { Writing } from './locale.ts'
import type { PaperBody, PaperFact } from './paper.ts'

export function closingOf(document: PaperDocument, words: Writing, isPayable: boolean): PaperFact[] {
  const isAutomatic = document.kind === 'invoice' && document.autopay === true
  const how = isAutomatic ? words.label('autopay_hint') : document.company.payment_instructions
  return [
    ...(isPayable ? paragraph('pay', how, words) : []),
    ...paragraph('notes', document.notes, words),
    ...paragraph('terms', document.terms ?? document.theme?.terms, words),
    ...(document.theme?.footer?.trim() ? [{ label: '', value: document.theme.footer.trim() }] : []),
  ]
}

function paragraph(key: LabelKey, text: string | null | undefined, words: Writing): PaperFact[] {
  const value = text?.trim() ?? ''
  return value === '' ? [] : [{ label: words.label(key), value }]
}

/** Longer than any address of ours, and shorter than the compiler refuses. */
const URL_LENGTH_MAX = 2_000

/** Only web addresses become links. They are printed as they are, so they must be plain ASCII, as addresses on the wire are. */
export function linkOf(url: string | null, words: Writing, key: LabelKey): PaperBody['link'] {
  if (!url || url.length > URL_LENGTH_MAX || !/^https?:\/\/[\x21-\x7e]+$/.test(url)) return null
  return { label: words.label(key), href: url }
}
