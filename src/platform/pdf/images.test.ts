import { describe, expect, test } from 'vitest'
import { imageFormat } from './images.ts'

const svg = (body: string) => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">${body}</svg>`)

describe('images', () => {
  test('PNG, JPEG and SVG are known by their content', () => {
    expect(imageFormat(png(10, 10))).toBe('png')
    expect(imageFormat(jpeg(10, 10))).toBe('jpeg')
    expect(imageFormat(svg('<rect width="3" height="3"/>'))).toBe('svg')
  })

  test('anything else is no image', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('GIF89a'), Buffer.from('<html>'), Buffer.from([0xff, 0xd8, 0xff])]) {
      expect(imageFormat(bytes)).toBeNull()
    }
  })

  test('one that is huge when unpacked, or has no size, is left out', () => {
    for (const [width, height] of [
      [30_000, 30_000],
      [0, 10],
    ] as const) {
      expect(imageFormat(png(width, height))).toBeNull()
      expect(imageFormat(jpeg(width, height))).toBeNull()
    }
    expect(imageFormat(Buffer.concat([png(10, 10), Buffer.alloc(5_000_000)]))).toBeNull()
  })

  test.each([
    '<script>1</script>',
    '<image href="x.png"/>',
    '<use href="http://acme.example/x.svg#a"/>',
    '<use xlink:href="file:///etc/passwd"/>',
    '<style>@import url(x)</style>',
    '<foreignObject/>',
    '<filter id="f"><feGaussianBlur stdDeviation="900"/></filter>',
    '<svg:image href="#a"/>',
    '<!ENTITY a "b">',
    '<use href="#a"/>'.repeat(51),
  ])('a drawing that does not stand alone is left out: %s', (body) => {
    expect(imageFormat(svg(body))).toBeNull()
  })

  test('a drawing may refer to itself', () => {
    expect(imageFormat(svg('<defs><g id="a"/></defs><use href="#a"/>'))).toBe('svg')
  })
})

/** A header only: enough to be looked at. */
function png(width: number, height: number): Buffer {
  const image = Buffer.alloc(40)
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(image)
  image.writeUInt32BE(width, 16)
  image.writeUInt32BE(height, 20)
  return image
}

/** Start of image, one segment to skip, start of frame. */
function jpeg(width: number, height: number): Buffer {
  const image = Buffer.alloc(40)
  Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x04, 0x00, 0x00, 0xff, 0xc0, 0x00, 0x11, 0x08]).copy(image)
  image.writeUInt16BE(height, 13)
  image.writeUInt16BE(width, 15)
  return image
}
