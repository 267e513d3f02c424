import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { Instant, LanguageIn, LineIn, Nothing, orNull, TextIn } from '../../../contract/wire.ts'

const EngineIn = z.enum(['mustache', 'twig'])

export const SmsTemplateDraft = z.object({
  name: LineIn(255, 1),
  language: orNull(LanguageIn).optional(),
  message: TextIn(2000, 1),
  template_engine: EngineIn.optional(),
})
export type SmsTemplateDraft = z.output<typeof SmsTemplateDraft>
export const SmsTemplateChanges = SmsTemplateDraft.partial()
export type SmsTemplateChanges = z.output<typeof SmsTemplateChanges>

export const SmsTemplate = z.object({
  id: z.int(),
  object: z.literal('sms_template'),
  name: z.string(),
  language: z.string().nullable(),
  message: z.string(),
  template_engine: z.enum(['mustache', 'twig']).describe('Both are read alike'),
  created_at: Instant,
  updated_at: Instant,
})
export type SmsTemplate = z.output<typeof SmsTemplate>

const read = { scope: 'settings:read' } as const
const write = { scope: 'settings:write', permission: 'settings.edit' } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/sms_templates',
    summary: 'List templates of text messages',
    ...read,
    list: { properties: { ...COMMON, name: 'text', language: 'text', template_engine: 'text' } },
    reply: z.array(SmsTemplate),
  }),
  create: operation({
    method: 'POST',
    path: '/sms_templates',
    summary: 'Create a template of text messages',
    ...write,
    body: SmsTemplateDraft,
    reply: SmsTemplate,
  }),
  get: operation({
    method: 'GET',
    path: '/sms_templates/{id}',
    summary: 'Retrieve a template of text messages',
    ...read,
    reply: SmsTemplate,
  }),
  update: operation({
    method: 'PATCH',
    path: '/sms_templates/{id}',
    summary: 'Update a template of text messages',
    ...write,
    body: SmsTemplateChanges,
    reply: SmsTemplate,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/sms_templates/{id}',
    summary: 'Delete a template of text messages',
    ...write,
    reply: Nothing,
  }),
}
