/** The company's colour, made fit for text on white paper. */
import { DEFAULT_COLOR } from '../../../../core/brand.ts'

/** Contrast that small text needs against white: WCAG 2.2, success criterion 1.4.3. */
const CONTRAST_MIN = 4.5

/** `#rgb` or `#rrggbb` as `#rrggbb`, darkened until it can be read on white; the default for anything else. */
export function accent(color: string | null): string {
  let channels = parse(color ?? DEFAULT_COLOR) ?? parse(DEFAULT_COLOR)!
  while (contrastWithWhite(channels) < CONTRAST_MIN) {
    channels = channels.map((channel) => Math.floor(channel * 0.95)) as [number, number, number]
  }
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

/** WCAG 2.2, definition of contrast ratio. Exported so that its law can be tested. */
export function contrastWithWhite(channels: readonly [number, number, number]): number {
  const [red, green, blue] = channels.map(linear) as [number, number, number]
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}

function linear(channel: number): number {
  const share = channel / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

export function parse(color: string): [number, number, number] | null {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(color)
  const match = short ?? /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color)
  if (!match) return null
  const [red, green, blue] = match.slice(1).map((hex) => Number.parseInt(short ? hex + hex : hex, 16))
  return [red!, green!, blue!]
}
