import { buttonHtml, cleanText, escapeHtml, inkOn, type MailBody, readColor, safeUrl } from './mail-markup.ts'

/** What a business mail looks like around its text: a head with logo or name, the text, a button, a footer. */
export interface EmailLayout {
  readonly company: {
    readonly name: string
    /** `#rrggbb`; anything else falls back. */
    readonly color?: string | null
    /** `https:` or `cid:`; anything else prints the name instead. */
    readonly logo_url?: string | null
    readonly address?: string | null
  }
  readonly body: MailBody
  readonly button?: { readonly text: string; readonly url: string }
  /** Plain text, such as why the recipient gets this mail. */
  readonly footer?: string
  readonly open_pixel_url?: string
  /** What mail programs show beside the subject. */
  readonly preheader?: string
  /** A BCP 47 tag; sets the writing direction too. */
  readonly language?: string
  readonly title?: string
}

const RIGHT_TO_LEFT = /^(ar|dv|fa|he|ku|ps|sd|ug|ur|yi)\b/i
const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

/**
 * A whole mail. The layout is a plain table of one column, at most 600 px wide and usable at 360 px, with inline styles
 * because many mail programs drop style sheets; the sheet holds only what they may drop, the dark colours.
 */
export function emailLayout(layout: EmailLayout): MailBody {
  return { html: layoutHtml(layout), text: layoutText(layout) }
}

function layoutHtml(layout: EmailLayout): string {
  const language = /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i.test(layout.language ?? '') ? layout.language! : 'en'
  const direction = RIGHT_TO_LEFT.test(language) ? 'rtl' : 'ltr'
  const color = readColor(layout.company.color)
  const button = layout.button ? buttonHtml(layout.button.text, layout.button.url, color) : ''
  return `<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(cleanText(layout.title ?? layout.company.name))}</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background-color: #111827 !important; }
  .card { background-color: #1f2937 !important; color: #f3f4f6 !important; }
  .card a.link { color: #93c5fd !important; }
  .foot { color: #9ca3af !important; }
}
@media (max-width: 480px) { .pad { padding: 20px 16px !important; } }
</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:#f3f4f6">
${preheaderHtml(layout.preheader)}
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f3f4f6">
<tr><td align="center" style="padding:16px 8px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px">
<tr><td class="pad" style="padding:20px 32px;border-radius:8px 8px 0 0;background-color:${color};color:${inkOn(color)};font:600 18px/1.4 ${FONT}">${headHtml(layout)}</td></tr>
<tr><td class="card pad" style="padding:32px;border-radius:0 0 8px 8px;background-color:#ffffff;color:#111827;font:400 16px/1.5 ${FONT};overflow-wrap:anywhere">
${layout.body.html}
${button}
</td></tr>
<tr><td class="foot pad" style="padding:24px 32px;color:#6b7280;font:400 13px/1.5 ${FONT};overflow-wrap:anywhere">${footHtml(layout)}</td></tr>
</table>
</td></tr>
</table>${pixelHtml(layout.open_pixel_url)}
</body>
</html>
`
}

function headHtml({ company }: EmailLayout): string {
  const name = escapeHtml(cleanText(company.name))
  const logo = company.logo_url && logoUrl(company.logo_url)
  if (!logo) return name
  return `<img src="${escapeHtml(logo)}" alt="${name}" height="48" style="display:block;max-height:48px;max-width:240px;width:auto;border:0">`
}

function logoUrl(text: string): string | null {
  if (/^cid:[\w.@-]{1,100}$/.test(text)) return text
  const url = safeUrl(text)
  return url?.startsWith('http') ? url : null
}

function preheaderHtml(preheader: string | undefined): string {
  if (!preheader) return ''
  return `<div style="display:none;max-height:0;overflow:hidden;opacity:0">${escapeHtml(cleanText(preheader))}</div>`
}

function footHtml({ company, footer }: EmailLayout): string {
  const address = (company.address ?? '').split('\n').filter((line) => line.trim() !== '')
  return [footer ?? '', [company.name, ...address].join('\n')]
    .map((part) => cleanText(part).trim())
    .filter((part) => part !== '')
    .map((part) => `<p style="margin:0 0 12px">${part.split('\n').map(escapeHtml).join('<br>')}</p>`)
    .join('\n')
}

function pixelHtml(address: string | undefined): string {
  const url = address && safeUrl(address)
  return url ? `\n<img src="${escapeHtml(url)}" alt="" width="1" height="1" style="display:block;border:0">` : ''
}

function layoutText({ company, body, button, footer }: EmailLayout): string {
  const link = button && safeUrl(button.url) ? `${cleanText(button.text)}: ${safeUrl(button.url)}` : ''
  const sender = [company.name, company.address ?? ''].map((part) => cleanText(part).trim()).filter((part) => part !== '')
  return [body.text, link, '-- ', footer ? cleanText(footer).trim() : '', sender.join('\n')]
    .filter((part) => part !== '')
    .join('\n\n')
}
