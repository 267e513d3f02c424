import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import PostalMime from 'postal-mime'
import { composeMail, oneLine } from './message.ts'
import { type MailAddress, type Mailer, type MailMessage, recipientsOf } from './port.ts'

/** Mail that was written to a folder instead of being sent, and how to read it. */
export interface CaptureMailer extends Mailer {
  readonly mailbox: Mailbox
}

export interface Mailbox {
  /** The newest first. @param options.before an id; only older mails are listed */
  list(options?: { readonly limit?: number; readonly before?: string }): Promise<readonly CapturedSummary[]>
  /** Null when there is no such mail. */
  read(id: string): Promise<CapturedMail | null>
  /** The message as it would have travelled. Null when there is no such mail. */
  raw(id: string): Promise<Uint8Array | null>
}

export interface CapturedSummary {
  readonly id: string
  readonly message_id: string
  readonly date: string
  readonly from: MailAddress
  readonly recipients: readonly string[]
  readonly subject: string
  readonly bytes: number
  readonly attachments: readonly string[]
}

export interface CapturedMail extends CapturedSummary {
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly text: string | null
  /** As written by the sender: show it in a sandboxed frame only. */
  readonly html: string | null
  readonly files: readonly { readonly file_name: string; readonly content_type: string; readonly content: Uint8Array }[]
}

const LIST_MAX = 200
const ID = /^\d{8}T\d{9}Z-[0-9a-f]{16}$/

/**
 * Mail for machines without a mail server: each message becomes `<id>.eml` and `<id>.json` in the folder. The id follows
 * from date and Message-ID, so a retry writes the same files again and nothing appears twice.
 */
export function openCapture(folder: string): CaptureMailer {
  return {
    name: 'capture',
    test: true,
    mailbox: { list: (options) => list(folder, options), read: (id) => read(folder, id), raw: (id) => raw(folder, id) },
    async send(message) {
      const mail = await composeMail(message)
      const id = captureId(message)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeWhole(path.join(folder, `${id}.eml`), mail.bytes)
      await writeWhole(path.join(folder, `${id}.json`), JSON.stringify(summaryOf(id, message, mail.bytes.length), null, 2))
      return mail.recipients.map(({ address }) => ({
        address,
        outcome: 'accepted',
        response: `250 captured as ${id}`,
        id: message.message_id,
      }))
    },
    async check() {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        return { ready: true, said: `Mail is captured in ${folder} and not sent.` }
      } catch {
        return { ready: false, said: `The folder ${folder} for captured mail cannot be made.` }
      }
    },
    async close() {},
  }
}

function captureId({ date, message_id }: MailMessage): string {
  const moment = date.toISOString().replace(/[-:.]/g, '')
  return `${moment}-${createHash('sha256').update(message_id).digest('hex').slice(0, 16)}`
}

function summaryOf(id: string, message: MailMessage, bytes: number): CapturedSummary {
  return {
    id,
    message_id: message.message_id,
    date: message.date.toISOString(),
    from: message.from,
    recipients: recipientsOf(message),
    subject: oneLine(message.subject, 500),
    bytes,
    attachments: (message.attachments ?? []).map(({ file_name }) => file_name),
  }
}

async function list(folder: string, { limit = 50, before }: { limit?: number; before?: string } = {}) {
  const ids = (await names(folder))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .filter((id) => ID.test(id) && (before === undefined || id < before))
    .sort()
    .reverse()
    .slice(0, Math.min(limit, LIST_MAX))
  const found = await Promise.all(ids.map((id) => readSummary(folder, id)))
  return found.filter((summary) => summary !== null)
}

async function read(folder: string, id: string): Promise<CapturedMail | null> {
  const bytes = await raw(folder, id)
  const summary = bytes && (await readSummary(folder, id))
  if (!bytes || !summary) return null
  const parsed = await PostalMime.parse(bytes)
  return {
    ...summary,
    headers: parsed.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    text: parsed.text ?? null,
    html: parsed.html ?? null,
    files: parsed.attachments.map(({ filename, mimeType, content }) => ({
      file_name: filename ?? 'file',
      content_type: mimeType,
      content: typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content),
    })),
  }
}

async function raw(folder: string, id: string): Promise<Uint8Array | null> {
  return ID.test(id) ? readOrNull(path.join(folder, `${id}.eml`)) : null
}

async function readSummary(folder: string, id: string): Promise<CapturedSummary | null> {
  const bytes = await readOrNull(path.join(folder, `${id}.json`))
  return bytes && (JSON.parse(Buffer.from(bytes).toString('utf8')) as CapturedSummary) // written by summaryOf above
}

async function readOrNull(file: string): Promise<Uint8Array | null> {
  try {
    return await readFile(file)
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

async function names(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** The file appears whole or not at all. */
async function writeWhole(file: string, content: Uint8Array | string): Promise<void> {
  const unfinished = `${file}.${randomBytes(6).toString('hex')}.part`
  try {
    const handle = await open(unfinished, 'wx', 0o600)
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}
