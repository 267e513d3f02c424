/**
 * Reads the style sheet of a paper: rules of elements, classes and ids, and the properties that paper can follow. Properties and
 * selectors that would change nothing here are refused by name and place.
 */
import { PartProblem, placeIn } from './part-problem.ts'

export interface Rule {
  /** From the outermost to the element itself. */
  readonly path: readonly Simple[]
  readonly weight: number
  readonly declarations: Declarations
}
export type Declarations = Readonly<Record<string, string>>

interface Simple {
  readonly tag: string | null
  readonly id: string | null
  readonly classes: readonly string[]
}

const SIDES = ['top', 'right', 'bottom', 'left'] as const
const KNOWN = new Set([
  ...'color background background-color font-size font-weight font-style font-family line-height letter-spacing'.split(' '),
  ...'text-align text-decoration text-transform vertical-align white-space display width height max-width max-height'.split(' '),
  ...'margin padding border border-collapse border-spacing border-color border-width border-style border-radius'.split(' '),
  ...'page-break-before page-break-after page-break-inside box-sizing direction list-style list-style-type'.split(' '),
  ...SIDES.flatMap((side) => [`margin-${side}`, `padding-${side}`, `border-${side}`]),
])
const RULES_MAX = 1_000

/** @throws PartProblem naming the property or selector and its place */
export function parseCss(source: string, part: string): Rule[] {
  const plain = source.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
  const rules: Rule[] = []
  const rule = /([^{}]*)\{([^{}]*)\}/g
  let last = 0
  for (let match = rule.exec(plain); match; match = rule.exec(plain)) {
    const start = match.index + (/^\s*/.exec(match[1]!)?.[0].length ?? 0)
    const selectors = match[1]!.trim()
    if (selectors.startsWith('@'))
      throw new PartProblem(part, placeIn(plain, start), `${selectors.split(/\s/)[0]} is not supported.`)
    const declarations = parseDeclarations(match[2]!, part, (offset) =>
      placeIn(plain, match.index + match[1]!.length + 1 + offset),
    )
    for (const selector of selectors.split(',')) {
      const path = pathOf(selector.trim())
      if (!path)
        throw new PartProblem(part, placeIn(plain, start), `The selector "${selector.trim().slice(0, 60)}" is not supported.`)
      rules.push({ path, weight: weightOf(path), declarations })
    }
    if (rules.length > RULES_MAX) throw new PartProblem(part, placeIn(plain, start), `There are more than ${RULES_MAX} rules.`)
    last = rule.lastIndex
  }
  const rest = /\S/.exec(plain.slice(last))
  if (rest) throw new PartProblem(part, placeIn(plain, last + rest.index), 'A rule begins here that is not complete.')
  return rules
}

export function parseDeclarations(
  source: string,
  part: string,
  placeOf: (offset: number) => { line: number; column: number },
): Declarations {
  const found: Record<string, string> = {}
  for (const match of source.matchAll(/[^;]+/g)) {
    const text = match[0]
    if (text.trim() === '') continue
    const at = () => placeOf(match.index + text.search(/\S/))
    const colon = text.indexOf(':')
    const name = text
      .slice(0, colon < 0 ? undefined : colon)
      .trim()
      .toLowerCase()
    if (colon < 0) throw new PartProblem(part, at(), `"${name.slice(0, 40)}" has no value.`)
    if (!KNOWN.has(name)) throw new PartProblem(part, at(), `The property ${name.slice(0, 40)} is not supported on paper.`)
    const value = text
      .slice(colon + 1)
      .replace(/!\s*important/i, '')
      .trim()
    if (/url\s*\(/i.test(value)) throw new PartProblem(part, at(), 'Nothing can be fetched from an address.')
    for (const [longName, longValue] of spread(name, value)) found[longName] = longValue
  }
  return found
}

/** A property of four sides as one for each side. */
function spread(name: string, value: string): [string, string][] {
  if (name === 'background') return [['background-color', value]]
  if (name === 'border') return SIDES.map((side) => [`border-${side}`, value])
  if (name !== 'margin' && name !== 'padding') return [[name, value]]
  const [top = '0', right = top, bottom = top, left = right] = value.split(/\s+/)
  return SIDES.map((side, index) => [`${name}-${side}`, [top, right, bottom, left][index]!])
}

function pathOf(selector: string): Simple[] | null {
  const path = selector.split(/\s+/).map(simpleOf)
  return path.length <= 6 && path.every((one) => one !== null) ? path : null
}

function simpleOf(text: string): Simple | null {
  const match = /^(\*|[a-zA-Z][\w-]*)?((?:[.#][\w-]+)*)$/.exec(text)
  if (!match || text === '') return null
  const marks = match[2]!.match(/[.#][\w-]+/g) ?? []
  return {
    tag: match[1] === undefined || match[1] === '*' ? null : match[1].toLowerCase(),
    id: marks.find((mark) => mark.startsWith('#'))?.slice(1) ?? null,
    classes: marks.filter((mark) => mark.startsWith('.')).map((mark) => mark.slice(1)),
  }
}

function weightOf(path: readonly Simple[]): number {
  return path.reduce((sum, { id, classes, tag }) => sum + (id ? 10_000 : 0) + classes.length * 100 + (tag ? 1 : 0), 0)
}

/** An element as a selector sees it. */
export interface Selected {
  readonly tag: string
  readonly id: string
  readonly classes: readonly string[]
}

/** Whether a rule is for the last of these elements, which are given from the outermost. */
export function isFor({ path }: Rule, line: readonly Selected[]): boolean {
  const own = line.at(-1)
  if (!own || !fits(path.at(-1)!, own)) return false
  let wanted = path.length - 2
  for (let at = line.length - 2; at >= 0 && wanted >= 0; at--) if (fits(path[wanted]!, line[at]!)) wanted -= 1
  return wanted < 0
}

function fits({ tag, id, classes }: Simple, element: Selected): boolean {
  return (
    (tag === null || tag === element.tag) &&
    (id === null || id === element.id) &&
    classes.every((name) => element.classes.includes(name))
  )
}
