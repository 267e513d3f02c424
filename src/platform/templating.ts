import { Liquid, type Template } from 'liquidjs'
import { Refusal } from '../core/refusal.ts'
import { cleanText, type MailBody, shield, toMailBody } from './mail-markup.ts'

/**
 * Owns what a user's own mail or message text may do: insert variables, choose and repeat. Templates are Liquid over
 * plain text (see `mail-markup.ts` for the little markup of a body). Invariants: a template reaches nothing but the
 * variables handed in (no files, no prototypes, no functions), it ends within a set time and size, and the value of a
 * variable never becomes markup, a mail header or a second line of a subject.
 */
export type TemplateValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | TemplateButton
  | readonly TemplateValue[]
  | { readonly [key: string]: TemplateValue }

export type TemplateVariables = { readonly [name: string]: TemplateValue }

/** The value of variables such as `view_invoice_button`: printed alone it becomes a button, or a line in plain text. */
export type TemplateButton = { readonly text: string; readonly url: string }

export type TemplateProblem =
  | { readonly code: 'too_long' | 'syntax'; readonly message: string }
  | { readonly code: 'unknown_variable'; readonly message: string; readonly variable: string }

export const TEMPLATE_CHARACTERS_MAX = 50_000
const RENDERED_CHARACTERS_MAX = 200_000
const VALUE_CHARACTERS_MAX = 100_000
const SUBJECT_CHARACTERS_MAX = 250
const RENDER_MS_MAX = 1_000
const RENDER_MEMORY_MAX = 1_000_000
const VARIABLES_DEPTH_MAX = 6
/** What metadata keep is as deep as a body may be. */
const STRUCTURE_DEPTH_MAX = VARIABLES_DEPTH_MAX + 64
const VARIABLES_MAX = 5_000

const TAGS = new Set('assign capture case comment for if unless raw break continue echo cycle #'.split(' '))
const FILTERS = new Set(
  `abs append at_least at_most capitalize ceil compact concat date default divided_by downcase escape first floor join last
  lstrip map minus modulo plus prepend remove remove_first replace replace_first reverse round rstrip size slice sort split
  strip strip_newlines sum times truncate truncatewords uniq upcase url_encode where`.split(/\s+/),
)

/** One line for a mail header: no line break, no control or bidirectional character, at most 250 characters. */
export function renderSubject(source: string, variables: TemplateVariables): string {
  const line = cleanText(render(plainEngine, source, variables))
    .replace(/\s+/g, ' ')
    .trim()
  return [...line].slice(0, SUBJECT_CHARACTERS_MAX).join('')
}

/** Text without markup, as for text messages. Line breaks stay. */
export function renderPlain(source: string, variables: TemplateVariables): string {
  return cleanText(render(plainEngine, source, variables)).trim()
}

/** The body of a mail as HTML and as text, both made from the same source. @param accent colour of buttons */
export function renderBody(source: string, variables: TemplateVariables, accent?: string | null): MailBody {
  return toMailBody(render(bodyEngine, source, variables), accent)
}

/** What is wrong with a template before anyone sends it; an empty list is a good template. @param known names of variables */
export function checkTemplate(source: string, known: readonly string[]): readonly TemplateProblem[] {
  let used: readonly string[]
  try {
    used = plainEngine.globalVariablesSync(parse(plainEngine, source))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return [{ code: error.code === 'template_too_long' ? 'too_long' : 'syntax', message: error.message }]
  }
  return [...new Set(used)]
    .filter((variable) => !known.includes(variable))
    .map((variable) => ({
      code: 'unknown_variable',
      message: `There is no variable "${variable}" here; it would print nothing.`,
      variable,
    }))
}

function render(engine: Liquid, source: string, variables: TemplateVariables): string {
  const template = parse(engine, source)
  let rendered: string
  try {
    rendered = String(engine.renderSync(template, copyOf(variables)))
  } catch {
    // What stops a parsed template is a limit or an operation without sense; its author can change either.
    throw new Refusal('refused', 'template_not_renderable', 'This template does too much or divides by nothing: simplify it.')
  }
  if (rendered.length > RENDERED_CHARACTERS_MAX) {
    throw new Refusal('refused', 'template_not_renderable', 'This template makes a text that is too long to send.')
  }
  return rendered
}

