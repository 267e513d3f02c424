/**
 * Looks at an image before it goes on paper. Companies upload their own logos, and an image is decoded in our process:
 * one that is not what it says, is huge when unpacked or refers to other things is left out instead.
 */
export type ImageFormat = 'png' | 'jpeg' | 'svg'

const BYTES_MAX = 4_000_000
const SVG_BYTES_MAX = 500_000
const PIXELS_MAX = 16_000_000

/** The format of a PNG, JPEG or SVG image that may be printed; null for anything else. */
export function imageFormat(bytes: Uint8Array): ImageFormat | null {
  if (bytes.length > BYTES_MAX) return null
  const image = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (image.subarray(0, 8).equals(PNG_SIGNATURE)) return isPrintableSize(pngSize(image)) ? 'png' : null
  if (image.subarray(0, 3).equals(JPEG_SIGNATURE)) return isPrintableSize(jpegSize(image)) ? 'jpeg' : null
  return isSafeSvg(image) ? 'svg' : null
}

interface Size {
  readonly width: number
  readonly height: number
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const JPEG_SIGNATURE = Buffer.from([0xff, 0xd8, 0xff])

function isPrintableSize(size: Size | null): boolean {
  return size !== null && size.width > 0 && size.height > 0 && size.width * size.height <= PIXELS_MAX
}

function pngSize(image: Buffer): Size | null {
  if (image.length < 33) return null
  return { width: image.readUInt32BE(16), height: image.readUInt32BE(20) }
}

/** Walks the markers up to the start of a frame, which states the size (ITU T.81, B.2.2). */
function jpegSize(image: Buffer): Size | null {
  let at = 2
  while (at + 9 < image.length) {
    if (image[at] !== 0xff) return null
    const marker = image[at + 1]!
    if (marker === 0xff) at += 1
    else if (isFrameStart(marker)) return { height: image.readUInt16BE(at + 5), width: image.readUInt16BE(at + 7) }
    else at += 2 + image.readUInt16BE(at + 2)
  }
  return null
}

function isFrameStart(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}

/**
 * Only drawings that stand alone: no document type (entities multiply), no scripts, no embedded pages or images,
 * no references outside, and no `use` inside of definitions that are used again and again.
 */
function isSafeSvg(image: Buffer): boolean {
  if (image.length > SVG_BYTES_MAX) return false
  const text = image.toString('utf8')
  const uses = text.match(/<(?:\w+:)?use\b/gi)?.length ?? 0
  return /<(?:\w+:)?svg[\s>]/i.test(text) && !UNSAFE_SVG.test(text) && uses <= 50
}

const UNSAFE_SVG =
  /<!DOCTYPE|<!ENTITY|<(?:\w+:)?(?:script|foreignObject|image|feImage|iframe|animate\w*|set|filter)\b|@import|href\s*=\s*["']\s*(?!#)/i
