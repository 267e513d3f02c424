import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { EmailIn, Instant, LineIn, Nothing, orNull, RelatedCode } from '../../../contract/wire.ts'
import { RoleIdIn } from '../roles/contract.ts'
import { User } from '../users/contract.ts'

const FrequencyIn = z.enum(['day', 'week', 'month', 'never'])

const FieldIdIn = LineIn(40, 1)
const ValuesIn = z
  .array(z.union([LineIn(255, 1), z.boolean().transform(String)]))
  .min(1)
  .max(100)

/** Values by custom field of customers: as a list, as they are told, or as an object of lists by field. */
const RestrictionsIn = z
  .union([
    z.array(z.object({ custom_field: FieldIdIn, values: ValuesIn })),
    z
      .record(FieldIdIn, ValuesIn)
      .transform((set) => Object.entries(set).map(([custom_field, values]) => ({ custom_field, values }))),
  ])
  .refine((list) => list.length <= 10, 'may name at most 10 custom fields')
  .refine((list) => new Set(list.map(({ custom_field }) => custom_field)).size === list.length, 'may name each custom field once')
  .meta({
    type: ['array', 'object'],
    description:
      'Custom fields of customers with the values a member is limited to: [{custom_field, values}], or {field: values}',
  })

const RESTRICTION_MODES = ['none', 'custom_field', 'owner'] as const

const MemberFields = {
  restriction_mode: z.enum(RESTRICTION_MODES).optional(),
  restrictions: orNull(RestrictionsIn).optional(),
  email_update_frequency: orNull(FrequencyIn).optional().describe('Null is the default, week'),
}

export const MemberDraft = z.object({
  ...MemberFields,
  email: EmailIn,
  first_name: orNull(LineIn(100)).optional(),
  last_name: orNull(LineIn(100)).optional(),
  role: RoleIdIn,
})
export type MemberDraft = z.output<typeof MemberDraft>

export const MemberChanges = z.object({ ...MemberFields, role: RoleIdIn.optional() })
export type MemberChanges = z.output<typeof MemberChanges>

export const Member = z.object({
  id: z.int(),
  role: RelatedCode,
  user: User,
  last_accessed: Instant.nullable(),
  restriction_mode: z
    .enum(RESTRICTION_MODES)
    .describe('Which customers the member sees: all, those with the values in restrictions, those whose owner is the member'),
  restrictions: z.array(z.object({ custom_field: z.string(), values: z.array(z.string()) })).nullable(),
  email_update_frequency: FrequencyIn,
  notifications: z.boolean(),
  subscribe_all: z.boolean(),
  notification_viewed: z.string().describe('ISO 8601'),
  created_at: Instant,
  updated_at: Instant,
})
export type Member = z.output<typeof Member>

const EXPAND = { role: 'role' } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/members',
    summary: 'List members',
    scope: 'members:read',
    expand: EXPAND,
    list: { properties: { id: 'whole', role: 'text', user: 'whole', created_at: 'instant', updated_at: 'instant' } },
    reply: z.array(Member),
  }),
  create: operation({
    method: 'POST',
    path: '/members',
    summary: 'Invite a member',
    scope: 'members:write',
    permission: 'business.admin',
    expand: EXPAND,
    body: MemberDraft,
    reply: Member,
  }),
  get: operation({
    method: 'GET',
    path: '/members/{id}',
    summary: 'Retrieve a member',
    scope: 'members:read',
    expand: EXPAND,
    reply: Member,
  }),
  update: operation({
    method: 'PATCH',
    path: '/members/{id}',
    summary: 'Update a member',
    scope: 'members:write',
    permission: 'business.admin',
    expand: EXPAND,
    body: MemberChanges,
    reply: Member,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/members/{id}',
    summary: 'Remove a member',
    scope: 'members:write',
    permission: 'business.admin',
    reply: Nothing,
  }),
  invite: operation({
    method: 'POST',
    path: '/members/{id}/invites',
    summary: 'Send the invitation again',
    scope: 'members:write',
    permission: 'business.admin',
    success: 204,
    reply: Nothing,
  }),
  set_frequency: operation({
    method: 'PATCH',
    path: '/members/{id}/frequency',
    summary: 'Change how often a member gets the update mail',
    scope: 'members:write',
    permission: 'notifications.edit',
    body: z.object({ email_update_frequency: FrequencyIn }),
    reply: Member,
  }),
}

export const events = {
  'member.created': { object: Member, as: null },
  'member.updated': { object: Member, as: null },
  'member.deleted': { object: Member, as: null },
} as const
