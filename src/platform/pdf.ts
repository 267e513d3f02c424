/**
 * Puts a document on paper: a template of ours, filled with data, becomes a PDF. The same input gives the same bytes.
 * Knows nothing of what is printed; who prints says which template it wants (a path below `src/modules`) and fills it.
 */
import { fileURLToPath } from 'node:url'
import { Refusal } from '../core/refusal.ts'
import { runSandbox, type SandboxJob, type SandboxResult } from './pdf/sandbox.ts'
import { openThreads, type Threads } from './pdf/threads.ts'

/** What a pure builder hands over, for example `paperOf`. */
export interface Printable {
  /** Path of the Typst template below `src/modules`, for example `receivables/documents/paper/invoice.typ`. */
  readonly template: string
  /**
   * What the template shows, as plain JSON; `language` in it picks the fonts. Every text is data: it is printed as it
   * is and never read as template source. Text under a key `href` is a link target and is not changed at all.
   */
  readonly content: object
  /** Images by the name under which the template asks for them: PNG, JPEG or SVG. */
  readonly files?: Readonly<Record<string, Uint8Array>>
}

export interface Printed {
  readonly pdf: Uint8Array
  readonly pages: number
  /** The pages below each other, where a drawing was asked for. */
  readonly svg: string | null
  /** Characters that no font draws; the document shows U+FFFD in their place. */
  readonly missing_glyphs: readonly string[]
  /** Names of files that were left out because they are no image we print. */
  readonly unreadable_files: readonly string[]
}

export interface Rendering {
  readonly creation: Date
  /** Also as a drawing (SVG), for a screen. */
  readonly drawn?: boolean
}

const CONTENT_CHARACTERS_MAX = 2_000_000

/** Prints in a thread of its own. `creation` is the date the PDF states as its own, usually when it was issued. */
export async function renderPdf(print: Printable, { creation, drawn = false }: Rendering): Promise<Printed> {
  if (JSON.stringify(print.content).length > CONTENT_CHARACTERS_MAX) {
    throw new Refusal('refused', 'document_too_large', 'This document is too large to be printed; split it into several')
  }
  threads ??= openThreads(fileURLToPath(new URL('../modules/', import.meta.url)))
  const { pdf, pages, svg, missing_glyphs, unreadable_files } = await threads.print({
    template: print.template,
    content: print.content,
    files: print.files ?? {},
    creation_seconds: Math.floor(creation.getTime() / 1_000),
    drawn,
  })
  return { pdf, pages, svg, missing_glyphs, unreadable_files }
}

/** What a paper of somebody's own design is about. */
export interface Designable {
  readonly content: Pick<SandboxJob, 'language' | 'right_to_left' | 'paper'>
  /** What the template may name, as plain JSON. */
  readonly data: object
  readonly logo: Uint8Array | null
}

/**
 * Prints by a template that a user wrote, in a process of its own that is stopped after 8 seconds or at 512 MB and reaches
 * neither files nor the network. A template that fails is an answer that says where, never an error.
 */
export function renderDesigned(
  template: SandboxJob['template'],
  { content, data, logo }: Designable,
  { creation, drawn = false }: Rendering,
): Promise<SandboxResult> {
  const { language, right_to_left, paper } = content
  const creation_seconds = Math.floor(creation.getTime() / 1_000)
  const picture = logo ? Buffer.from(logo).toString('base64') : null
  return runSandbox({ template, data, language, right_to_left, paper, logo: picture, creation_seconds, drawn })
}

/** Ends the printing threads. A later `renderPdf` starts them again. */
export async function closePdf(): Promise<void> {
  const open = threads
  threads = null
  await open?.close()
}

let threads: Threads | null = null
