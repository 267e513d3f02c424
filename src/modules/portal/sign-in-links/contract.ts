import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { Instant, Nothing } from '../../../contract/wire.ts'

export const SsoKey = z.object({
  object: z.literal('sso_key'),
  created_at: Instant.nullable().describe('Null: there is no key, and nobody comes in by signed links'),
})
export type SsoKey = z.output<typeof SsoKey>

/** Told once, when the key is made. */
export const NewSsoKey = SsoKey.extend({
  secret: z.string().describe('Signs the links: a JSON Web Token by HS256 with sub (the id of the customer) and exp'),
})
export type NewSsoKey = z.output<typeof NewSsoKey>

export const operations = {
  get: operation({
    method: 'GET',
    path: '/company/sso_key',
    summary: 'See whether customers come in by signed links',
    scope: 'api_keys:read',
    permission: 'business.admin',
    reply: SsoKey,
  }),
  create: operation({
    method: 'POST',
    path: '/company/sso_key',
    summary: 'Make the key that signs links for customers to come in; an older one ends',
    scope: 'api_keys:write',
    permission: 'business.admin',
    // Not replayed: answers are kept for that, and nothing keeps a secret.
    safe: true,
    reply: NewSsoKey,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/company/sso_key',
    summary: 'Let nobody in by signed links any more',
    scope: 'api_keys:write',
    permission: 'business.admin',
    reply: Nothing,
  }),
}

export const events = {} as const
