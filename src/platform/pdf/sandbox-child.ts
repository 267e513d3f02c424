/**
 * The process in which a paper of somebody's own design is set: reads one job from its input, writes one answer, ends. Started
 * by `sandbox.ts`, which stops it when it takes too long.
 */
import { readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { flowOf } from './flow.ts'
import { drawnCharacters, fontFamilies, fontFolders } from './fonts.ts'
import { imageFormat } from './images.ts'
import { fillIn } from './markup.ts'
import { PartProblem, positionOf } from './part-problem.ts'
import { printable } from './text.ts'

/** The pieces of a template. With `typst`, `html` is the source of the whole paper and the others are empty. */
export interface SandboxTemplate {
  readonly engine: 'twig' | 'mustache' | 'typst'
  readonly html: string
  readonly css: string
  readonly header_html: string
  readonly header_css: string
  readonly footer_html: string
  readonly footer_css: string
  readonly margins: { readonly top: string; readonly bottom: string; readonly left: string; readonly right: string }
}

export interface SandboxJob {
  readonly template: SandboxTemplate
  /** What the template may name, as plain JSON. It is never read as source. */
  readonly data: object
  readonly language: string
  readonly right_to_left: boolean
  readonly paper: 'a4' | 'us-letter'
  /** A PNG, JPEG or SVG image in base64. */
  readonly logo: string | null
  readonly creation_seconds: number
  /** The same as a drawing besides, for a screen. */
  readonly drawn: boolean
}

export type SandboxReply =
  | { readonly ok: true; readonly pdf: string; readonly pages: number; readonly svg: string | null }
  | {
      readonly ok: false
      readonly part: string | null
      readonly line: number | null
      readonly column: number | null
      readonly said: string
    }

const PAGES_MAX = 500

function set(job: SandboxJob, folder: string): SandboxReply {
  const { template } = job
  const drawn = drawnCharacters()
  const tidy = (value: object) => JSON.stringify(printable(value, { drawn, missing: new Set() }, new Set(['href'])))
  const format = job.logo === null ? null : imageFormat(Buffer.from(job.logo, 'base64'))
  const files = format ? { logo: `logo.${format}` } : {}
  const compiler = NodeCompiler.create({ workspace: folder, fontArgs: [{ fontPaths: [...fontFolders()] }] })
  if (format) compiler.mapShadow(join(folder, `logo.${format}`), Buffer.from(job.logo!, 'base64'))
  const isTypst = template.engine === 'typst'
  const main = join(folder, 'paper.typ')
  const source = isTypst ? template.html : readFileSync(new URL('./flow.typ', import.meta.url), 'utf8')
  compiler.addSource(main, source)
  const content = isTypst ? job.data : flow(job, format !== null)
  const inputs = { content: tidy(content), files: JSON.stringify(files), fonts: JSON.stringify(fontFamilies(job.language)) }
  const result = compiler.compile({ mainFilePath: main, inputs })
  if (!result.result) {
    const [first] = compiler.fetchDiagnostics(result.takeDiagnostics()!) as Diagnostic[]
    return problemOf(first, isTypst, source)
  }
  if (result.result.numOfPages > PAGES_MAX) throw new PartProblem(null, null, `It makes more than ${PAGES_MAX} pages.`)
  const pdf = compiler.pdf(result.result, { creationTimestamp: job.creation_seconds })
  return {
    ok: true,
    pdf: Buffer.from(pdf).toString('base64'),
    pages: result.result.numOfPages,
    svg: job.drawn ? compiler.plainSvg(result.result) : null,
  }
}

interface Diagnostic {
  readonly message: string
  readonly range: { readonly start: { readonly line: number; readonly character: number } } | null
}

function problemOf(first: Diagnostic | undefined, isTypst: boolean, source: string): SandboxReply {
  const start = isTypst && source !== '' ? first?.range?.start : undefined
  // Where a file was looked for is nobody's business.
  const message = (first?.message ?? 'it does not compile').replace(/\s*\((?:searched at|error sending)[^)]*\)*/, '')
  const said = /download package/.test(message) ? 'packages cannot be imported; a template is one file' : message
  return {
    ok: false,
    part: isTypst ? 'html' : null,
    line: start ? start.line + 1 : null,
    column: start ? start.character + 1 : null,
    said,
  }
}

/** Fills in the parts, and reads the result as a flow of blocks and words. */
function flow(job: SandboxJob, has_logo: boolean): object {
  const { template } = job
  const part = (html: 'html' | 'header_html' | 'footer_html', css: 'css' | 'header_css' | 'footer_css') => {
    const filled = fillIn(template.engine as 'twig' | 'mustache', template[html], job.data, html)
    return flowOf(filled, template[css], { html, css, has_logo })
  }
  return {
    language: job.language,
    right_to_left: job.right_to_left,
    paper: job.paper,
    margins: template.margins,
    body: part('html', 'css'),
    header: part('header_html', 'header_css'),
    footer: part('footer_html', 'footer_css'),
  }
}

function answer(): SandboxReply {
  try {
    return set(JSON.parse(readFileSync(0, 'utf8')) as SandboxJob, process.argv[2]!)
  } catch (error) {
    if (!(error instanceof PartProblem)) return { ok: false, part: null, line: null, column: null, said: String(error) }
    return { ok: false, part: error.part, ...positionOf(error), said: error.message }
  }
}

const reply = Buffer.from(JSON.stringify(answer()))
for (let at = 0; at < reply.length; ) at += writeSync(1, reply, at)
process.exit(0)
