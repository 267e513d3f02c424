/** The measures of a paper's style sheet, in points, and what an element hands down to those inside it. */
import type { Declarations } from './css.ts'

/** What words inherit. Sizes are in points. */
export interface Look {
  readonly size: number
  readonly color: string
  readonly bold: boolean
  readonly italic: boolean
  readonly underline: boolean
  readonly struck: boolean
  readonly align: string
  /** Distance of lines as a multiple of the size. */
  readonly leading: number
  readonly tracking: number
  readonly transform: string
  readonly keeps_lines: boolean
}

export const START: Look = {
  size: 9,
  color: '#1c2024',
  bold: false,
  italic: false,
  underline: false,
  struck: false,
  align: 'start',
  leading: 1.35,
  tracking: 0,
  transform: 'none',
  keeps_lines: false,
}

/** Colours, borders and distances of a block, which nobody inherits. A width is in points, or a share such as `50%`. */
export interface Box {
  readonly fill: string | null
  readonly width: number | string | null
  readonly height: number | null
  readonly radius: number
  readonly margin: Sides<number>
  readonly padding: Sides<number>
  readonly border: Sides<{ readonly width: number; readonly color: string } | null>
  readonly breaks: { readonly before: boolean; readonly after: boolean; readonly inside: boolean }
}
interface Sides<Value> {
  readonly top: Value
  readonly right: Value
  readonly bottom: Value
  readonly left: Value
}

export function lookOf(given: Declarations, from: Look, problem: (said: string) => Error): Look {
  const size = given['font-size'] === undefined ? from.size : sizeOf(given['font-size'], from.size)
  if (size === null || size < 1 || size > 200) throw problem(`The size of letters "${given['font-size']}" is not supported.`)
  const weight = given['font-weight']
  const decoration = given['text-decoration']
  const align = given['text-align']
  const spaces = given['white-space']
  return {
    size,
    color: given['color'] === undefined ? from.color : (colorOf(given['color']) ?? from.color),
    bold: weight === undefined ? from.bold : /^(?:bold|bolder|[6-9]00)$/.test(weight),
    italic: given['font-style'] === undefined ? from.italic : /italic|oblique/.test(given['font-style']),
    underline: decoration === undefined ? from.underline : decoration.includes('underline'),
    struck: decoration === undefined ? from.struck : decoration.includes('line-through'),
    align: align === undefined ? from.align : ['left', 'right', 'center'].includes(align) ? align : 'start',
    leading: given['line-height'] === undefined ? from.leading : leadingOf(given['line-height'], size, from.leading),
    tracking: given['letter-spacing'] === undefined ? from.tracking : (lengthOf(given['letter-spacing'], size) ?? 0),
    transform: given['text-transform'] ?? from.transform,
    keeps_lines: spaces === undefined ? from.keeps_lines : spaces.startsWith('pre'),
  }
}

export function box(given: Declarations, look: Look): Box {
  const sides = <Value>(of: (side: keyof Sides<unknown>) => Value): Sides<Value> => ({
    top: of('top'),
    right: of('right'),
    bottom: of('bottom'),
    left: of('left'),
  })
  const length = (name: string) => clamped(lengthOf(given[name] ?? '0', look.size) ?? 0)
  const width = given['width'] ?? ''
  return {
    fill: given['background-color'] === undefined ? null : colorOf(given['background-color']),
    width: /^\d{1,3}(?:\.\d+)?%$/.test(width) ? width : positive(lengthOf(width, look.size)),
    height: positive(lengthOf(given['height'] ?? given['max-height'] ?? '', look.size)),
    radius: length('border-radius'),
    margin: sides((side) => length(`margin-${side}`)),
    padding: sides((side) => Math.max(0, length(`padding-${side}`))),
    border: sides((side) => borderOf(given[`border-${side}`], given, look)),
    breaks: {
      before: given['page-break-before'] === 'always',
      after: given['page-break-after'] === 'always',
      inside: given['page-break-inside'] === 'avoid',
    },
  }
}

function borderOf(text: string | undefined, given: Declarations, look: Look) {
  if (text === undefined || /\b(?:none|hidden)\b/.test(text)) return null
  const parts = text.split(/\s+(?![^(]*\))/)
  const width = parts.map((part) => (part === 'thin' ? 0.75 : lengthOf(part, look.size))).find((one) => one !== null) ?? 0.75
  const color = parts.map(colorOf).find((one) => one !== null) ?? colorOf(given['border-color'] ?? '') ?? look.color
  return width === 0 ? null : { width: clamped(width), color }
}

const LENGTH_MAX = 2_000
const POINTS: Readonly<Record<string, number>> = { px: 0.75, pt: 1, pc: 12, in: 72, cm: 72 / 2.54, mm: 72 / 25.4 }

/** A length in points; null for what is none. */
function lengthOf(text: string, em: number): number | null {
  const match = /^(-?\d{0,5}(?:\.\d{1,6})?)(px|pt|pc|in|cm|mm|em|rem|)$/.exec(text.trim())
  if (!match?.[1] || !/\d/.test(match[1])) return null
  const value = Number(match[1])
  const unit = match[2]!
  if (unit === '') return value === 0 ? 0 : null
  return value * (unit === 'em' ? em : unit === 'rem' ? START.size : POINTS[unit]!)
}

const SIZES: Readonly<Record<string, number>> = {
  'x-small': 0.65,
  small: 0.8,
  medium: 1,
  large: 1.2,
  'x-large': 1.5,
  smaller: 0.85,
  larger: 1.2,
}

function sizeOf(text: string, em: number): number | null {
  if (text in SIZES) return (/er$/.test(text) ? em : START.size) * SIZES[text]!
  const share = /^(\d{1,4}(?:\.\d+)?)%$/.exec(text)
  return share ? (Number(share[1]) / 100) * em : lengthOf(text, em)
}

function leadingOf(text: string, size: number, before: number): number {
  const factor = /^\d{1,2}(?:\.\d+)?$/.test(text) ? Number(text) : (sizeOf(text, size) ?? before * size) / size
  return Math.min(5, Math.max(0.8, factor))
}

function clamped(points: number): number {
  return Math.min(LENGTH_MAX, Math.max(-LENGTH_MAX, points))
}

function positive(points: number | null): number | null {
  return points !== null && points > 0 ? clamped(points) : null
}

const NAMES: Readonly<Record<string, string>> = {
  black: '#000000',
  white: '#ffffff',
  gray: '#808080',
  grey: '#808080',
  silver: '#c0c0c0',
  red: '#ff0000',
  maroon: '#800000',
  green: '#008000',
  blue: '#0000ff',
  navy: '#000080',
  teal: '#008080',
  orange: '#ffa500',
  purple: '#800080',
  lightgray: '#d3d3d3',
  lightgrey: '#d3d3d3',
  darkgray: '#a9a9a9',
  dimgray: '#696969',
  whitesmoke: '#f5f5f5',
}

/** As `#rrggbb`; null for what is no colour, or none. */
function colorOf(text: string): string | null {
  const name = text.trim().toLowerCase()
  if (NAMES[name]) return NAMES[name]
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(name)
  if (short)
    return `#${short
      .slice(1)
      .map((digit) => digit + digit)
      .join('')}`
  if (/^#[0-9a-f]{6}$/.test(name)) return name
  const channels = /^rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})/.exec(name)
  if (!channels) return null
  return `#${channels
    .slice(1)
    .map((channel) => Math.min(255, Number(channel)).toString(16).padStart(2, '0'))
    .join('')}`
}
