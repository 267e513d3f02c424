import { z } from 'zod'
import { operation, type Scope } from '../../../contract/operation.ts'
import { Instant, LineIn, Nothing, orNull } from '../../../contract/wire.ts'

const ScopeIn = LineIn(64, 1)
  .refine((text) => /^[a-z_]+:(read|write)$/.test(text), 'must be a noun and read or write, such as invoices:read')
  .transform((text) => text as Scope) // checked the line above

export const ApiKeyDraft = z.object({
  description: orNull(LineIn(255)).optional(),
  scopes: orNull(z.array(ScopeIn).min(1).max(100))
    .optional()
    .describe('What the key may do, such as invoices:read; write includes read. Null: everything'),
})
export type ApiKeyDraft = z.output<typeof ApiKeyDraft>

export const ApiKey = z.object({
  id: z.int(),
  object: z.literal('api_key'),
  description: z.string().nullable(),
  hint: z.string().describe('How the key begins'),
  scopes: z.array(z.string()).nullable(),
  last_used_at: Instant.nullable(),
  created_at: Instant,
})
export type ApiKey = z.output<typeof ApiKey>

/** Told once, when the key is made: only a hash is kept. */
export const NewApiKey = ApiKey.extend({ secret: z.string() })
export type NewApiKey = z.output<typeof NewApiKey>

export const operations = {
  list: operation({
    method: 'GET',
    path: '/api_keys',
    summary: 'List API keys',
    scope: 'api_keys:read',
    permission: 'business.admin',
    list: { properties: { id: 'whole', description: 'text', created_at: 'instant', last_used_at: 'instant' } },
    reply: z.array(ApiKey),
  }),
  create: operation({
    method: 'POST',
    path: '/api_keys',
    summary: 'Create an API key',
    scope: 'api_keys:write',
    permission: 'business.admin',
    // Not replayed: answers are kept for that, and nothing keeps a secret.
    safe: true,
    body: ApiKeyDraft,
    reply: NewApiKey,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/api_keys/{id}',
    summary: 'Revoke an API key',
    scope: 'api_keys:write',
    permission: 'business.admin',
    reply: Nothing,
  }),
}

export const events = {
  'api_key.created': { object: ApiKey, as: null },
  'api_key.revoked': { object: ApiKey, as: null },
} as const
