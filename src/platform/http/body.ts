import type { z } from 'zod'
import { Refusal } from '../../core/refusal.ts'
import { HttpError } from './errors.ts'
import { arraysOf, objectsOf, recordsOf } from './schemas.ts'

export const DEPTH_MAX = 64
const KEYS_MAX = 20_000

/** Reads a body of at most `limit` bytes; slow or endless bodies are cut off by the server's time-outs. */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const encoding = request.headers.get('content-encoding')
  if (encoding && encoding !== 'identity') throw new HttpError(415, 'unsupported_encoding', 'Send the body uncompressed.')
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit)
  if (!request.body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > limit) throw tooLarge(limit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function tooLarge(limit: number): HttpError {
  return new HttpError(413, 'body_too_large', `The body is larger than ${limit} bytes.`)
}

/**
 * Reads the fields of a body, JSON or form. Published clients send JSON without saying so, with single quotes, or as a
 * bare value; all three are understood.
 */
export function parseBody(bytes: Uint8Array, contentType: string, { body, bare }: Wanted): unknown {
  const text = decodeText(bytes).trim()
  if (text === '') return {}
  if (contentType.includes('json') || text.startsWith('{') || text.startsWith('[')) return named(parseJson(text), bare)
  if (bare && /^-?\d+$/.test(text)) return { [bare]: Number(text) }
  return parseForm(text, body)
}

interface Wanted {
  readonly body?: z.ZodType | undefined
  /** The field that a bare value stands for. */
  readonly bare?: string | undefined
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Refusal('invalid', 'invalid_encoding', 'The body must be UTF-8 text.')
  }
}

function named(value: unknown, bare: string | undefined): unknown {
  if (bare && (typeof value === 'number' || typeof value === 'string')) return { [bare]: value }
  if (value === null) return {}
  if (typeof value !== 'object') throw new Refusal('invalid', 'invalid_json', 'The body must be an object of fields.')
  // Some clients spell "no fields" as an empty list.
  return Array.isArray(value) && value.length === 0 ? {} : value
}

export function parseJson(text: string, field?: string): unknown {
  const name = field ?? 'The body'
  if (depthOf(text) > DEPTH_MAX)
    throw new Refusal('invalid', 'too_deep', `${name} is nested deeper than ${DEPTH_MAX} levels.`, field)
  try {
    return JSON.parse(text)
  } catch (error) {
    if (/^\{\s*'/.test(text) && !text.includes('"')) return parseJson(text.replaceAll("'", '"'), field)
    throw new Refusal('invalid', 'invalid_json', `${name} is not valid JSON: ${(error as Error).message}`, field)
  }
}

/** The deepest nesting of a JSON text, without parsing it. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (quoted) {
      if (code === 92) i++
      else if (code === 34) quoted = false
    } else if (code === 34) quoted = true
    else if (code === 123 || code === 91) deepest = Math.max(deepest, ++depth)
    else if (code === 125 || code === 93) depth--
  }
  return deepest
}

/**
 * `items[0][name]=x&metadata[key]=y` as nested fields. Numbered keys become a list in the order of their numbers, except where
 * the schema wants an object whose keys are the caller's: `metadata[2014]=x`.
 */
export function parseForm(text: string, schema?: z.ZodType): Record<string, unknown> {
  const root: Branch = new Map()
  // As they were sent, one for each pair: empty ones are passed over.
  const sent = text.split('&').filter((pair) => pair !== '')
  let count = 0
  for (const [key, value] of new URLSearchParams(text)) {
    const pair = sent[count]!
    if (++count > KEYS_MAX) throw new Refusal('invalid', 'too_many_fields', `The body has more than ${KEYS_MAX} fields.`)
    if (`${key}${value}`.includes('\ufffd') && isBroken(pair))
      throw new Refusal('invalid', 'invalid_encoding', `${key} must be UTF-8 text, percent-encoded.`, key)
    plant(root, pathOf(key), value)
  }
  return grown(root, schema ? [schema] : []) as Record<string, unknown>
}

/** Whether percent-encoded bytes are no UTF-8; they would be read as U+FFFD, which may also have been sent as itself. */
function isBroken(pair: string): boolean {
  try {
    for (const [bytes] of pair.matchAll(/(?:%[0-9a-f]{2})+/gi)) decodeURIComponent(bytes)
    return false
  } catch {
    return true
  }
}

type Branch = Map<string, Branch | string>

function pathOf(key: string): string[] {
  const open = key.indexOf('[')
  if (open <= 0) return [key]
  const parts = [...key.slice(open).matchAll(/\[([^[\]]*)\]/g)].map(([, part]) => part!)
  if (parts.length > DEPTH_MAX) throw new Refusal('invalid', 'too_deep', `The body is nested deeper than ${DEPTH_MAX} levels.`)
  return [key.slice(0, open), ...parts]
}

function plant(root: Branch, path: readonly string[], value: string): void {
  let branch = root
  for (const part of path.slice(0, -1)) {
    const name = part === '' ? String(branch.size) : part
    const next = branch.get(name)
    const child: Branch = next instanceof Map ? next : new Map()
    branch.set(name, child)
    branch = child
  }
  branch.set(path.at(-1) || String(branch.size), value)
}

function grown(branch: Branch | string, schemas: readonly z.ZodType[]): unknown {
  if (typeof branch === 'string') return branch
  const names = [...branch.keys()]
  const values = schemas.flatMap(recordsOf)
  const isNumbered = names.length > 0 && names.every((name) => /^\d{1,6}$/.test(name))
  if (isNumbered && values.length === 0) {
    const elements = schemas.flatMap(arraysOf)
    return names.sort((a, b) => Number(a) - Number(b)).map((name) => grown(branch.get(name)!, elements))
  }
  const shapes = schemas.flatMap(objectsOf)
  const schemasOf = (name: string) => [
    ...values,
    ...shapes.flatMap((shape) => (Object.hasOwn(shape, name) ? [shape[name]!] : [])),
  ]
  const fields = names.filter((name) => name !== '__proto__').map((name) => [name, grown(branch.get(name)!, schemasOf(name))])
  return Object.fromEntries(fields)
}
