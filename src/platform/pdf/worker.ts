/**
 * A thread that prints. The compiler is synchronous native code (10 ms a page, more for long documents), so it runs
 * here and not on the thread that answers requests. Templates are our own files; what people wrote arrives as data.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { NodeCompiler, type NodeTypstDocument } from '@myriaddreamin/typst-ts-node-compiler'
import { drawnCharacters, fontFamilies, fontFolders } from './fonts.ts'
import { imageFormat } from './images.ts'
import { printable } from './text.ts'

/** What travels to the thread. */
export interface PrintJob {
  readonly id: number
  readonly template: string
  readonly content: object
  readonly files: Readonly<Record<string, Uint8Array>>
  readonly creation_seconds: number
  /** The same as a drawing besides, for a screen. */
  readonly drawn: boolean
}

/** What travels back. */
export type PrintReply =
  | {
      readonly id: number
      readonly ok: true
      readonly pdf: Uint8Array<ArrayBuffer>
      readonly pages: number
      readonly svg: string | null
      readonly missing_glyphs: readonly string[]
      readonly unreadable_files: readonly string[]
    }
  | { readonly id: number; readonly ok: false; readonly reason: string }

/** Text under these keys is used as it is: where a link leads. Builders make sure that it can be printed. */
const VERBATIM: ReadonlySet<string> = new Set(['href'])

/** Results of earlier documents that the compiler may keep; more only makes memory grow. */
const CACHE_AGE_MAX = 2

const { folder } = workerData as { folder: string }
const drawn = drawnCharacters()
const compiler = NodeCompiler.create({ workspace: folder, fontArgs: [{ fontPaths: [...fontFolders()] }] })

parentPort!.on('message', (job: PrintJob) => {
  const reply = answer(job)
  parentPort!.postMessage(reply, reply.ok ? [reply.pdf.buffer] : [])
})

function answer(job: PrintJob): PrintReply {
  try {
    return print(job)
  } catch (error) {
    return { id: job.id, ok: false, reason: error instanceof Error ? error.message : String(error) }
  } finally {
    compiler.resetShadow()
    compiler.evictCache(CACHE_AGE_MAX)
  }
}

function print(job: PrintJob): PrintReply {
  const missing = new Set<string>()
  const inputs = {
    content: JSON.stringify(printable(job.content, { drawn, missing }, VERBATIM)),
    fonts: JSON.stringify(fontFamilies(languageOf(job.content))),
  }
  const readable = Object.entries(job.files).flatMap(([name, bytes]) => placeFile(job.template, name, bytes))
  const { document, printed } = compile(job.template, inputs, readable)
  const pdf = new Uint8Array(compiler.pdf(document, { creationTimestamp: job.creation_seconds }))
  return {
    id: job.id,
    ok: true,
    pdf,
    pages: document.numOfPages,
    svg: job.drawn ? compiler.plainSvg(document) : null,
    missing_glyphs: [...missing].sort(),
    unreadable_files: Object.keys(job.files).filter((name) => !printed.some((file) => file.name === name)),
  }
}

interface PlacedFile {
  readonly name: string
  readonly path: string
}

/** Shows the file to the compiler in memory, under a name made of its content; nothing is written to disk. */
function placeFile(template: string, name: string, bytes: Uint8Array): PlacedFile[] {
  const format = imageFormat(bytes)
  if (!format) return []
  const file = `${createHash('sha256').update(bytes).digest('hex')}.${format}`
  compiler.mapShadow(join(folder, template, '..', file), Buffer.from(bytes))
  return [{ name, path: file }]
}

/** A file that looked right and yet cannot be decoded must not cost anyone the document: print without files then. */
function compile(
  template: string,
  inputs: Readonly<Record<string, string>>,
  files: readonly PlacedFile[],
): { document: NodeTypstDocument; printed: readonly PlacedFile[] } {
  const paths = Object.fromEntries(files.map(({ name, path }) => [name, path]))
  const result = compiler.compile({
    mainFilePath: join(folder, template),
    inputs: { ...inputs, files: JSON.stringify(paths) },
  })
  if (result.result) return { document: result.result, printed: files }
  if (files.length > 0) return compile(template, inputs, [])
  throw new Error(`${template}: ${JSON.stringify(result.takeDiagnostics()?.shortDiagnostics ?? 'does not compile')}`)
}

function languageOf(content: object): string {
  return 'language' in content && typeof content.language === 'string' ? content.language : 'en'
}