function parse(engine: Liquid, source: string): Template[] {
  if (source.length > TEMPLATE_CHARACTERS_MAX) {
    throw new Refusal('invalid', 'template_too_long', `A template has at most ${TEMPLATE_CHARACTERS_MAX} characters.`)
  }
  try {
    return engine.parse(withDoubleBraces(cleanText(source)))
  } catch (error) {
    const said = error instanceof Error ? error.message.split('\n')[0] : 'unreadable'
    throw new Refusal('invalid', 'template_invalid', `This template cannot be read: ${said}`)
  }
}

/** Templates brought from elsewhere write `{{{name}}}` for the unescaped value; here both mean the same. */
function withDoubleBraces(source: string): string {
  return source.replace(/\{\{\{\s{0,9}([\w.]{1,100})\s{0,9}\}\}\}/g, '{{ $1 }}')
}

function engineThat(print: (value: unknown) => string): Liquid {
  const engine = new Liquid({
    templates: {},
    relativeReference: false,
    dynamicPartials: false,
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: false,
    timezoneOffset: 0,
    locale: 'en-US',
    parseLimit: TEMPLATE_CHARACTERS_MAX + 1,
    renderLimit: RENDER_MS_MAX,
    memoryLimit: RENDER_MEMORY_MAX,
    outputEscape: print,
  })
  for (const name of Object.keys(engine.tags)) if (!TAGS.has(name)) delete engine.tags[name]
  for (const name of Object.keys(engine.filters)) if (!FILTERS.has(name)) engine.unregisterFilter(name)
  // Elsewhere `raw` switches escaping off. Here nothing does, and a template that says it still works.
  engine.registerFilter('raw', (value: unknown) => value)
  return engine
}

const plainEngine = engineThat((value) => textOf(value))
const bodyEngine = engineThat((value) =>
  isButton(value) ? `\n\n[[${shield(value.text)}]](${linkable(value.url)})\n\n` : shield(textOf(value)),
)

/** Brackets and blanks would end the link early. */
function linkable(url: string): string {
  return url.replace(/[()\s]/g, (sign) => (sign === '(' ? '%28' : sign === ')' ? '%29' : '%20'))
}

function textOf(value: unknown): string {
  const text = isButton(value)
    ? `${value.text}: ${value.url}`
    : Array.isArray(value)
      ? value.map(textOf).join(', ')
      : scalarText(value)
  if (text.length > VALUE_CHARACTERS_MAX) throw new Error('value too long')
  return text
}

function scalarText(value: unknown): string {
  if (typeof value === 'object' && value !== null && STRUCTURE in value) return JSON.stringify(value)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** On what is a button; only variables themselves are, not what a record keeps under these names. */
const BUTTON = Symbol('button')
/** On what metadata keep under one key: it prints as JSON, where a record prints nothing. */
const STRUCTURE = Symbol('structure')

function isButton(value: unknown): value is TemplateButton {
  return typeof value === 'object' && value !== null && BUTTON in value
}

/** A copy without prototypes, functions and surprises, bounded in depth and number. */
function copyOf(variables: TemplateVariables): object {
  let count = 0
  const copy = (value: unknown, depth: number, kept = false): unknown => {
    count += 1
    if (count > VARIABLES_MAX || depth > (kept ? STRUCTURE_DEPTH_MAX : VARIABLES_DEPTH_MAX)) return null
    if (typeof value === 'string') return cleanText(value.slice(0, VALUE_CHARACTERS_MAX))
    if (typeof value === 'number' || typeof value === 'boolean') return value
    if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1, kept))
    if (typeof value !== 'object' || value === null) return null
    const bare = Object.create(null) as Record<string | symbol, unknown>
    if (depth === 1 && 'text' in value && 'url' in value && typeof value.url === 'string') bare[BUTTON] = true
    if (kept) bare[STRUCTURE] = true
    for (const [key, part] of Object.entries(value))
      if (key !== '__proto__') bare[key] = key === 'metadata' ? copySet(part, depth + 1) : copy(part, depth + 1, kept)
    return bare
  }
  /** Metadata: a record of its own, whose values are kept whole. */
  const copySet = (set: unknown, depth: number): unknown => {
    if (typeof set !== 'object' || set === null || Array.isArray(set)) return copy(set, depth)
    const parts = Object.entries(set).filter(([key]) => key !== '__proto__')
    return Object.assign(Object.create(null), Object.fromEntries(parts.map(([key, part]) => [key, copy(part, depth + 1, true)])))
  }
  return copy(variables, 0) as object
}
