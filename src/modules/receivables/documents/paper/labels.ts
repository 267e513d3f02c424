/** The words on paper, by language. A language without a table here gets English, and English dates and numbers with it. */
import { ar } from './labels/ar.ts'
import { de } from './labels/de.ts'
import { en } from './labels/en.ts'
import { es } from './labels/es.ts'
import { fa } from './labels/fa.ts'
import { fr } from './labels/fr.ts'
import { he } from './labels/he.ts'
import { it } from './labels/it.ts'
import { ja } from './labels/ja.ts'
import { nl } from './labels/nl.ts'
import { pl } from './labels/pl.ts'
import { pt } from './labels/pt.ts'
import { zh } from './labels/zh.ts'

export type LabelKey = keyof typeof en
export type Labels = Readonly<Record<LabelKey, string>>

export const LABELS = { ar, de, en, es, fa, fr, he, it, ja, nl, pl, pt, zh } as const satisfies Readonly<Record<string, Labels>>

/** Languages that documents can be printed in, as ISO 639-1 codes. */
export type PaperLanguage = keyof typeof LABELS

export const RIGHT_TO_LEFT: ReadonlySet<PaperLanguage> = new Set<PaperLanguage>(['ar', 'fa', 'he'])

/** The language to print in for a language tag such as `de`, `pt-BR` or `zh_CN`. */
export function paperLanguage(tag: string): PaperLanguage {
  const code = tag.slice(0, 2).toLowerCase()
  return /^[a-z]{2}(?:$|[-_])/i.test(tag) && isPaperLanguage(code) ? code : 'en'
}

function isPaperLanguage(code: string): code is PaperLanguage {
  return Object.hasOwn(LABELS, code)
}

/** Puts values into a label: `fill('Attn: {name}', { name })`. A value is never read as a label itself. */
export function fill(label: string, values: Readonly<Record<string, string>>): string {
  return label.replace(/\{(\w+)\}/g, (place, key: string) => (Object.hasOwn(values, key) ? values[key]! : place))
}
