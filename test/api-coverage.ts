import { globSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { api } from '../src/contract/index.ts'
import type { Operation, Operations } from '../src/contract/operation.ts'
import { examples } from './examples.ts'
import published from './published-endpoints.json' with { type: 'json' }

const root = fileURLToPath(new URL('..', import.meta.url))
export const COVERAGE = path.join(root, 'docs/api-coverage.md')

interface Line {
  readonly address: string
  readonly operation: string | null
  /** It has an example, so every test of what operations owe calls it. */
  readonly contract: boolean
  /** Tests of its behaviour call it. */
  readonly stories: boolean
}

/** `GET /customers/{id}` whatever its parameters are called. */
const plain = (address: string) => address.replace(/\{\w*\}/g, '{}')

const operations = Object.entries(api).flatMap(([resource, ops]) =>
  Object.entries(ops as Operations).map(([name, operation]) => ({ id: `${resource}.${name}`, operation })),
)
const addressesOf = ({ method, path: own, aliases = [] }: Operation) => [own, ...aliases].map((one) => plain(`${method} ${one}`))
const byAddress = new Map(
  operations.flatMap(({ id, operation }) => addressesOf(operation).map((address) => [address, id] as const)),
)

/** What tests call: `call('POST', `/invoices/${id}/void`)`, a line of a table, their own short forms, or the typed client. */
function toldInStories(): ReadonlySet<string> {
  const files = globSync(['test/**/*.test.ts', 'test/replay/*.ts', 'src/**/*.test.ts'], { cwd: root })
  const stories = files.filter((name) => !/contract(-lists)?\.test\.ts$/.test(name))
  return new Set(
    stories.flatMap((file) => {
      const text = readFileSync(path.join(root, file), 'utf8')
      return [...callsIn(text), ...typedCallsIn(text)]
    }),
  )
}

function callsIn(text: string): string[] {
  const spelt = [...text.matchAll(/'(GET|POST|PUT|PATCH|DELETE)',\s*(?:path: )?[`'](\/[^`'?]*)/g)]
  const helped = [...text.matchAll(/\b(made|make|post|read|get)\((?:company, )?[`'](\/[^`'?]*)/g)]
  const verbs: Readonly<Record<string, string>> = { made: 'POST', make: 'POST', post: 'POST', read: 'GET', get: 'GET' }
  return [...spelt, ...helped].flatMap(([, verb, target]) => {
    const called = target!
      .replace(/^\/api(?=\/)/, '')
      .replace(/\/$/, '')
      .replace(/\$\{[^}]*\}|(?<=\/):\w+/g, '{}')
    return operationAt(plain(`${verbs[verb!] ?? verb} ${called}`))
  })
}

/** An address as it was called, with values where parameters are. */
function operationAt(address: string): string[] {
  const exact = byAddress.get(address)
  if (exact) return [exact]
  const fits = [...byAddress].find(([known]) => new RegExp(`^${known.replaceAll('{}', '[^/ ]+')}$`).test(address))
  return fits ? [fits[1]] : []
}

function typedCallsIn(text: string): string[] {
  return [...text.matchAll(/\bapi\.(\w+)\.(\w+)\(/g)].map(([, resource, name]) => `${resource}.${name}`)
}

const INTRODUCTION = `Made by \`npm run coverage-table\`; a test compares it. *Implemented*: the contract has the operation. *Contract-tested*:
\`test/contract.test.ts\` calls it for what every operation owes (keys, scopes, walls between companies, wrong bodies, schemas,
repetition, rehearsal). *Story-tested*: tests of its behaviour call it.`

/** The table: every published endpoint, then what is our own. */
export function coverageText(): string {
  const stories = toldInStories()
  const line = (address: string): Line => {
    const operation = byAddress.get(plain(address)) ?? null
    return {
      address,
      operation,
      contract: operation !== null && operation in examples,
      stories: operation !== null && stories.has(operation),
    }
  }
  const told = new Set([...published.documented, ...published.clients].map(plain))
  const own = operations
    .filter(({ operation }) => !addressesOf(operation).some((address) => told.has(address)))
    .map(({ operation }) => `${operation.method} ${operation.path}`)
  return [
    '# Coverage of the API',
    INTRODUCTION,
    table('Published reference', published.documented.map(line)),
    table('Called by published client libraries only', published.clients.map(line)),
    table('Our own', own.map(line)),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n')
}

function table(title: string, lines: readonly Line[]): string {
  const share = (part: readonly Line[]) => `${part.length} of ${lines.length}`
  const counts = [
    `implemented ${share(lines.filter(({ operation }) => operation))}`,
    `contract-tested ${share(lines.filter(({ contract }) => contract))}`,
    `story-tested ${share(lines.filter(({ stories }) => stories))}`,
  ]
  const word = (claim: boolean) => (claim ? 'yes' : 'no')
  const rows = lines.map(
    ({ address, operation, contract, stories }) =>
      `| ${address} | ${word(operation !== null)} | ${word(contract)} | ${word(stories)} |`,
  )
  return `## ${title}\n\n${counts.join(', ')}\n\n| endpoint | implemented | contract-tested | story-tested |\n|---|---|---|---|\n${rows.join('\n')}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(COVERAGE, coverageText())
