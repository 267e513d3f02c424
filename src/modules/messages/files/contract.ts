import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { Instant, LineIn, Nothing, WholeIn } from '../../../contract/wire.ts'

/** The part of a multipart form that is the file itself. */
export interface Upload {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

const UploadIn = z
  .custom<Upload>(
    (value) => typeof value === 'object' && value !== null && 'bytes' in value && value.bytes instanceof Uint8Array,
    'must be a file',
  )
  .meta({ type: 'string', format: 'binary' })

const UrlIn = LineIn(2000, 1).refine(
  (text) => /^https?:\/\/[^\s/]+/i.test(text),
  'must be an address that begins with https:// or http://',
)

/** Either a file (multipart), or a link to one that somebody else keeps. */
export const FileDraft = z.object({
  file: UploadIn.optional(),
  url: UrlIn.optional(),
  name: LineIn(255, 1).optional(),
  size: WholeIn(0, Number.MAX_SAFE_INTEGER).optional(),
  type: LineIn(127, 1)
    .refine((text) => /^[\w.+-]+\/[\w.+-]+/.test(text), 'must be a media type such as image/png')
    .optional(),
})
export type FileDraft = z.output<typeof FileDraft>

export const File = z.object({
  id: z.int(),
  object: z.literal('file'),
  name: z.string(),
  size: z.int().describe('Bytes'),
  type: z.string(),
  url: z.string().describe('Where it can be read; links to files kept here work for a week'),
  created_at: Instant,
  updated_at: Instant,
})
/** Inside, a file that is kept here also has the SHA-256 of its content. */
export type File = z.output<typeof File> & { readonly content_hash: string | null }

export const operations = {
  create: operation({
    method: 'POST',
    path: '/files',
    summary: 'Upload a file, or register a link to one',
    scope: 'files:write',
    accepts: 'multipart',
    outside: true,
    body: FileDraft,
    reply: File,
  }),
  get: operation({ method: 'GET', path: '/files/{id}', summary: 'Retrieve a file', scope: 'files:read', reply: File }),
  delete: operation({ method: 'DELETE', path: '/files/{id}', summary: 'Delete a file', scope: 'files:write', reply: Nothing }),
}

export const events = {} as const
