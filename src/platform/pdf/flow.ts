/**
 * Turns HTML and its style sheet into what `flow.typ` sets: blocks, tables and runs of words, each with every measure that counts
 * for it. Whatever people wrote is text in it, never source.
 */
import { type Declarations, isFor, parseCss, parseDeclarations, type Rule, type Selected } from './css.ts'
import { BLOCK, type Element, type Node, parseHtml } from './html.ts'
import { type Box, box, type Look, lookOf, START } from './measures.ts'
import { PartProblem, placeIn } from './part-problem.ts'

export type Flow = Run | Flowing | Table
type Run =
  | ({ readonly kind: 'words'; readonly words: string; readonly href?: string } & Look)
  | { readonly kind: 'break' | 'rule' }
  | ({ readonly kind: 'page' | 'pages' } & Look)
  | { readonly kind: 'logo'; readonly width: number | null; readonly height: number | null }
interface Flowing extends Box {
  readonly kind: 'block' | 'line'
  readonly align: string
  readonly mark: string | null
  readonly inside: readonly Flow[]
}
interface Table extends Box {
  readonly kind: 'table'
  readonly columns: readonly (string | number)[]
  readonly head: readonly Cell[]
  readonly cells: readonly Cell[]
}
interface Cell extends Box {
  readonly colspan: number
  readonly align: string
  readonly valign: string
  readonly inside: readonly Flow[]
}

interface Stand {
  readonly rules: readonly Rule[]
  readonly line: readonly Selected[]
  readonly look: Look
  readonly names: { readonly html: string; readonly css: string; readonly has_logo: boolean }
  readonly source: string
}

/** @throws PartProblem for what cannot be set */
export function flowOf(html: string, css: string, names: Stand['names']): readonly Flow[] {
  const { root, styles } = parseHtml(html, names.html)
  const rules = [...parseCss(DEFAULTS, 'css'), ...parseCss(css, names.css), ...parseCss(styles, names.html)]
  const ordered = rules.map((rule, index) => ({ rule, index })).sort((a, b) => a.rule.weight - b.rule.weight || a.index - b.index)
  const stand = { rules: ordered.map(({ rule }) => rule), line: [], look: START, names, source: html }
  const body = styled(root, stand)
  return body ? blocksOf(root.children, body.stand) : []
}

/** How elements look on paper unless somebody says otherwise. */
const DEFAULTS = `h1 { font-size: 2em; font-weight: bold; margin: 0.5em 0 } h2 { font-size: 1.5em; font-weight: bold; margin: 0.6em 0 }
h3 { font-size: 1.2em; font-weight: bold; margin: 0.7em 0 } h4, h5, h6 { font-weight: bold; margin: 0.8em 0 }
p, ul, ol, dl, blockquote, pre { margin: 0.7em 0 } ul, ol, dd, blockquote { margin-left: 2em } hr { margin: 0.6em 0 }
b, strong, th { font-weight: bold } i, em, address { font-style: italic } u { text-decoration: underline } s { text-decoration: line-through }
small { font-size: 0.85em } sub, sup { font-size: 0.7em } pre { white-space: pre } th { text-align: center } td, th { padding: 1px }`

interface Styled {
  readonly declarations: Declarations
  readonly stand: Stand
}

/** The element with its rules; null for one that is not shown. */
function styled(element: Element, stand: Stand): Styled | null {
  const { tag, attributes } = element
  const self: Selected = { tag, id: attributes['id'] ?? '', classes: (attributes['class'] ?? '').split(/\s+/).filter(Boolean) }
  const line = [...stand.line, self]
  const place = () => placeIn(stand.source, element.at)
  const own = attributes['style'] ? parseDeclarations(attributes['style'], stand.names.html, place) : {}
  const declarations: Declarations = Object.assign(
    {},
    ...stand.rules.filter((rule) => isFor(rule, line)).map((rule) => rule.declarations),
    attributes['align'] ? { 'text-align': attributes['align'] } : {},
    attributes['width'] ? { width: /^\d+$/.test(attributes['width']) ? `${attributes['width']}px` : attributes['width'] } : {},
    own,
  )
  if (declarations['display'] === 'none') return null
  const look = lookOf(declarations, stand.look, (said) => new PartProblem(stand.names.css, null, said))
  return { declarations, stand: { ...stand, line, look } }
}

