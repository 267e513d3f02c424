/** What a template of one's own begins with: a plain paper of its kind, ready to be changed. */
import type { PdfTemplate } from './contract.ts'

type Engine = PdfTemplate['template_engine']
type Kind = PdfTemplate['document_type']

/** How an engine says a value, and a part for each of a list. */
interface Spelling {
  value(path: string): string
  each(list: string, row: (value: (name: string) => string) => string): string
}

const twig: Spelling = {
  value: (path) => `{{ ${path} }}`,
  each: (list, row) => `{% for row in ${list} %}\n${row((name) => `{{ row.${name} }}`)}\n{% endfor %}`,
}

const mustache: Spelling = {
  value: (path) => `{{ ${path} }}`,
  each: (list, row) => `{{#${list}}}\n${row((name) => `{{ ${name} }}`)}\n{{/${list}}}`,
}

const CSS = `h1 { font-size: 20pt; color: #12664f }
table { width: 100% }
th { text-align: left; border-bottom: 1pt solid #444444 }
td { padding: 4pt 0 }
.amount { text-align: right }
`

/** The sources of a new template that can be printed as they are. */
export function starterOf(engine: Engine, kind: Kind): Pick<PdfTemplate, 'html' | 'css'> {
  return engine === 'typst'
    ? { html: typstOf(kind), css: '' }
    : { html: htmlOf(engine === 'twig' ? twig : mustache, kind), css: CSS }
}

interface Parts {
  readonly list: string
  readonly heads: readonly [string, string]
  readonly cells: readonly [string, string]
  readonly sum: readonly [words: string, path: string]
}

const PARTS: Readonly<Record<Kind, Parts>> = {
  invoice: itemized('Balance due', 'balance'),
  estimate: itemized('Total', 'total'),
  credit_note: itemized('Total', 'total'),
  receipt: { list: 'applications', heads: ['For', 'Amount'], cells: ['number', 'amount'], sum: ['Received', 'amount'] },
  statement: { list: 'rows', heads: ['Document', 'Amount'], cells: ['number', 'amount'], sum: ['Balance', 'balance'] },
}

function itemized(words: string, path: string): Parts {
  return { list: 'items', heads: ['Item', 'Amount'], cells: ['name', 'amount'], sum: [words, path] }
}

function htmlOf({ value, each }: Spelling, kind: Kind): string {
  const { list, heads, cells, sum } = PARTS[kind]
  return `<h1>${value('company.name')}</h1>
<p>${value('customer.name')}</p>
<p>${value(`${kind}.number`)} ${value(`${kind}.date`)}</p>
<table>
<thead><tr><th>${heads[0]}</th><th class="amount">${heads[1]}</th></tr></thead>
<tbody>
${each(`${kind}.${list}`, (cell) => `<tr><td>${cell(cells[0])}</td><td class="amount">${cell(cells[1])}</td></tr>`)}
</tbody>
</table>
<p class="amount"><b>${sum[0]}: ${value(`${kind}.${sum[1]}`)}</b></p>
`
}

function typstOf(kind: Kind): string {
  const { list, heads, cells, sum } = PARTS[kind]
  return `#let doc = json(bytes(sys.inputs.content))
#let said(value) = if value == none { "" } else { str(value) }
#set page(margin: 2cm)

= #doc.company.name

#doc.customer.name

#said(doc.${kind}.number) #said(doc.${kind}.date)

#table(
  columns: (1fr, auto),
  align: (left, right),
  [*${heads[0]}*], [*${heads[1]}*],
  ..doc.${kind}.${list}.map(row => (said(row.${cells[0]}), said(row.${cells[1]}))).flatten(),
)

#align(right)[*${sum[0]}: #said(doc.${kind}.${sum[1]})*]
`
}
