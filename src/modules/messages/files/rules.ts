/**
 * Owns: files people attach, kept here or linked. Does not own: what they are attached to; PDFs of documents.
 * Invariants: a file has either content (by its SHA-256) or a link, never both, and never changes.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { File, FileDraft, Upload } from './contract.ts'

/** What is to be kept, or null where the caller only names a link. @param limit bytes of one file */
export function uploadOf({ file, url }: FileDraft, limit: number): Upload | null {
  if (file && url) throw new Refusal('invalid', 'file_and_link', 'Send a file or a url, not both.', 'url')
  if (!file && !url)
    throw new Refusal('invalid', 'no_file', 'Send the file as multipart/form-data under "file", or a url.', 'file')
  if (!file) return null
  if (file.bytes.length === 0) throw new Refusal('invalid', 'file_empty', 'The file is empty.', 'file')
  if (file.bytes.length > limit) throw new Refusal('invalid', 'file_too_large', `Files may have at most ${limit} bytes.`, 'file')
  return file
}

export interface FileFacts {
  readonly id: number
  readonly content_hash: string | null
  /** Where the content can be read. */
  readonly url: string
  readonly now: Date
}

export function draftFile({ id, content_hash, url, now }: FileFacts, { file, ...draft }: FileDraft): File {
  return {
    object: 'file',
    id,
    name: nameOf(draft.name ?? file?.name ?? lastPart(url)),
    size: file ? file.bytes.length : (draft.size ?? 0),
    type: (file ? file.type : (draft.type ?? 'application/octet-stream')).toLowerCase(),
    content_hash,
    url,
    created_at: now,
    updated_at: now,
  }
}

/** A plain name: no folders, no control characters, at most 255 characters. */
export function nameOf(text: string): string {
  const plain = (text.split(/[\\/]/).at(-1) ?? '').replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, '').trim()
  return plain === '' || /^\.+$/.test(plain) ? 'file' : plain.slice(0, 255).toWellFormed()
}

function lastPart(url: string): string {
  return url.replace(/[?#].*$/, '').replace(/^https?:\/\/[^/]*/i, '')
}

/** Types that a browser shows and that carry no script. Everything else is only offered for saving. */
const SHOWN = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'application/pdf', 'text/plain'])

/** How the content is served: never as something that a browser would run. */
export function servedAs({ type, name }: Pick<File, 'type' | 'name'>): { readonly type: string; readonly disposition: string } {
  const plain = type.split(';')[0]!.trim()
  const shown = SHOWN.has(plain)
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  return {
    type: shown ? (plain === 'text/plain' ? 'text/plain; charset=utf-8' : plain) : 'application/octet-stream',
    disposition: `${shown ? 'inline' : 'attachment'}; filename="${ascii}"; filename*=UTF-8''${encoded(name)}`,
  }
}

function encoded(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
