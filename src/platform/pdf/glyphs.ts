/**
 * Which characters a TrueType or OpenType font draws, read from its `cmap` table.
 * Source: OpenType specification 1.9, "cmap — Character to Glyph Index Mapping Table", formats 4 and 12.
 */
export function charactersIn(font: Buffer): Set<number> {
  const table = cmapOffset(font)
  const characters = new Set<number>()
  const encodings = font.readUInt16BE(table + 2)
  for (let index = 0; index < encodings; index++) {
    const subtable = table + font.readUInt32BE(table + 8 + index * 8)
    const format = font.readUInt16BE(subtable)
    if (format === 4) addSegments(font, subtable, characters)
    if (format === 12) addGroups(font, subtable, characters)
  }
  return characters
}

function cmapOffset(font: Buffer): number {
  const tables = font.readUInt16BE(4)
  for (let index = 0; index < tables; index++) {
    const entry = 12 + index * 16
    if (font.toString('latin1', entry, entry + 4) === 'cmap') return font.readUInt32BE(entry + 8)
  }
  throw new Error('the font has no cmap table')
}

/** Format 4: segments of the basic plane; a character may still point to glyph 0, which means "not drawn". */
function addSegments(font: Buffer, subtable: number, characters: Set<number>): void {
  const doubled = font.readUInt16BE(subtable + 6)
  const ends = subtable + 14
  const starts = ends + doubled + 2
  const deltas = starts + doubled
  const offsets = deltas + doubled
  for (let segment = 0; segment < doubled; segment += 2) {
    const offset = font.readUInt16BE(offsets + segment)
    const start = font.readUInt16BE(starts + segment)
    const end = font.readUInt16BE(ends + segment)
    for (let character = start; character <= end && character < 0xffff; character++) {
      const raw = offset === 0 ? character : font.readUInt16BE(offsets + segment + offset + (character - start) * 2)
      const glyph = raw === 0 ? 0 : (raw + font.readUInt16BE(deltas + segment)) & 0xffff
      if (glyph !== 0) characters.add(character)
    }
  }
}

/** Format 12: groups over all planes. */
function addGroups(font: Buffer, subtable: number, characters: Set<number>): void {
  const groups = font.readUInt32BE(subtable + 12)
  for (let index = 0; index < groups; index++) {
    const group = subtable + 16 + index * 12
    const start = font.readUInt32BE(group)
    const end = font.readUInt32BE(group + 4)
    const glyph = font.readUInt32BE(group + 8)
    for (let character = start; character <= end; character++) {
      if (glyph + character - start !== 0) characters.add(character)
    }
  }
}
