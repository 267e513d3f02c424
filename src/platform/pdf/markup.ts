/**
 * Fills in the HTML of a paper: Twig as far as Liquid reads it, or Mustache. Values are escaped wherever they stand; a template
 * reaches nothing but what it was handed.
 */
import { Liquid } from 'liquidjs'
import { PartProblem, placeIn } from './part-problem.ts'

export const PART_CHARACTERS_MAX = 100_000
const FILLED_CHARACTERS_MAX = 2_000_000
const RENDER_MS_MAX = 4_000
const RENDER_MEMORY_MAX = 20_000_000
const MUSTACHE_STEPS_MAX = 200_000

export function fillIn(engine: 'twig' | 'mustache', source: string, data: object, part: string): string {
  if (source.length > PART_CHARACTERS_MAX)
    throw new PartProblem(part, null, `It has more than ${PART_CHARACTERS_MAX} characters.`)
  const filled = engine === 'twig' ? fillTwig(source, data, part) : fillMustache(source, data, part)
  if (filled.length > FILLED_CHARACTERS_MAX) throw new PartProblem(part, null, 'It makes a document that is too long.')
  return filled
}

function fillTwig(source: string, data: object, part: string): string {
  try {
    return String(twig.parseAndRenderSync(asLiquid(source), data))
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unreadable'
    const place = /, line:(\d+)(?:, col:(\d+))?/.exec(said)
    const at = place ? { line: Number(place[1]), column: Number(place[2] ?? 1) } : null
    throw new PartProblem(part, at, said.replace(/, line:.*$/, ''))
  }
}

/** Twig's own spellings, none of which changes how long a line is by more than a few letters. */
function asLiquid(source: string): string {
  return source
    .replace(/\{\{\{\s{0,9}([\w.]{1,100})\s{0,9}\}\}\}/g, '{{ $1 }}')
    .replace(/\{#[\s\S]*?#\}/g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/\{[{%][\s\S]*?[%}]\}/g, (tag) => tag.replace(/\bloop\./g, 'forloop.').replace(/\belseif\b/g, 'elsif'))
}

function twigEngine(): Liquid {
  const engine = new Liquid({
    templates: {},
    relativeReference: false,
    dynamicPartials: false,
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: false,
    outputEscape: 'escape',
    timezoneOffset: 0,
    locale: 'en-US',
    parseLimit: PART_CHARACTERS_MAX * 2,
    renderLimit: RENDER_MS_MAX,
    memoryLimit: RENDER_MEMORY_MAX,
  })
  for (const name of ['include', 'render', 'layout', 'block']) delete engine.tags[name]
  engine.registerTag('set', engine.tags['assign']!)
  engine.registerFilter('upper', (value: unknown) => String(value ?? '').toUpperCase())
  engine.registerFilter('lower', (value: unknown) => String(value ?? '').toLowerCase())
  engine.registerFilter('length', (value: unknown) => (Array.isArray(value) ? value.length : String(value ?? '').length))
  // Values are escaped in any case, so these two change nothing.
  for (const name of ['e', 'raw']) engine.registerFilter(name, (value: unknown) => value)
  engine.registerFilter('nl2br', {
    raw: true,
    handler: (value: unknown) => escaped(String(value ?? '')).replace(/\r?\n/g, '<br>'),
  })
  return engine
}

const twig = twigEngine()

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'section' | 'inverted'; readonly text: string; readonly inside: Piece[] }

/** Mustache: values, sections, inverted sections, comments. Partials and changes of the delimiters are refused. */
function fillMustache(source: string, data: object, part: string): string {
  let steps = 0
  const render = (pieces: readonly Piece[], around: readonly unknown[]): string => {
    let result = ''
    for (const piece of pieces) {
      steps += 1
      if (steps > MUSTACHE_STEPS_MAX || result.length > FILLED_CHARACTERS_MAX)
        throw new PartProblem(part, null, 'It repeats itself too often.')
      const value = piece.kind === 'text' ? null : lookUp(piece.text, around)
      if (piece.kind === 'text') result += piece.text
      else if (piece.kind === 'value') result += isPlain(value) ? escaped(String(value)) : ''
      else if (piece.kind === 'inverted') result += isNothing(value) ? render(piece.inside, around) : ''
      else
        for (const each of Array.isArray(value) ? value : isNothing(value) ? [] : [value])
          result += render(piece.inside, [each, ...around])
    }
    return result
  }
  return render(parseMustache(source, part), [data])
}

function parseMustache(source: string, part: string): Piece[] {
  const root: Piece[] = []
  const open: { readonly name: string; readonly at: number; readonly into: Piece[] }[] = []
  let into = root
  let last = 0
  for (const match of source.matchAll(/\{\{(\{|[#^/!>=&]?)\s*([^{}]*?)\s*\}?\}\}/g)) {
    const [all, sign = '', name = ''] = match
    const problem = (said: string) => new PartProblem(part, placeIn(source, match.index), said)
    into.push({ kind: 'text', text: source.slice(last, match.index) })
    last = match.index + all.length
    if (sign === '>' || sign === '=') throw problem(`{{${sign}…}} is not supported.`)
    if (sign === '!') continue
    if (!/^(?:\.|[\w-]+(?:\.[\w-]+)*)$/.test(name)) throw problem(`"${name.slice(0, 40)}" is no name of a value.`)
    if (sign === '#' || sign === '^') {
      const inside: Piece[] = []
      into.push({ kind: sign === '#' ? 'section' : 'inverted', text: name, inside })
      open.push({ name, at: match.index, into })
      if (open.length > 30) throw problem('Sections are nested too deeply.')
      into = inside
    } else if (sign === '/') {
      const section = open.pop()
      if (section?.name !== name) throw problem(`{{/${name}}} closes nothing that is open.`)
      into = section.into
    } else into.push({ kind: 'value', text: name })
  }
  const unclosed = open.at(-1)
  if (unclosed) throw new PartProblem(part, placeIn(source, unclosed.at), `The section ${unclosed.name} is not closed.`)
  into.push({ kind: 'text', text: source.slice(last) })
  return root
}

function lookUp(name: string, around: readonly unknown[]): unknown {
  if (name === '.') return around[0]
  const [first, ...rest] = name.split('.')
  const holder = around.find((one) => isRecord(one) && Object.hasOwn(one, first!))
  return rest.reduce<unknown>(own, own(holder, first!))
}

function own(holder: unknown, name: string): unknown {
  return isRecord(holder) && Object.hasOwn(holder, name) ? holder[name] : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === false || value === '' || (Array.isArray(value) && value.length === 0)
}
