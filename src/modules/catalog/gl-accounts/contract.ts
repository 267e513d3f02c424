import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { IdIn, Instant, LineIn, Nothing, orNull, Related } from '../../../contract/wire.ts'

export const GlAccountDraft = z.object({
  name: LineIn(100, 2),
  /** What the books of the company call it, for example 4000. */
  code: LineIn(64, 1),
  parent_id: orNull(IdIn).optional(),
})
export type GlAccountDraft = z.output<typeof GlAccountDraft>

export const GlAccountChanges = GlAccountDraft.partial()
export type GlAccountChanges = z.output<typeof GlAccountChanges>

/** An account of the company's chart, to which items are mapped. */
export const GlAccount = z.object({
  id: z.int(),
  name: z.string(),
  code: z.string(),
  parent_id: Related.nullable(),
  created_at: Instant,
  updated_at: Instant,
})
export type GlAccount = z.output<typeof GlAccount>

const expand = { parent_id: 'gl_account' } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/gl_accounts',
    summary: 'List G/L accounts',
    scope: 'gl_accounts:read',
    expand,
    list: { properties: { ...COMMON, name: 'text', code: 'text', parent_id: 'whole' } },
    reply: z.array(GlAccount),
  }),
  create: operation({
    method: 'POST',
    path: '/gl_accounts',
    summary: 'Create a G/L account',
    scope: 'gl_accounts:write',
    permission: 'settings.edit',
    expand,
    body: GlAccountDraft,
    reply: GlAccount,
  }),
  get: operation({
    method: 'GET',
    path: '/gl_accounts/{id}',
    summary: 'Retrieve a G/L account',
    scope: 'gl_accounts:read',
    expand,
    reply: GlAccount,
  }),
  update: operation({
    method: 'PATCH',
    path: '/gl_accounts/{id}',
    summary: 'Update a G/L account',
    scope: 'gl_accounts:write',
    permission: 'settings.edit',
    expand,
    body: GlAccountChanges,
    reply: GlAccount,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/gl_accounts/{id}',
    summary: 'Delete a G/L account',
    scope: 'gl_accounts:write',
    permission: 'settings.edit',
    reply: Nothing,
  }),
}

export const events = {} as const
