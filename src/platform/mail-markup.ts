/**
 * The markup of mail bodies and what becomes of it. A body is plain text: an empty line ends a paragraph, a line that
 * begins with "- " is a list item, `**bold**`, `[words](https://…)` is a link, `[[words]](https://…)` a button, and a bare
 * address is a link by itself. HTML in it is printed as it stands.
 * Invariant: only the template's author can write markup. Values pass through `shield`, which takes their marks away.
 */
import { DEFAULT_COLOR } from '../core/brand.ts'

export interface MailBody {
  /** A fragment of HTML that is safe to place in a page or a mail. */
  readonly html: string
  readonly text: string
}

/** Marks and the noncharacters that stand for them between inserting a value and printing it. */
const MARKS = '[]()*:-'
const SHIELDED = '\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5\ufdd6'

const LINK_COLOR = '#1a56db'
const INLINE =
  /\[\[([^[\]\n]{1,200})\]\]\(([^()\s]{1,2048})\)|\[([^[\]\n]{1,500})\]\(([^()\s]{1,2048})\)|\*\*([^*\n]{1,1000})\*\*|(https?:\/\/[^\s<>"'()[\]*]{1,2048})/g

/** Makes a value inert: it will be printed letter by letter. A value that is one web address as a whole stays a link. */
export function shield(value: string): string {
  if (/^https?:\/\/[^\s<>"'()[\]*\\]{1,2048}$/.test(value)) return value
  return value.replace(/[[\]()*:-]/g, (mark) => SHIELDED[MARKS.indexOf(mark)]!)
}

/** Without control characters (but tab and line feed), bidirectional controls and the noncharacters used here. */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/(?![\t\n])[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff]/gu, '')
}

/** @param accent the colour of buttons, as `#rrggbb` */
export function toMailBody(source: string, accent?: string | null): MailBody {
  const blocks = source
    .split(/\n(?:[ \t]*\n)+/)
    .map((block) => block.split('\n').map((line) => line.trim()))
    .map((lines) => lines.filter((line) => line !== ''))
    .filter((lines) => lines.length > 0)
  return { html: blocks.map((lines) => blockHtml(lines, accent)).join('\n'), text: blocks.map(blockText).join('\n\n') }
}

/** @param background a colour such as `#2563eb`; anything else falls back to the default */
export function buttonHtml(text: string, url: string, background?: string | null): string {
  const color = readColor(background)
  const href = safeUrl(url)
  if (href === null) return `<p>${escapeHtml(text)}</p>`
  const cell = `border-radius:6px;background-color:${color};`
  const link = `display:inline-block;padding:12px 24px;font-weight:600;text-decoration:none;border-radius:6px;color:${inkOn(color)};background-color:${color};`
  return (
    `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:24px 0"><tr><td style="${cell}">` +
    `<a href="${escapeHtml(href)}" target="_blank" rel="noopener" style="${link}">${escapeHtml(text)}</a></td></tr></table>`
  )
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]!)
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** The address if a mail may link to it (web, mail, telephone), else null. */
export function safeUrl(text: string): string | null {
  const url = unshield(text)
  if (!URL.canParse(url)) return null
  const { protocol, href } = new URL(url)
  return protocol === 'https:' || protocol === 'http:' || protocol === 'mailto:' || protocol === 'tel:' ? href : null
}

/** A colour as six hexadecimal digits, or the fallback. Nothing else gets into a style. */
export function readColor(color: string | null | undefined, fallback = DEFAULT_COLOR): string {
  return color && /^#[0-9a-f]{6}$/i.test(color) ? color.toLowerCase() : fallback
}

/** Black or white, whichever reads better on the colour (WCAG relative luminance). */
export function inkOn(color: string): '#ffffff' | '#111827' {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  const luminance = 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.06 ? '#ffffff' : '#111827'
}

function blockHtml(lines: readonly string[], accent?: string | null): string {
  const only = lines.length === 1 ? wholeButton(lines[0]!) : null
  if (only) return buttonHtml(unshield(only.text), unshield(only.url), accent)
  if (lines.every((line) => line.startsWith('- '))) {
    const items = lines.map((line) => `<li>${inlineHtml(line.slice(2))}</li>`).join('')
    return `<ul style="margin:0 0 16px;padding-left:24px">${items}</ul>`
  }
  return `<p style="margin:0 0 16px">${lines.map(inlineHtml).join('<br>')}</p>`
}

function blockText(lines: readonly string[]): string {
  return lines.map(inlineText).join('\n')
}

function wholeButton(line: string): { text: string; url: string } | null {
  const found = /^\[\[([^[\]\n]{1,200})\]\]\(([^()\s]{1,2048})\)$/.exec(line)
  return found && safeUrl(found[2]!) !== null ? { text: found[1]!, url: found[2]! } : null
}

function inlineHtml(line: string): string {
  return eachInline(line, (text) => escapeHtml(unshield(text)), {
    link: (text, url) =>
      `<a href="${escapeHtml(url)}" target="_blank" rel="noopener" class="link" style="color:${LINK_COLOR}">${escapeHtml(text)}</a>`,
    bold: (text) => `<strong>${escapeHtml(text)}</strong>`,
  })
}

function inlineText(line: string): string {
  return eachInline(line, unshield, {
    link: (text, url, given) => (text === given ? given : `${text}: ${url}`),
    bold: (text) => text,
  })
}

interface Printer {
  readonly link: (text: string, url: string, given: string) => string
  readonly bold: (text: string) => string
}

function eachInline(line: string, plain: (text: string) => string, printer: Printer): string {
  let printed = ''
  let end = 0
  for (const found of line.matchAll(INLINE)) {
    const [whole, button, buttonUrl, words, wordsUrl, bold, bare] = found
    // A full stop after an address belongs to the sentence.
    const address = bare?.replace(/[.,;:!?]+$/, '')
    const [text, given] = [button ?? words ?? address, buttonUrl ?? wordsUrl ?? address]
    const url = given === undefined ? null : safeUrl(given)
    printed += plain(line.slice(end, found.index))
    if (bold !== undefined) printed += printer.bold(unshield(bold))
    else if (url !== null)
      printed += printer.link(unshield(text!), url, unshield(given!)) + plain(bare?.slice(address!.length) ?? '')
    else printed += plain(whole)
    end = found.index + whole.length
  }
  return printed + plain(line.slice(end))
}

function unshield(text: string): string {
  return text.replace(/[\ufdd0-\ufdd6]/g, (sign) => MARKS[SHIELDED.indexOf(sign)]!)
}
