import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { MODULES } from '../src/modules/index.ts'

/** A file's room is its folder, or inside a module its name. Each room lists the rooms it may import from. */
const ROOMS = {
  main: { files: /^src\/main\.ts$/, mayImport: null },
  contents: { files: /^src\/modules\/index\.ts$/, mayImport: ['shell', 'service', 'platform', 'contract'] },
  core: { files: /^src\/core\//, mayImport: ['core'] },
  contract: { files: /^src\/(contract\/|modules\/[^/]+\/[^/]+\/contract\.ts$)/, mayImport: ['core', 'contract', 'rules'] },
  store: { files: /^src\/modules\/[^/]+\/[^/]+\/store\.ts$/, mayImport: ['core', 'contract', 'rules', 'platform', 'store'] },
  service: {
    files: /^src\/modules\/[^/]+\/[^/]+\/service\.ts$/,
    mayImport: ['core', 'contract', 'rules', 'platform', 'door', 'store', 'service'],
  },
  shell: {
    files: /^src\/modules\/[^/]+\/[^/]+\/(routes|jobs)\.ts$/,
    mayImport: ['core', 'contract', 'rules', 'platform', 'store', 'service'],
  },
  rules: { files: /^src\/modules\/[^/]+\/[^/]+\/.+\.ts$/, mayImport: ['core', 'contract', 'rules'] },
  /** The list of everything outside names the types of its ports. */
  outside: { files: /^src\/platform\/outside\.ts$/, mayImport: ['core', 'contract', 'platform', 'door'] },
  platform: { files: /^src\/platform\//, mayImport: ['core', 'contract', 'platform'] },
  /** What a kind of vendor is and can do, never which one it is. */
  door: { files: /^src\/connectors\/[^/]+\/(index|port)\.ts$/, mayImport: ['core', 'connectors', 'door'] },
  connectors: { files: /^src\/connectors\//, mayImport: ['core', 'connectors', 'door'] },
  web: { files: /^src\/web\//, mayImport: ['core', 'contract', 'rules', 'web'] },
  /** Whoever types commands owns the machine: it composes the process and calls verbs as the process would. */
  cli: { files: /^src\/cli\//, mayImport: ['core', 'contract', 'platform', 'service', 'main', 'cli'] },
} as const
type Room = keyof typeof ROOMS

const LINES_OF_DOCUMENTS = 'documents and what waits to be billed keep their lines in one table, which has one owner'
/** Steps over a threshold, each with its reason: file → target. Few, and each one a question to come back to. */
const THRESHOLDS: Readonly<Record<string, string>> = {
  'src/platform/captured-mail.ts → src/connectors/mail/capture.ts': 'shows the mailbox of machines without a mail server',
  'src/modules/receivables/invoices/store.ts → src/modules/receivables/documents/service.ts': LINES_OF_DOCUMENTS,
  'src/modules/receivables/estimates/store.ts → src/modules/receivables/documents/service.ts': LINES_OF_DOCUMENTS,
  'src/modules/receivables/credit-notes/store.ts → src/modules/receivables/documents/service.ts': LINES_OF_DOCUMENTS,
  'src/modules/recurring/pending-line-items/store.ts → src/modules/receivables/documents/service.ts': LINES_OF_DOCUMENTS,
  'src/modules/payments/settlement/service.ts → src/modules/payments/payments/application.ts':
    'the type of what the arithmetic of applying works on; payments rest on settlement, not the other way round',
}

/** Longer than the rest, each with its reason. */
const LONG_FILES: Readonly<Record<string, string>> = {
  'src/platform/db/tables.ts': 'generated from the migrated database',
}
const LONG_FUNCTIONS: Readonly<Record<string, string>> = {
  'src/modules/company/users/mails.ts': 'a table of texts, one for each mail',
}
const LINES_MAX = 400
const FUNCTION_LINES_MAX = 60

const root = fileURLToPath(new URL('..', import.meta.url))
const files = (pattern: string | readonly string[], exclude: readonly string[] = []) =>
  globSync(pattern as string[], { cwd: root, exclude: [...exclude] })
    .map((file) => file.split(path.sep).join('/'))
    .sort()
const sources = files(['src/**/*.ts', 'src/**/*.tsx']).filter((file) => !/\.test\.tsx?$/.test(file))
const text = new Map(sources.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]))
/** Whoever may import the platform may import all of it. */
const imported = (file: string) => (roomOf(file) === 'outside' ? 'platform' : roomOf(file))
const roomOf = (file: string) => (Object.keys(ROOMS) as Room[]).find((room) => ROOMS[room].files.test(file))
const moduleOf = (file: string) => /^src\/modules\/([^/]+\/[^/]+)\//.exec(file)?.[1]

interface Step {
  readonly from: string
  readonly to: string
  readonly told: string
}
const steps: readonly Step[] = sources.flatMap((from) =>
  [...text.get(from)!.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, target]) => {
    const to = path.posix.normalize(path.posix.join(path.posix.dirname(from), target!))
    return { from, to, told: `${from} → ${to}` }
  }),
)
const within = (allows: (step: Step) => boolean) =>
  steps.filter((step) => /\.tsx?$/.test(step.to) && !(step.told in THRESHOLDS) && !allows(step)).map(({ told }) => told)

describe('rooms', () => {
  test('every file has one', () => {
    expect(sources.filter((file) => !roomOf(file))).toEqual([])
  })

  test('each imports only what it may', () => {
    const may = (from: Room): readonly string[] | null => ROOMS[from].mayImport
    expect(within(({ from, to }) => may(roomOf(from)!)?.includes(imported(to)!) ?? true)).toEqual([])
  })

  test("nobody reaches into another module's store", () => {
    expect(within(({ from, to }) => roomOf(to) !== 'store' || moduleOf(from) === moduleOf(to))).toEqual([])
  })

  test('the table of contents is read where the process is composed, nowhere else', () => {
    const readers = ['src/main.ts', 'src/cli/', 'src/contract/index.ts']
    expect(within(({ from, to }) => to !== 'src/modules/index.ts' || readers.some((reader) => from.startsWith(reader)))).toEqual(
      [],
    )
  })

  test('the steps over a threshold are still taken', () => {
    expect(Object.keys(THRESHOLDS).filter((told) => !steps.some((step) => step.told === told))).toEqual([])
  })
})

describe('order', () => {
  const place = new Map<string, number>(MODULES.map((name, index) => [name, index]))

  test('every module is in the table of contents, once, and every line of it exists', () => {
    const folders = [...new Set(sources.flatMap((file) => moduleOf(file) ?? []))]
    expect([...MODULES].sort()).toEqual(folders.sort())
  })

  test('a module rests on those listed before it', () => {
    const isUpwards = ({ from, to }: Step) => {
      const [upper, lower] = [moduleOf(from), moduleOf(to)]
      return upper && lower && upper !== lower && place.get(lower)! > place.get(upper)!
    }
    expect(within((step) => !isUpwards(step))).toEqual([])
  })
})

describe('everything is reachable', () => {
  const contents = text.get('src/modules/index.ts')!
  const contract = text.get('src/contract/index.ts')!
  const has = (index: string, file: string) => index.includes(`/${file.replace(/^src\/modules\//, '')}'`)

  test('what happens by itself, and what is answered', () => {
    const shells = sources.filter((file) => roomOf(file) === 'shell' && moduleOf(file))
    expect(shells.filter((file) => !has(contents, file))).toEqual([])
  })

  test('what the world may call and what it is told', () => {
    const contracts = sources.filter((file) => /modules\/.*\/contract\.ts$/.test(file))
    const speaking = contracts.filter((file) => /export const (operations|events)\b(?! = \{\} as const)/.test(text.get(file)!))
    expect(speaking.filter((file) => !has(contract, file))).toEqual([])
  })
})

describe('purity', () => {
  const isPure = (file: string) => ['core', 'contract', 'rules'].includes(roomOf(file)!) && file !== 'src/contract/client.ts'

  test('pure files know no clock and no chance', () => {
    const impure = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(/
    expect(sources.filter((file) => isPure(file) && impure.test(code(file)))).toEqual([])
  })

  test('SQL is written in stores and reports', () => {
    const speaksSql = /\bsql(<[^>]*>)?`|\.(selectFrom|insertInto|updateTable|deleteFrom)\(/
    const may = (file: string) => roomOf(file) === 'store' || /^src\/modules\/insight\/(reports|proof)\//.test(file)
    const inModules = sources.filter((file) => moduleOf(file) && !may(file))
    expect(inModules.filter((file) => speaksSql.test(code(file)))).toEqual([])
  })
})

describe('size and names', () => {
  test('a file is read in one sitting', () => {
    const long = [...sources, ...files('test/**/*.ts')].filter((file) => !(file in LONG_FILES) && linesOf(file) > LINES_MAX)
    expect(long.map((file) => `${file}: ${linesOf(file)}`)).toEqual([])
  })

  test('a function fits on a screen', () => {
    const read = sources.filter((file) => !file.endsWith('.tsx') && !(file in LONG_FUNCTIONS))
    expect(read.flatMap(longFunctions)).toEqual([])
  })

  test('no folder is a drawer for odds and ends', () => {
    const everything = files(['src/**/*', 'test/**/*', 'db/**/*'])
    expect(
      everything.filter((file) => /(^|\/)(utils?|helpers?|commons?|shared|misc|managers?|lib)(\/|\.tsx?$)/i.test(file)),
    ).toEqual([])
  })
})

test('the tree names no machine it was made on, and no place packages came from', () => {
  // Written in two halves, so that this file does not find itself.
  const places = ['/wo' + 'rk', '/ro' + 'ot', '/ho' + 'me', '/tmp' + '/nt'].map((place) => `${place}/`)
  const forbidden = new RegExp(`(?<![\\w.-])(${places.join('|')})|regis${''}try\\.(npm|yarn)|verdac${''}cio`)
  const kept = files(['**/*', '.*'], ['node_modules', '.git', '.cache', 'dist', '**/*.png', '**/*.woff2', '**/*.ico', 'data'])
  const guilty = kept
    .filter((file) => /\.[a-z]+$|bin\//i.test(file))
    .flatMap((file) => {
      const content = readText(file)
      return content !== null && forbidden.test(content) ? [`${file}: ${forbidden.exec(content)![0]}`] : []
    })
  expect(guilty).toEqual([])
})

/** The source without its comments. */
function code(file: string): string {
  return text
    .get(file)!
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '')
}

function linesOf(file: string): number {
  return readText(file)!.trimEnd().split('\n').length
}

function readText(file: string): string | null {
  try {
    return readFileSync(path.join(root, file), 'utf8')
  } catch {
    return null
  }
}

/**
 * As the formatter leaves it: a function begins on a line that ends with an opening brace and ends at the same depth. What
 * functions inside of it say is theirs.
 */
function longFunctions(file: string): string[] {
  const lines = text.get(file)!.split('\n')
  const found = lines.flatMap((line, begin) => {
    if (!/^\s*(export )?(default )?(async )?function\b|^\s*\S.*=> \{$|^\s+(async )?\w+\([^)]*\).*\{$/.test(line)) return []
    if (/^\s*(if|for|while|switch|try|do|else)\b/.test(line)) return []
    const indent = /^\s*/.exec(line)![0]
    const end = lines.findIndex((later, index) => index > begin && later.startsWith(`${indent}}`))
    return end === -1 ? [] : [{ begin, end }]
  })
  return found.flatMap(({ begin, end }) => {
    const inner = found.filter((other) => other.begin > begin && other.end < end)
    const outermost = inner.filter((one) => !inner.some((other) => other.begin < one.begin && other.end >= one.end))
    const own = end - begin + 1 - outermost.reduce((sum, one) => sum + one.end - one.begin, 0)
    return own > FUNCTION_LINES_MAX ? [`${file}:${begin + 1}: ${own} lines`] : []
  })
}
