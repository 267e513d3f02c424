/**
 * Reads the HTML of a paper: the elements that say something on paper, well nested. Scripts, forms, frames and whatever else
 * a paper cannot do are refused by name and place, not left out in silence.
 */
import { PartProblem, placeIn } from './part-problem.ts'

export interface Element {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Node[]
  readonly at: number
}
export type Node = string | Element

export const INLINE = new Set('a b strong i em u s small span code sub sup br img label'.split(' '))
export const BLOCK = new Set(
  'html body div section article header footer main address p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd hr blockquote pre table thead tbody tfoot tr th td'.split(
    ' ',
  ),
)
const VOID = new Set(['br', 'hr', 'img', 'meta', 'link'])
/** Their content is no part of the paper. */
const SILENT = new Set(['head', 'title', 'meta'])
/** An element that begins ends these, if one of them is open right around it. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  li: ['li', 'p'],
  dt: ['dt', 'dd', 'p'],
  dd: ['dt', 'dd', 'p'],
  tr: ['td', 'th', 'tr'],
  td: ['td', 'th'],
  th: ['td', 'th'],
  tbody: ['td', 'th', 'tr', 'thead', 'tbody'],
  tfoot: ['td', 'th', 'tr', 'thead', 'tbody'],
}
const MAY_STAY_OPEN = new Set(['p', 'li', 'dt', 'dd', 'tr', 'td', 'th', 'thead', 'tbody', 'tfoot', 'html', 'body'])
const DEPTH_MAX = 60
const NODES_MAX = 100_000

const TOKEN =
  /<!--[\s\S]*?(?:-->|$)|<!doctype[^>]*>|<(\/?)([a-zA-Z][\w:-]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>`]+))?)*)\s*(\/?)>/gi

/** @throws PartProblem naming the element and its place */
export function parseHtml(source: string, part: string): { readonly root: Element; readonly styles: string } {
  const root: Element = { tag: 'body', attributes: {}, children: [], at: 0 }
  const open: Element[] = [root]
  let styles = ''
  let last = 0
  let nodes = 0
  const problem = (at: number, said: string) => new PartProblem(part, placeIn(source, at), said)
  const text = (to: number) => {
    const raw = source.slice(last, to)
    const stray = /<[a-zA-Z/!]/.exec(raw)
    if (stray) throw problem(last + stray.index, 'A tag begins here that cannot be read.')
    if (raw !== '') open.at(-1)!.children.push(decodeEntities(raw))
  }
  TOKEN.lastIndex = 0
  for (let match = TOKEN.exec(source); match; match = TOKEN.exec(source)) {
    text(match.index)
    last = TOKEN.lastIndex
    const [, slash, name, attributes = ''] = match
    if (!name) continue
    const tag = name.toLowerCase()
    nodes += 1
    if (nodes > NODES_MAX) throw problem(match.index, `There are more than ${NODES_MAX} elements.`)
    if (tag === 'style' && !slash) {
      const end = /<\/style\s*>/gi
      end.lastIndex = last
      const closing = end.exec(source)
      if (!closing) throw problem(match.index, 'The element style is not closed.')
      styles += source.slice(last, closing.index)
      last = TOKEN.lastIndex = end.lastIndex
      continue
    }
    if (!INLINE.has(tag) && !BLOCK.has(tag) && !SILENT.has(tag))
      throw problem(match.index, `The element ${tag} is not supported on paper.`)
    if (slash) close(open, tag, (said) => problem(match.index, said))
    else {
      for (const ended of ENDS[tag] ?? []) if (open.length > 1 && open.at(-1)!.tag === ended) open.pop()
      if (BLOCK.has(tag) && open.at(-1)!.tag === 'p') open.pop()
      const element: Element = { tag, attributes: attributesOf(attributes), children: [], at: match.index }
      open.at(-1)!.children.push(element)
      if (!VOID.has(tag)) open.push(element)
      if (open.length > DEPTH_MAX) throw problem(match.index, `Elements are nested more than ${DEPTH_MAX} deep.`)
    }
  }
  text(source.length)
  const unclosed = open.slice(1).find(({ tag }) => !MAY_STAY_OPEN.has(tag))
  if (unclosed) throw problem(unclosed.at, `The element ${unclosed.tag} is not closed.`)
  return { root: silenced(root), styles }
}

function close(open: Element[], tag: string, problem: (said: string) => PartProblem): void {
  if (VOID.has(tag)) return
  const at = open.findLastIndex((element, index) => index > 0 && element.tag === tag)
  const between = at < 0 ? null : open.slice(at + 1)
  if (!between) throw problem(`</${tag}> closes nothing that is open.`)
  const crossed = between.find((element) => !MAY_STAY_OPEN.has(element.tag))
  if (crossed) throw problem(`</${tag}> comes before ${crossed.tag} is closed.`)
  open.length = at
}

function silenced(element: Element): Element {
  const children = element.children.flatMap((child): Node[] =>
    typeof child === 'string' ? [child] : SILENT.has(child.tag) ? [] : [silenced(child)],
  )
  return { ...element, children }
}

function attributesOf(text: string): Record<string, string> {
  const found = text.matchAll(/([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]+)))?/g)
  return Object.fromEntries([...found].map(([, name, a, b, c]) => [name!.toLowerCase(), decodeEntities(a ?? b ?? c ?? '')]))
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  reg: '®',
  trade: '™',
  euro: '€',
  pound: '£',
  yen: '¥',
  cent: '¢',
  sect: '§',
  deg: '°',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  laquo: '«',
  raquo: '»',
  times: '×',
  middot: '·',
  bull: '•',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  rarr: '→',
  larr: '←',
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g, (all, decimal, hex, name) => {
    if (name) return ENTITIES[name] ?? all
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '\ufffd'
  })
}