/** Children as blocks; words between them are gathered into lines. */
function blocksOf(nodes: readonly Node[], stand: Stand): Flow[] {
  const flows: Flow[] = []
  let line: Flow[] = []
  const end = () => {
    const words = trimmed(line)
    if (words.length > 0) flows.push({ kind: 'line', ...box({}, stand.look), align: stand.look.align, mark: null, inside: words })
    line = []
  }
  for (const node of nodes) {
    if (typeof node === 'string') line.push(...wordsOf(node, stand))
    else if (isBlock(node, stand)) {
      end()
      flows.push(...blockOf(node, stand))
    } else line.push(...runsOf(node, stand))
  }
  end()
  return flows
}

function isBlock(element: Element, stand: Stand): boolean {
  const display = styled(element, stand)?.declarations['display']
  return display === 'block' || (BLOCK.has(element.tag) && display !== 'inline')
}

function blockOf(element: Element, stand: Stand, mark: string | null = null): Flow[] {
  const own = styled(element, stand)
  if (!own) return []
  if (element.tag === 'hr') return [{ kind: 'rule' }]
  const measures = box(own.declarations, own.stand.look)
  if (element.tag === 'table') return [tableOf(element, own, measures)]
  let count = 0
  const isList = element.tag === 'ul' || element.tag === 'ol'
  const inside = isList
    ? element.children.flatMap((child) =>
        typeof child === 'string' ? [] : blockOf(child, own.stand, element.tag === 'ol' ? `${++count}.` : '•'),
      )
    : blocksOf(element.children, own.stand)
  return [{ kind: 'block', ...measures, align: own.stand.look.align, mark, inside }]
}

function runsOf(element: Element, stand: Stand): Flow[] {
  const own = styled(element, stand)
  if (!own) return []
  const { look } = own.stand
  if (element.tag === 'br') return [{ kind: 'break' }]
  if (element.tag === 'img') return imageOf(element, own)
  const classes = own.stand.line.at(-1)!.classes
  // Names under which headers and footers of such papers ask for numbers.
  if (classes.includes('page')) return [{ kind: 'page', ...look }]
  if (classes.includes('topage') || classes.includes('pages')) return [{ kind: 'pages', ...look }]
  const href = element.tag === 'a' ? element.attributes['href'] : undefined
  const linked = href && /^(?:https?:\/\/|mailto:)[\x21-\x7e]{1,2000}$/.test(href) ? { href } : {}
  return element.children.flatMap((child) => {
    const runs = typeof child === 'string' ? wordsOf(child, own.stand) : runsOf(child, own.stand)
    return runs.map((run) => (run.kind === 'words' ? { ...linked, ...run } : run))
  })
}

/** The only picture there is on a paper is the company's logo. */
function imageOf(element: Element, { declarations, stand }: Styled): Flow[] {
  if ((element.attributes['src'] ?? '').trim() !== 'logo')
    throw new PartProblem(
      stand.names.html,
      placeIn(stand.source, element.at),
      'The only picture here is the company’s logo: <img src="logo">.',
    )
  if (!stand.names.has_logo) return []
  const given: Declarations = {
    ...(element.attributes['height'] ? { height: `${element.attributes['height']}px` } : {}),
    ...declarations,
  }
  const { width, height } = box({ ...given, width: given['width'] ?? given['max-width'] ?? '' }, stand.look)
  return [{ kind: 'logo', width: typeof width === 'number' ? width : null, height }]
}

