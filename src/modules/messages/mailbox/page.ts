/**
 * How captured mail is shown on a machine without a mail server: a list and one mail, as plain pages without scripts.
 * Pure. Invariant: everything a mail says is text here; its HTML is shown in a frame of its own, under a policy of its own.
 */
export interface Summary {
  readonly id: string
  readonly date: string
  readonly from: { readonly name?: string | null; readonly address: string }
  readonly recipients: readonly string[]
  readonly subject: string
  readonly attachments: readonly string[]
}

export interface Mail extends Summary {
  readonly message_id: string
  readonly text: string | null
  readonly html: string | null
  readonly files: readonly { readonly file_name: string; readonly content_type: string; readonly content: Uint8Array }[]
}

/** The list, the newest first. @param more the id after which older mails follow; null on the last page */
export function listPage(mails: readonly Summary[], more: string | null): string {
  const rows = mails.map(
    (mail) => `<li><a href="/mailbox/${escapeHtml(mail.id)}">
<span class="who">${escapeHtml(mail.recipients.join(', '))}</span>
<time datetime="${escapeHtml(mail.date)}">${moment(mail.date)}</time>
<span class="subject">${escapeHtml(mail.subject)}</span>
${mail.attachments.length > 0 ? `<span class="files">${escapeHtml(mail.attachments.join(', '))}</span>` : ''}
</a></li>`,
  )
  const list =
    rows.length > 0
      ? `<ul class="list">${rows.join('\n')}</ul>`
      : '<p class="empty">No mail yet. What Netterms sends appears here.</p>'
  const older = more === null ? '' : `<p><a href="/mailbox?before=${escapeHtml(more)}">Older mail</a></p>`
  return page(
    'Mailbox',
    `<h1>Mailbox</h1>\n<p class="note">There is no mail server, so nothing leaves this machine. This is what would have been sent.</p>\n${list}\n${older}`,
  )
}

export function mailPage(mail: Mail): string {
  const { id, subject, from, recipients, date, text, html, files } = mail
  const fact = (name: string, value: string) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`
  const sender = from.name ? `${from.name} <${from.address}>` : from.address
  const shown = files.map((file, index) => ({ ...file, index })).filter(({ file_name }) => !isInline(html, file_name))
  return page(
    subject,
    `<p><a href="/mailbox">Mailbox</a></p>
<h1>${escapeHtml(subject)}</h1>
<dl>${fact('From', sender)}${fact('To', recipients.join(', '))}${fact('Sent', moment(date))}</dl>
${shown.length > 0 ? `<ul class="attachments">${shown.map(({ file_name, index, content }) => `<li><a href="/mailbox/${escapeHtml(id)}/files/${index}">${escapeHtml(file_name)}</a> <small>${size(content.length)}</small></li>`).join('')}</ul>` : ''}
${html === null ? '' : `<iframe title="The mail as its reader sees it" src="/mailbox/${escapeHtml(id)}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`}
<details${html === null ? ' open' : ''}><summary>As plain text</summary><pre>${linked(text ?? '')}</pre></details>
<p><a href="/mailbox/${escapeHtml(id)}/raw">The whole message</a></p>`,
  )
}

/** The HTML of a mail for the frame: links open in a page of their own, its pictures come along. */
export function framed(html: string, files: Mail['files'], encode: (content: Uint8Array) => string): string {
  const pictures = html.replace(/(["'])cid:([\w.@-]{1,100})\1/g, (whole, quote: string, name: string) => {
    const file = files.find(({ file_name }) => file_name === name)
    return file && /^image\/(png|jpeg|gif)$/.test(file.content_type)
      ? `${quote}data:${file.content_type};base64,${encode(file.content)}${quote}`
      : whole
  })
  return pictures.replace(/<head>/i, '<head><base target="_blank">')
}

function isInline(html: string | null, name: string): boolean {
  return html?.includes(`cid:${name}`) ?? false
}

export function missingPage(): string {
  return page('No such mail', '<p><a href="/mailbox">Mailbox</a></p>\n<h1>No such mail</h1>\n<p>It may have been removed.</p>')
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body><main>
${content}
</main></body>
</html>
`
}

/** The policy of our pages names this very sheet by its hash. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #111827; --soft: #4b5563; --line: #e5e7eb; --paper: #ffffff; --ground: #f3f4f6; --link: #1a56db }
@media (prefers-color-scheme: dark) { :root { --ink: #f3f4f6; --soft: #9ca3af; --line: #374151; --paper: #1f2937; --ground: #111827; --link: #93c5fd } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif }
main { max-width: 760px; margin: 0 auto; padding: 24px 16px 64px; overflow-wrap: anywhere }
h1 { font-size: 24px; line-height: 1.3; margin: 8px 0 16px }
a { color: var(--link) }
.note, .empty, small { color: var(--soft) }
.list { list-style: none; margin: 16px 0; padding: 0; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; overflow: hidden }
.list li + li { border-top: 1px solid var(--line) }
.list a { display: grid; grid-template-columns: 1fr auto; gap: 2px 16px; padding: 12px 16px; min-height: 44px; color: inherit; text-decoration: none }
.list a:hover, .list a:focus-visible { background: var(--ground) }
.who { font-weight: 600 }
time, .files { color: var(--soft); font-size: 14px }
.subject, .files { grid-column: 1 / -1 }
@media (max-width: 480px) { .list a { grid-template-columns: 1fr } }
dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 16px; margin: 0 0 16px }
dt { color: var(--soft) }
dd { margin: 0 }
.attachments { padding: 0; list-style: none }
.attachments li { display: inline-block; margin: 0 8px 8px 0; padding: 8px 12px; background: var(--paper); border: 1px solid var(--line); border-radius: 8px }
iframe { display: block; width: 100%; height: 70vh; border: 1px solid var(--line); border-radius: 8px; background: #ffffff }
details { margin: 16px 0 }
summary { cursor: pointer }
pre { white-space: pre-wrap; font: 14px/1.5 ui-monospace, Menlo, Consolas, monospace }
`

/** Addresses in plain text can be followed. */
function linked(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"')\]]+)/)
    .map((part, index) =>
      index % 2 === 1 ? `<a href="${escapeHtml(part)}" rel="noreferrer">${escapeHtml(part)}</a>` : escapeHtml(part),
    )
    .join('')
}

function moment(date: string): string {
  return `${escapeHtml(date.slice(0, 10))} ${escapeHtml(date.slice(11, 16))} UTC`
}

function size(bytes: number): string {
  return bytes < 1_000
    ? `${bytes} bytes`
    : bytes < 1_000_000
      ? `${Math.round(bytes / 1_000)} kB`
      : `${(bytes / 1_000_000).toFixed(1)} MB`
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]!)
}
