/**
 * Owns: which text a mail is written with, and what a company may change about templates.
 * Does not own: the template language (platform/templating), who sends which template.
 * Invariants: every template has a text in every language asked for, ours or the company's; an option has the kind of value
 * its default has; options never depend on the language.
 */
import { Refusal } from '../../../core/refusal.ts'
import { type Family, familyOf, isTemplateId, type Options, type OptionValue, optionsOfType, TEMPLATES } from './catalog.ts'
import type { EmailTemplate, EmailTemplateChanges } from './contract.ts'
import { isTextLanguage, TEXT_LANGUAGES, type TemplateText, textsIn } from './texts.ts'
import { variablesOf } from './variables.ts'

/** What a company keeps of a template. */
export interface KeptTemplate {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly template_engine: 'mustache' | 'twig'
  /** Only what was chosen. */
  readonly options: Options
  readonly texts: readonly KeptText[]
  readonly created_at: Date
  readonly updated_at: Date
}

export interface KeptText extends TemplateText {
  /** Empty: the company's language. */
  readonly language: string
}

/** A template as a mail is written with it. */
export interface ResolvedTemplate extends TemplateText {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly family: Family
  readonly language: string
  readonly customized: boolean
  /** The words on the button; null where the template has none. */
  readonly button_text: string | null
  readonly options: Options
}

/** What is known of the templates of a company. */
export interface Home {
  /** The company's language. */
  readonly language: string
  readonly created_at: Date
}

/** Null where there is no such template. @param language the reader's */
export function resolveTemplate(id: string, kept: KeptTemplate | null, language: string, home: Home): ResolvedTemplate | null {
  const text = resolveText(id, kept?.texts ?? [], language, home.language)
  if (!text) return null
  const ours = isTemplateId(id) ? TEMPLATES[id] : null
  const type = kept?.type ?? ours?.type ?? 'invoice'
  const options = { ...(ours?.options ?? optionsOfType(type)), ...kept?.options }
  return {
    ...text,
    id,
    name: kept?.name ?? ours?.name ?? id,
    type,
    family: ours?.family ?? familyOf(type),
    options,
    button_text: buttonText(id, type, options, text.language),
  }
}

/**
 * The company's own text in the reader's language; else ours in that language; else the company's in its own language. A
 * template of the company's making has no text of ours, so any of its texts serves.
 */
function resolveText(
  id: string,
  own: readonly KeptText[],
  language: string,
  home: string,
): (TemplateText & Pick<ResolvedTemplate, 'language' | 'customized'>) | null {
  const kept = (wanted: string) =>
    own.find((text) => text.language === wanted) ?? (wanted === home ? own.find((text) => text.language === '') : undefined)
  const ours = (wanted: string) => (isTemplateId(id) && isTextLanguage(wanted) ? textsIn(wanted).templates[id] : undefined)
  const mine = (text: KeptText | undefined) =>
    text && { subject: text.subject, body: text.body, language: text.language || home, customized: true }
  const standard = (wanted: string) => {
    const text = ours(wanted)
    return text && { subject: text.subject, body: text.body, language: wanted, customized: false }
  }
  return (
    mine(kept(language)) ?? standard(language) ?? mine(kept(home)) ?? standard(home) ?? standard('en') ?? mine(own[0]) ?? null
  )
}

function buttonText(id: string, type: string, options: Options, language: string): string | null {
  const chosen = options['button_text']
  if (typeof chosen === 'string' && chosen.trim() !== '') return chosen
  const texts = textsIn(language).templates
  if (isTemplateId(id)) return texts[id].button
  const alike = Object.entries(TEMPLATES).find(([, kind]) => kind.type === type)
  return alike ? texts[alike[0] as keyof typeof texts].button : null
}

