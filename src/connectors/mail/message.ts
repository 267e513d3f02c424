import { createHash } from 'node:crypto'
import { domainToASCII } from 'node:url'
import MailComposer from 'nodemailer/lib/mail-composer'
import { Refusal } from '../../core/refusal.ts'
import { type MailAddress, type MailAttachment, type MailMessage, recipientsOf } from './port.ts'

/** A message as bytes, and the envelope it travels in. */
export interface ComposedMail {
  readonly bytes: Buffer
  readonly from: string
  /** In the order of `recipientsOf`; international domains in their ASCII form. */
  readonly recipients: readonly { readonly address: string; readonly wire: string }[]
}

const RECIPIENTS_MAX = 50
const ATTACHMENTS_MAX = 20
const MESSAGE_BYTES_MAX = 30_000_000
const SUBJECT_CHARACTERS_MAX = 500
const HEADER_CHARACTERS_MAX = 2_000
const EXTRA_HEADER = /^(in-reply-to|references|list-[a-z-]+|auto-submitted|precedence|x-[a-z0-9-]+)$/i
const LOCAL_PART = /^[^\s@<>()[\],;:\\"\p{Cc}\p{Cf}\p{Cs}]{1,64}$/u
const DOMAIN = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,62})(?:\.[\p{L}\p{N}][\p{L}\p{N}\p{M}-]{0,62}){0,10}$/u

/**
 * Writes a message as MIME. The same message always becomes the same bytes. Nothing in it can add a header, a recipient
 * or a file: addresses are single and plain, names and subject lose their control characters, other headers are few.
 * @throws Refusal invalid, codes `mail_address_invalid`, `mail_header_invalid`, `mail_recipients_invalid`, `mail_too_large`
 */
export async function composeMail(message: MailMessage): Promise<ComposedMail> {
  checkMail(message)
  const node = new MailComposer({
    messageId: message.message_id,
    date: message.date,
    from: mailbox(message.from),
    ...(message.reply_to && { replyTo: mailbox(message.reply_to) }),
    to: message.to.map(mailbox),
    cc: (message.cc ?? []).map(mailbox),
    bcc: (message.bcc ?? []).map(mailbox),
    subject: oneLine(message.subject, SUBJECT_CHARACTERS_MAX),
    text: message.text,
    ...(message.html !== undefined && { html: message.html }),
    headers: Object.entries(message.headers ?? {}).map(([key, value]) => ({ key, value })),
    attachments: (message.attachments ?? []).map(attachment),
    baseBoundary: createHash('sha256').update(message.message_id).digest('hex').slice(0, 24),
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile()
  const bytes = await node.build()
  if (bytes.length > MESSAGE_BYTES_MAX) throw new Refusal('invalid', 'mail_too_large', 'This mail is too large to send.')
  return {
    bytes,
    from: wireForm(message.from.address),
    recipients: recipientsOf(message).map((address) => ({ address, wire: wireForm(address) })),
  }
}

/** @throws Refusal as `composeMail` */
export function checkMail(message: MailMessage): void {
  const count = recipientsOf(message).length
  if (message.to.length === 0 || count > RECIPIENTS_MAX) {
    throw new Refusal('invalid', 'mail_recipients_invalid', `A mail has between 1 and ${RECIPIENTS_MAX} recipients.`, 'to')
  }
  if (!/^<[\x21-\x3b\x3d\x3f\x41-\x7e]{1,200}@[\x21-\x3b\x3d\x3f\x41-\x7e]{1,200}>$/.test(message.message_id)) {
    throw new Refusal('invalid', 'mail_header_invalid', 'A Message-ID looks like <something@domain>.', 'message_id')
  }
  checkAddress(message.from, 'from')
  if (message.reply_to) checkAddress(message.reply_to, 'reply_to')
  for (const field of ['to', 'cc', 'bcc'] as const) for (const one of message[field] ?? []) checkAddress(one, field)
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    if (!EXTRA_HEADER.test(name) || /[\p{Cc}\p{Cs}]/u.test(value) || value.length > HEADER_CHARACTERS_MAX) {
      throw new Refusal('invalid', 'mail_header_invalid', `The header ${JSON.stringify(name)} cannot be sent.`, 'headers')
    }
  }
  const attachments = message.attachments ?? []
  const size = attachments.reduce((sum, { content }) => sum + content.length, 0)
  if (attachments.length > ATTACHMENTS_MAX || size > MESSAGE_BYTES_MAX) {
    throw new Refusal('invalid', 'mail_too_large', 'This mail has too many or too large attachments.', 'attachments')
  }
}

/** True for one plain address with a domain: no display name, no comment, no quoting, no control character. */
export function isMailAddress(address: string): boolean {
  const at = address.lastIndexOf('@')
  const local = address.slice(0, Math.max(at, 0))
  const domain = address.slice(at + 1)
  return (
    address.length <= 254 &&
    LOCAL_PART.test(local) &&
    !/^\.|\.\.|\.$/.test(local) &&
    DOMAIN.test(domain) &&
    domainToASCII(domain) !== ''
  )
}

/** One line without control and bidirectional characters, cut to a length. */
export function oneLine(text: string, characters_max: number): string {
  const line = text
    .replace(/[\s\u0085\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
  return [...line.trim()].slice(0, characters_max).join('')
}

function checkAddress({ address }: MailAddress, field: string): void {
  if (isMailAddress(address)) return
  throw new Refusal('invalid', 'mail_address_invalid', `${JSON.stringify(address)} is not an e-mail address.`, field)
}

function mailbox({ name, address }: MailAddress): { name: string; address: string } {
  return { name: oneLine(name ?? '', 200), address }
}

function attachment({ file_name, content_type, content, content_id }: MailAttachment) {
  return {
    filename: oneLine(file_name, 150).replace(/[/\\:*?"<>|]/g, '_') || 'file',
    contentType: /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,80}$/i.test(content_type) ? content_type : 'application/octet-stream',
    content: Buffer.from(content),
    ...(content_id && /^[\w.@-]{1,100}$/.test(content_id) ? { cid: content_id } : {}),
  }
}

/** As SMTP writes an address: international domains in ASCII. */
function wireForm(address: string): string {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1))}`
}
