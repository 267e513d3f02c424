/**
 * The fonts documents are set in. They come from npm as TTF files, so that every machine prints the same document;
 * a family whose package is absent would silently change documents, therefore a missing package stops us.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { charactersIn } from './glyphs.ts'

interface Font {
  /** The family name inside the font files, which is what a template asks for. */
  readonly family: string
  readonly package: string
  /** Folders of the regular and of the heavier weight. Nothing else is loaded. */
  readonly weights: readonly [regular: string, strong: string]
}

const WEIGHTS = ['400Regular', '600SemiBold'] as const

/** In order: for each character the first family that draws it is used. */
const FONTS: readonly Font[] = [
  { family: 'Inter', package: 'inter', weights: WEIGHTS },
  { family: 'Noto Sans', package: 'noto-sans', weights: WEIGHTS },
  // Before Noto, which draws the dots of letters as glyphs of their own, so that its text cannot be searched or copied.
  { family: 'Vazirmatn', package: 'vazirmatn', weights: WEIGHTS },
  { family: 'Noto Sans Arabic', package: 'noto-sans-arabic', weights: WEIGHTS },
  { family: 'Noto Sans Hebrew', package: 'noto-sans-hebrew', weights: WEIGHTS },
  { family: 'Noto Sans Devanagari', package: 'noto-sans-devanagari', weights: WEIGHTS },
  { family: 'Noto Sans Thai', package: 'noto-sans-thai', weights: WEIGHTS },
  { family: 'Noto Sans JP', package: 'noto-sans-jp', weights: WEIGHTS },
  { family: 'Noto Sans SC', package: 'noto-sans-sc', weights: WEIGHTS },
  { family: 'NanumGothic', package: 'nanum-gothic', weights: ['400Regular', '700Bold'] },
  { family: 'Noto Sans Bengali', package: 'noto-sans-bengali', weights: WEIGHTS },
  { family: 'Noto Sans Tamil', package: 'noto-sans-tamil', weights: WEIGHTS },
  { family: 'Noto Sans Telugu', package: 'noto-sans-telugu', weights: WEIGHTS },
  { family: 'Noto Sans Gujarati', package: 'noto-sans-gujarati', weights: WEIGHTS },
  { family: 'Noto Sans Gurmukhi', package: 'noto-sans-gurmukhi', weights: WEIGHTS },
  { family: 'Noto Sans Kannada', package: 'noto-sans-kannada', weights: WEIGHTS },
  { family: 'Noto Sans Malayalam', package: 'noto-sans-malayalam', weights: WEIGHTS },
  { family: 'Noto Sans Oriya', package: 'noto-sans-oriya', weights: WEIGHTS },
  { family: 'Noto Sans Sinhala', package: 'noto-sans-sinhala', weights: WEIGHTS },
  { family: 'Noto Sans Georgian', package: 'noto-sans-georgian', weights: WEIGHTS },
  { family: 'Noto Sans Armenian', package: 'noto-sans-armenian', weights: WEIGHTS },
  { family: 'Noto Sans Ethiopic', package: 'noto-sans-ethiopic', weights: WEIGHTS },
  { family: 'Noto Sans Khmer', package: 'noto-sans-khmer', weights: WEIGHTS },
  { family: 'Noto Sans Lao', package: 'noto-sans-lao', weights: WEIGHTS },
  { family: 'Noto Sans Myanmar', package: 'noto-sans-myanmar', weights: WEIGHTS },
  { family: 'Noto Serif Tibetan', package: 'noto-serif-tibetan', weights: WEIGHTS },
  { family: 'Noto Sans Mongolian', package: 'noto-sans-mongolian', weights: ['400Regular', '400Regular'] },
  { family: 'Noto Emoji', package: 'noto-emoji', weights: WEIGHTS },
]

const CHINESE = 'Noto Sans SC'
const JAPANESE = 'Noto Sans JP'

/** Families for a text of that language. Chinese and Japanese share characters that they draw differently. */
export function fontFamilies(language: string): readonly string[] {
  const families = FONTS.map(({ family }) => family)
  if (!/^zh\b/i.test(language)) return families
  return families.map((family) => (family === JAPANESE ? CHINESE : family === CHINESE ? JAPANESE : family))
}

/** Folders with the font files, for the compiler. */
export function fontFolders(): readonly string[] {
  return FONTS.flatMap((font) => [...new Set(font.weights)].map((weight) => join(packageFolder(font), weight)))
}

/** Every character that some family draws. Reads the regular weight of each family. */
export function drawnCharacters(): ReadonlySet<number> {
  const all = new Set<number>()
  for (const font of FONTS) {
    for (const character of charactersIn(readFileSync(regularFile(font)))) all.add(character)
  }
  return all
}

function regularFile(font: Font): string {
  const folder = join(packageFolder(font), font.weights[0])
  const file = readdirSync(folder).find((name) => name.endsWith('.ttf'))
  if (!file) throw new Error(`no font file in ${folder}`)
  return join(folder, file)
}

const require = createRequire(import.meta.url)

function packageFolder(font: Font): string {
  return dirname(require.resolve(`@expo-google-fonts/${font.package}/package.json`))
}