/** The template as published. */
export function presentTemplate(resolved: ResolvedTemplate, kept: KeptTemplate | null, home: Home): EmailTemplate {
  const { id, name, type, language, subject, body, options, customized, family } = resolved
  const own = kept?.texts.map((text) => text.language || home.language) ?? []
  return {
    object: 'email_template',
    id,
    name,
    type,
    language,
    subject,
    body,
    template_engine: kept?.template_engine ?? 'twig',
    options,
    customized,
    languages: [...new Set([...own, ...(isTemplateId(id) ? TEXT_LANGUAGES : [])])].sort(),
    variables: [...variablesOf(family)],
    created_at: kept?.created_at ?? home.created_at,
    updated_at: kept?.updated_at ?? home.created_at,
  }
}

/** The kept template with a change put in, and the text that changed, if one did. */
export function changeTemplate(
  id: string,
  before: KeptTemplate | null,
  changes: EmailTemplateChanges,
  facts: { readonly language: string; readonly current: TemplateText | null; readonly now: Date },
): { readonly template: Omit<KeptTemplate, 'texts'>; readonly text: KeptText | null } {
  const ours = isTemplateId(id) ? TEMPLATES[id] : null
  const type = ours?.type ?? changes.type ?? before?.type
  if (!type) throw new Refusal('invalid', 'type_missing', 'A new template needs a type, such as invoice.', 'type')
  if (ours && changes.type && changes.type !== ours.type)
    throw new Refusal('refused', 'type_fixed', `The template ${id} is about ${ours.type}; that cannot change.`, 'type')
  const known = ours?.options ?? optionsOfType(type)
  return {
    template: {
      id,
      name: changes.name ?? before?.name ?? ours?.name ?? id,
      type,
      template_engine: changes.template_engine ?? before?.template_engine ?? 'twig',
      options: { ...before?.options, ...readOptions(id, known, changes.options ?? {}) },
      created_at: before?.created_at ?? facts.now,
      updated_at: facts.now,
    },
    text: changedText(changes, facts),
  }
}

function changedText(
  { subject, body }: EmailTemplateChanges,
  { language, current }: { readonly language: string; readonly current: TemplateText | null },
): KeptText | null {
  if (subject === undefined && body === undefined) {
    if (!current) throw new Refusal('invalid', 'text_missing', 'A new template needs a subject and a body.', 'subject')
    return null
  }
  const text = { subject: subject ?? current?.subject, body: body ?? current?.body }
  if (text.subject === undefined) throw new Refusal('invalid', 'text_missing', 'A new template needs a subject.', 'subject')
  if (text.body === undefined) throw new Refusal('invalid', 'text_missing', 'A new template needs a body.', 'body')
  return { language, subject: text.subject, body: text.body }
}

/** Forms send everything as text, so each value is read as what the default is. */
function readOptions(id: string, known: Options, given: Options): Options {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (!Object.hasOwn(known, name)) {
        throw new Refusal(
          'invalid',
          'unknown_option',
          `The template ${id} has no option ${name}; it has ${Object.keys(known).join(', ')}.`,
          `options.${name}`,
        )
      }
      return [name, readOption(name, known[name]!, value)]
    }),
  )
}

function readOption(name: string, standard: OptionValue, value: OptionValue): OptionValue {
  if (typeof standard === 'boolean') {
    if ([true, 1, '1', 'true'].includes(value as never)) return true
    if ([false, 0, '0', 'false', '', null].includes(value as never)) return false
    throw new Refusal('invalid', 'invalid_option', `${name} is either true or false.`, `options.${name}`)
  }
  if (typeof standard === 'number') {
    const days = Number(value ?? 0)
    if (Number.isInteger(days) && days >= 0 && days <= 365) return days
    throw new Refusal('invalid', 'invalid_option', `${name} is a number of days up to 365, or 0 for never.`, `options.${name}`)
  }
  const text = value === null ? '' : String(value).trim()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (text.length > 60 || /[\u0000-\u001f\u007f[\]]/.test(text))
    throw new Refusal(
      'invalid',
      'invalid_option',
      `${name} is one line of at most 60 characters without brackets.`,
      `options.${name}`,
    )
  return text === '' ? null : text
}
