import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { FlagIn, IdIn, Instant, LineIn, Nothing, orNull, Related, TextIn } from '../../../contract/wire.ts'
import { CodeIn } from '../../catalog/tax-rates/contract.ts'
import { STYLES, SWITCHES, type SwitchField, TITLES, type TitleField } from './choices.ts'

const TITLE_MAX = 100
const TEXT_MAX = 5000

/** The same schema under each of these names; the cast says what `fromEntries` forgets. */
function each<Name extends string, S extends z.ZodType>(names: Readonly<Record<Name, unknown>>, schema: S): { [N in Name]: S } {
  return Object.fromEntries(Object.keys(names).map((name) => [name, schema])) as { [N in Name]: S }
}

const TemplateIdIn = orNull(IdIn).optional().describe('A PDF template for this kind of document')

const changeable = {
  name: LineIn(255, 1).optional(),
  style: z.enum(STYLES).optional(),
  default: FlagIn.optional().describe('Papers are printed in this theme; one theme of a company is'),
  ...each<TitleField, z.ZodOptional<ReturnType<typeof LineIn>>>(TITLES, LineIn(TITLE_MAX).optional()),
  ...each<SwitchField, z.ZodOptional<typeof FlagIn>>(SWITCHES, FlagIn.optional()),
  terms: orNull(TextIn(TEXT_MAX)).optional(),
  estimate_footer: orNull(TextIn(TEXT_MAX)).optional(),
  receipt_footer: TextIn(TEXT_MAX).optional(),
  invoice_template_id: TemplateIdIn,
  estimate_template_id: TemplateIdIn,
  credit_note_template_id: TemplateIdIn,
  receipt_template_id: TemplateIdIn,
  statement_template_id: TemplateIdIn,
}

export const ThemeDraft = z.object({ id: CodeIn, ...changeable })
export type ThemeDraft = z.output<typeof ThemeDraft>
export const ThemeChanges = z.object(changeable)
export type ThemeChanges = z.output<typeof ThemeChanges>

export const Theme = z.object({
  id: z.string(),
  object: z.literal('theme'),
  name: z.string(),
  style: z.enum(STYLES),
  default: z.boolean(),
  ...each<TitleField, z.ZodString>(TITLES, z.string()),
  ...each<SwitchField, z.ZodBoolean>(SWITCHES, z.boolean()),
  terms: z.string().nullable().describe('Stands on invoices, estimates and credit notes'),
  estimate_footer: z.string().nullable(),
  receipt_footer: z.string(),
  invoice_template_id: Related.nullable(),
  estimate_template_id: Related.nullable(),
  credit_note_template_id: Related.nullable(),
  receipt_template_id: Related.nullable(),
  statement_template_id: Related.nullable(),
  created_at: Instant,
  updated_at: Instant,
})
export type Theme = z.output<typeof Theme>

export const ThemePreview = z.object({
  pdf: z.base64().describe('The example as a PDF'),
  svg: z.string().describe('Its pages below each other as a drawing'),
  pages: z.int(),
  problem: z.string().nullable().describe('Why the PDF template could not be used; our own paper is shown then'),
})
export type ThemePreview = z.output<typeof ThemePreview>

const expand = {
  invoice_template_id: 'pdf_template',
  estimate_template_id: 'pdf_template',
  credit_note_template_id: 'pdf_template',
  receipt_template_id: 'pdf_template',
  statement_template_id: 'pdf_template',
} as const
const read = { scope: 'settings:read' } as const
const write = { scope: 'settings:write', permission: 'settings.edit' } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/themes',
    summary: 'List themes',
    ...read,
    expand,
    list: {
      properties: {
        id: 'text',
        name: 'text',
        style: 'text',
        default: 'flag',
        created_at: COMMON.created_at,
        updated_at: COMMON.updated_at,
      },
    },
    reply: z.array(Theme),
  }),
  create: operation({
    method: 'POST',
    path: '/themes',
    summary: 'Create a theme; the first one is used at once',
    ...write,
    expand,
    body: ThemeDraft,
    reply: Theme,
  }),
  get: operation({ method: 'GET', path: '/themes/{code}', summary: 'Retrieve a theme', ...read, expand, reply: Theme }),
  update: operation({
    method: 'PATCH',
    path: '/themes/{code}',
    summary: 'Update a theme',
    ...write,
    expand,
    body: ThemeChanges,
    reply: Theme,
  }),
  delete: operation({ method: 'DELETE', path: '/themes/{code}', summary: 'Delete a theme', ...write, reply: Nothing }),
  preview: operation({
    method: 'POST',
    path: '/themes/preview',
    summary: 'See an example document in a theme, before it is saved',
    ...read,
    safe: true,
    outside: true,
    success: 200,
    body: ThemeChanges.extend({
      kind: z.enum(['invoice', 'estimate', 'credit_note', 'receipt', 'statement']).optional().describe('An invoice by default'),
    }),
    reply: ThemePreview,
  }),
}
