import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Refusal } from '../../core/refusal.ts'
import { FILE_BYTES_MAX, type FileContent } from './port.ts'

/** Content on disk that has no name yet, and what was learnt of it on the way there. */
export interface Spooled {
  readonly file: string
  readonly sha256: string
  readonly size: number
}

/**
 * Writes content into a new file of the folder and makes it durable. The name is known only when the last byte is.
 * @throws Refusal invalid `file_too_large`; nothing is left behind then
 */
export async function spool(folder: string, content: FileContent, bytes_max = FILE_BYTES_MAX): Promise<Spooled> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = path.join(folder, `${randomBytes(12).toString('hex')}.part`)
  const hash = createHash('sha256')
  const handle = await open(file, 'wx', 0o600)
  let size = 0
  try {
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      size += chunk.length
      if (size > bytes_max) throw new Refusal('invalid', 'file_too_large', `A file has at most ${bytes_max} bytes.`, 'file')
      hash.update(chunk)
      await handle.writeFile(chunk)
    }
    await handle.sync()
    await handle.close()
  } catch (error) {
    await handle.close().catch(() => {})
    await rm(file, { force: true })
    throw error
  }
  return { file, sha256: hash.digest('hex'), size }
}

const LEFT_BEHIND_MS = 24 * 60 * 60_000

/** Removes what a crash left behind: unfinished files that nobody has written to for a day. */
export async function sweep(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.part')) continue
    const file = path.join(folder, name)
    const found = await stat(file).catch(() => null)
    if (found && found.mtimeMs < Date.now() - LEFT_BEHIND_MS) await rm(file, { force: true })
  }
}
