import { z } from 'zod'
import { Refusal, type RefusalKind } from '../../core/refusal.ts'
import { codeOf, isUnreachable } from '../db/errors.ts'

/** A refusal that belongs to HTTP itself: a bad key, a path that does not exist, too many calls. */
export class HttpError extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

export interface ErrorReply {
  readonly status: number
  /** Keys in alphabetical order, as in every answer. */
  readonly body: { readonly code: string; readonly message: string; readonly param?: string; readonly type: string }
  readonly headers: Readonly<Record<string, string>>
  /** A bug or an outage: to be logged. */
  readonly ours: boolean
}

/** Published clients choose their exception class by status, so a refused verb is a 400 like any other. */
const STATUS: Record<RefusalKind, number> = { invalid: 400, forbidden: 403, not_found: 404, conflict: 409, refused: 400 }

/** The one place where a failure becomes an answer. */
export function errorReply(error: unknown, requestId: string): ErrorReply {
  if (error instanceof z.ZodError) return errorReply(refusalOf(error), requestId)
  if (error instanceof Refusal) {
    const { code, message, field } = error
    return {
      status: STATUS[error.kind],
      body: { code, message, ...(field && { param: field }), type: 'invalid_request' },
      headers: {},
      ours: false,
    }
  }
  if (error instanceof HttpError) {
    const type = error.status === 429 ? 'rate_limit_error' : error.status >= 500 ? 'api_error' : 'invalid_request'
    return {
      status: error.status,
      body: { code: error.code, message: error.message, type },
      headers: error.headers,
      ours: error.status >= 500,
    }
  }
  return unexpected(error, requestId)
}

function unexpected(error: unknown, requestId: string): ErrorReply {
  const code = codeOf(error) ?? ''
  if (code === 'NT001') return errorReply(new Refusal('refused', 'period_closed', (error as Error).message, 'date'), requestId)
  if (/^22/.test(code)) {
    return {
      status: 400,
      body: { code: 'invalid_value', message: 'A value is out of range or malformed.', type: 'invalid_request' },
      headers: {},
      ours: true,
    }
  }
  if (/^(53100|ENOSPC|EDQUOT)$/.test(code))
    return unavailable('no_room', 'The server’s disk is full and nothing was written; try again later.')
  if (isUnreachable(error) || /^(53|57|55P03)/.test(code))
    return unavailable('unavailable', 'The service is busy or restarting; try again in a moment.')
  return {
    status: 500,
    body: {
      code: 'internal_error',
      message: `Something went wrong on our side. Please report request ${requestId}.`,
      type: 'api_error',
    },
    headers: {},
    ours: true,
  }
}

function unavailable(code: string, message: string): ErrorReply {
  return { status: 503, body: { code, message, type: 'api_error' }, headers: { 'Retry-After': '2' }, ours: true }
}

/** The first thing wrong with an input, in words that name the field and the fix. */
export function refusalOf(error: z.ZodError): Refusal {
  const { path, message } = deepest(error.issues[0]!)
  const field = fieldOf(path)
  return new Refusal('invalid', 'invalid_field', field ? `${field} ${message}.` : `The request ${message}.`, field || undefined)
}

interface Found {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

function deepest(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): Found {
  const path = [...above, ...issue.path]
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const found = issue.errors.filter(tells).map((issues) => deepest(issues[0]!, path))
    if (issue.input === undefined && found.every((one) => one.path.length === path.length))
      return { path, message: 'is required' }
    const telling = found.toSorted(
      (a, b) => b.path.length - a.path.length || Number(b.message.startsWith('must')) - Number(a.message.startsWith('must')),
    )
    const best =
      telling.find(
        (one) => one.path.length > path.length || !/^must be (text|a number|true or false|null|one of)/.test(one.message),
      ) ?? telling[0]
    return best ?? { path, message: 'has the wrong form' }
  }
  return { path, message: words(issue) }
}

/** That a value could have been left empty helps nobody who sent one. */
function tells([issue]: readonly z.core.$ZodIssue[]): boolean {
  return issue !== undefined && !(issue.code === 'invalid_value' && issue.values.every((value) => value === ''))
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  int: 'a whole number',
}

function words(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type')
    return issue.input === undefined ? 'is required' : `must be ${TYPES[issue.expected] ?? issue.expected}`
  if (issue.code === 'invalid_value')
    return issue.input === undefined ? 'is required' : `must be one of ${issue.values.map(String).join(', ')}`
  if (issue.code === 'too_big' && issue.origin === 'array') return `may have at most ${issue.maximum} entries`
  if (issue.code === 'too_small' && issue.origin === 'array')
    return `must have at least ${issue.minimum} ${issue.minimum === 1 ? 'entry' : 'entries'}`
  return issue.message.replace(/\.$/, '')
}

/** `items[1].catalog_item`. */
export function fieldOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (field, part) => (typeof part === 'number' ? `${field}[${part}]` : field ? `${field}.${String(part)}` : String(part)),
    '',
  )
}
