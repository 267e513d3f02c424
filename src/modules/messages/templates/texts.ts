/** What the templates say until a company says it otherwise. */
import type { TemplateId } from './catalog.ts'
import { de } from './texts/de.ts'
import { en } from './texts/en.ts'
import { es } from './texts/es.ts'
import { fr } from './texts/fr.ts'

/** A text in Liquid and the little markup of mail bodies (platform/mail-markup.ts). */
export interface TemplateText {
  readonly subject: string
  readonly body: string
}

export interface DefaultText extends TemplateText {
  /** The words on the mail's button, if it has one. */
  readonly button: string | null
}

export interface Texts {
  readonly templates: Readonly<Record<TemplateId, DefaultText>>
  /** Why somebody gets our mail; `{company}` is filled in. */
  readonly footer: string
}

const TEXTS = { en, de, fr, es } as const satisfies Readonly<Record<string, Texts>>

export type TextLanguage = keyof typeof TEXTS
export const TEXT_LANGUAGES = Object.keys(TEXTS) as TextLanguage[]

export function isTextLanguage(language: string): language is TextLanguage {
  return Object.hasOwn(TEXTS, language)
}

/** The default words of a language, English where there are none. */
export function textsIn(language: string): Texts {
  return isTextLanguage(language) ? TEXTS[language] : TEXTS.en
}
