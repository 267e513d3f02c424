/**
 * Owns: which files travel inside a mail. Does not own: the files, the mail.
 * Invariant: what is chosen fits into any mailbox.
 */

/** A file of the storage that travels with a mail. With a content id it is part of the HTML. */
export interface MailFile {
  readonly name: string
  readonly type: string
  readonly content_hash: string
  readonly content_id?: string
}

interface StoredFile {
  readonly name: string
  readonly type: string
  readonly size: number
  /** Null for a file that is only a link. */
  readonly content_hash: string | null
}

const FILES_MAX = 10
const FILES_BYTES_MAX = 10_000_000

/** As many files, in their order, as a mail can carry; links stay where they are. */
export function chooseFiles(files: readonly StoredFile[]): readonly MailFile[] {
  const chosen: MailFile[] = []
  let bytes = 0
  for (const { name, type, size, content_hash } of files) {
    if (content_hash === null || chosen.length === FILES_MAX || bytes + size > FILES_BYTES_MAX) continue
    bytes += size
    chosen.push({ name, type, content_hash })
  }
  return chosen
}

const LOGO_BYTES_MAX = 200_000
const PICTURES: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif' }

/** Mail programs show PNG, JPEG and GIF; a logo of another kind, or a large one, stays at home. */
export function chooseLogo({ type, size, content_hash }: StoredFile): (MailFile & { readonly content_id: string }) | null {
  const extension = PICTURES[type]
  if (content_hash === null || !extension || size > LOGO_BYTES_MAX) return null
  const name = `logo.${extension}`
  return { name, type, content_hash, content_id: name }
}
