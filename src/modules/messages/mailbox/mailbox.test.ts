import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openMailer, simulateMail } from '../../../connectors/mail/index.ts'
import type { Platform } from '../../../platform/outside.ts'
import { mountMailbox } from './routes.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'netterms-mailbox-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const mail = openMailer({ folder })

function mailbox(config: { MODE: string }, mailer = mail): Hono {
  const app = new Hono()
  mountMailbox(app, {
    config: { BASE_URL: 'http://localhost:3000', ...config },
    outside: { mail: mailer },
  } as unknown as Platform) // all it looks at
  return app
}

const app = mailbox({ MODE: 'development' })
const get = (target: string) => app.fetch(new Request(`http://localhost:3000${target}`))

beforeAll(async () => {
  const message = (n: number) => ({
    message_id: `<${n}@netterms.example>`,
    date: new Date(Date.UTC(2014, 10, 18, 15, n)),
    from: { name: 'Dunder Mifflin', address: 'billing@dundermifflin.example' },
    to: [{ address: `billing${n}@acmecorp.example` }],
    subject: `Invoice <b>${n}</b>`,
    text: `See http://localhost:3000/portal/dundermifflin/invoices/x <script>alert(${n})</script>`,
    html: `<!doctype html><html><head><title>x</title></head><body><script>alert(1)</script><img src="cid:logo.png"><a href="http://localhost:3000/portal">View</a></body></html>`,
    attachments: [
      { file_name: 'Invoice.pdf', content_type: 'application/pdf', content: Buffer.from('%PDF-1.7') },
      { file_name: 'page.html', content_type: 'text/html', content: Buffer.from('<script>alert(1)</script>') },
      { file_name: 'logo.png', content_type: 'image/png', content: Buffer.from('png'), content_id: 'logo.png' },
    ],
  })
  for (let n = 1; n <= 52; n++) await mail.send(message(n))
})

test('the newest mail stands first, and older pages follow', async () => {
  const first = await (await get('/mailbox')).text()
  expect([...first.matchAll(/billing(\d+)@/g)].map(([, n]) => Number(n)).slice(0, 3)).toEqual([52, 51, 50])
  expect(first).toContain('Invoice &lt;b&gt;52&lt;/b&gt;')
  const older = /href="(\/mailbox\?before=[^"]+)"/.exec(first)![1]!
  const rest = await (await get(older)).text()
  expect([...rest.matchAll(/billing(\d+)@/g)].map(([, n]) => Number(n))).toEqual([2, 1])
  expect(rest).not.toContain('Older mail')
})

test('one mail is shown with its text, a frame for its HTML and its files', async () => {
  const id = /href="\/mailbox\/([^"?]+)"/.exec(await (await get('/mailbox')).text())![1]!
  const response = await get(`/mailbox/${id}`)
  const page = await response.text()
  expect(response.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; frame-src 'self'/,
  )
  expect(page).not.toContain('<script')
  expect(page).toContain('&lt;script&gt;')
  expect(page).toContain('<a href="http://localhost:3000/portal/dundermifflin/invoices/x"')
  expect(page).toContain(
    `<iframe title="The mail as its reader sees it" src="/mailbox/${id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox">`,
  )
  expect(page).toContain('Invoice.pdf')
  expect(page).not.toContain('logo.png')

  const frame = await get(`/mailbox/${id}/html`)
  expect(frame.headers.get('content-security-policy')).toContain('sandbox allow-popups')
  expect(frame.headers.get('content-security-policy')).not.toContain('script')
  const html = await frame.text()
  expect(html).toContain('<base target="_blank">')
  expect(html).toContain(`src="data:image/png;base64,${Buffer.from('png').toString('base64')}"`)

  const link = (name: string) => new RegExp(`href="([^"]+)">${name}`).exec(page)![1]!
  const pdf = await get(link('Invoice.pdf'))
  expect([pdf.headers.get('content-type'), await pdf.text()]).toEqual(['application/pdf', '%PDF-1.7'])
  const hostile = await get(link('page.html'))
  expect(hostile.headers.get('content-type')).toBe('application/octet-stream')
  expect(hostile.headers.get('content-disposition')).toMatch(/^attachment/)
  expect(await (await get(`/mailbox/${id}/raw`)).text()).toContain('Message-ID: <52@netterms.example>')
})

test('what is not there is not found, and no path leads out of the folder', async () => {
  for (const target of [
    '/mailbox/nothing',
    '/mailbox/..%2f..%2fsecret',
    '/mailbox/nothing/html',
    '/mailbox/nothing/files/0',
    '/mailbox/nothing/raw',
    '/mailbox/20141118T150000000Z-0123456789abcdef/files/x',
  ]) {
    expect((await get(target)).status).toBe(404)
  }
})

test('where mail is sent, and in production, there is no mailbox', async () => {
  for (const closed of [mailbox({ MODE: 'production' }), mailbox({ MODE: 'development' }, simulateMail())]) {
    expect((await closed.fetch(new Request('http://localhost:3000/mailbox'))).status).toBe(404)
  }
})