function wordsOf(text: string, { look }: Stand): Flow[] {
  const cased = look.transform === 'uppercase' ? text.toUpperCase() : look.transform === 'lowercase' ? text.toLowerCase() : text
  if (!look.keeps_lines) {
    const words = cased.replace(/[ \t\r\n\f]+/g, ' ')
    return words === '' ? [] : [{ kind: 'words', words, ...look }]
  }
  return cased
    .split(/\r?\n/)
    .flatMap((line, index): Flow[] => [
      ...(index > 0 ? [{ kind: 'break' } as const] : []),
      ...(line === '' ? [] : [{ kind: 'words', words: line, ...look } as const]),
    ])
}

function trimmed(line: readonly Flow[]): Flow[] {
  const isBlank = (flow: Flow) => flow.kind === 'words' && flow.words.trim() === ''
  const first = line.findIndex((flow) => !isBlank(flow))
  return first < 0 ? [] : line.slice(first, line.findLastIndex((flow) => !isBlank(flow)) + 1)
}

function tableOf(element: Element, { stand }: Styled, measures: Box): Table {
  const head: Cell[][] = []
  const rows: Cell[][] = []
  const take = (row: Element, around: Stand, into: Cell[][]) => {
    const own = styled(row, around)
    if (own) into.push(row.children.flatMap((child) => (typeof child === 'string' ? [] : cellOf(child, own))))
  }
  for (const child of element.children) {
    if (typeof child === 'string') continue
    if (child.tag === 'tr') take(child, stand, rows)
    const group = /^t(?:head|body|foot)$/.test(child.tag) ? styled(child, stand) : null
    if (group)
      for (const row of child.children)
        if (typeof row !== 'string' && row.tag === 'tr') take(row, group.stand, child.tag === 'thead' ? head : rows)
  }
  const all = [...head, ...rows]
  const width = Math.max(1, ...all.map((row) => row.reduce((sum, { colspan }) => sum + colspan, 0)))
  const filled = (row: Cell[]): Cell[] => {
    const missing = width - row.reduce((sum, { colspan }) => sum + colspan, 0)
    return missing > 0 ? [...row, { ...box({}, stand.look), colspan: missing, align: 'start', valign: 'top', inside: [] }] : row
  }
  return {
    kind: 'table',
    ...measures,
    columns: columnsOf(all, width, measures.width !== null),
    head: head.flatMap(filled),
    cells: rows.flatMap(filled),
  }
}

function cellOf(element: Element, row: Styled): Cell[] {
  const own = styled(element, row.stand)
  if (!own) return []
  const colspan = Math.min(50, Math.max(1, Number(element.attributes['colspan'] ?? 1) || 1))
  const measures = box(own.declarations, own.stand.look)
  const fill = measures.fill ?? box(row.declarations, row.stand.look).fill
  return [
    {
      ...measures,
      fill,
      colspan,
      align: own.stand.look.align,
      valign: own.declarations['vertical-align'] ?? 'middle',
      inside: blocksOf(element.children, own.stand),
    },
  ]
}

/** Widths that were given, and for a table that fills its place the rest to the column that says most. */
function columnsOf(rows: readonly (readonly Cell[])[], width: number, fills: boolean): (string | number)[] {
  const columns: (string | number | null)[] = Array(width).fill(null)
  const said: number[] = Array(width).fill(0)
  for (const row of rows) {
    let at = 0
    for (const cell of row) {
      if (cell.colspan === 1 && at < width) {
        if (cell.width !== null) columns[at] ??= cell.width
        said[at] = Math.max(said[at]!, lengthOf(cell.inside))
      }
      at += cell.colspan
    }
  }
  const open = columns.flatMap((column, at) => (column === null ? [at] : []))
  const widest = fills ? open.reduce((most, at) => (said[at]! > said[most]! ? at : most), open[0] ?? -1) : -1
  return columns.map((column, at) => column ?? (at === widest ? 'rest' : 'auto'))
}

function lengthOf(flows: readonly Flow[]): number {
  return flows.reduce(
    (sum, flow) => sum + (flow.kind === 'words' ? flow.words.length : 'inside' in flow ? lengthOf(flow.inside) : 0),
    0,
  )
}
