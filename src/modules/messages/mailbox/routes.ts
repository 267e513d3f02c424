import { createHash } from 'node:crypto'
import type { Hono } from 'hono'
import { type Mailbox, mailboxOf } from '../../../platform/captured-mail.ts'
import type { Platform } from '../../../platform/outside.ts'
import { framed, listPage, mailPage, missingPage, STYLE } from './page.ts'

const PER_PAGE = 50

/** Reading captured mail, on machines that send none and are not in production; everywhere else these pages do not exist. */
export function mountMailbox(app: Hono, platform: Platform): void {
  const mailbox = mailboxOf(platform.config, platform.outside)
  if (!mailbox) return
  const pixels = `${new URL(platform.config.BASE_URL).origin}/o/`
  app.get('/mailbox', async (c) => {
    const before = c.req.query('before')
    const mails = await mailbox.list({ limit: PER_PAGE + 1, ...(before && { before }) })
    return html(listPage(mails.slice(0, PER_PAGE), mails.length > PER_PAGE ? mails[PER_PAGE - 1]!.id : null))
  })
  app.get('/mailbox/:id', async (c) => {
    const mail = await mailbox.read(c.req.param('id'))
    return mail ? html(mailPage(mail)) : html(missingPage(), 404)
  })
  app.get('/mailbox/:id/html', async (c) => {
    const mail = await mailbox.read(c.req.param('id'))
    if (!mail?.html) return html(missingPage(), 404)
    return content(
      framed(mail.html, mail.files, (bytes) => Buffer.from(bytes).toString('base64')),
      'text/html; charset=utf-8',
      {
        // The mail is a stranger here: no scripts, no forms, no origin; its pictures are its own and the one that tells it was opened.
        'Content-Security-Policy': `default-src 'none'; img-src data: ${pixels}; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox`,
      },
    )
  })
  app.get('/mailbox/:id/files/:index', (c) => file(mailbox, c.req.param('id'), c.req.param('index')))
  app.get('/mailbox/:id/raw', async (c) => {
    const raw = await mailbox.raw(c.req.param('id'))
    return raw ? content(raw, 'text/plain; charset=utf-8', CLOSED) : html(missingPage(), 404)
  })
}

const CLOSED = { 'Content-Security-Policy': "default-src 'none'; sandbox" }

async function file(mailbox: Mailbox, id: string, index: string): Promise<Response> {
  const mail = await mailbox.read(id)
  const found = /^\d{1,3}$/.test(index) ? mail?.files[Number(index)] : undefined
  if (!found) return html(missingPage(), 404)
  const shown = found.content_type === 'application/pdf' || /^image\/(png|jpeg|gif)$/.test(found.content_type)
  const name = found.file_name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  return content(found.content, shown ? found.content_type : 'application/octet-stream', {
    'Content-Disposition': `${shown ? 'inline' : 'attachment'}; filename="${name}"; filename*=UTF-8''${encodeURIComponent(found.file_name.toWellFormed())}`,
    // A browser's PDF viewer does not open in a sandbox.
    ...(found.content_type === 'application/pdf'
      ? { 'Content-Security-Policy': "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'" }
      : CLOSED),
  })
}

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

function html(page: string, status = 200): Response {
  return content(
    page,
    'text/html; charset=utf-8',
    {
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
    status,
  )
}

function content(body: string | Uint8Array, type: string, headers: Readonly<Record<string, string>>, status = 200): Response {
  return new Response(body as string | Uint8Array<ArrayBuffer>, {
    status,
    headers: {
      'Content-Type': type,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
      ...headers,
    },
  })
}
