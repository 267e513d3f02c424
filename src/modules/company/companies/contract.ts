import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { CountryIn, CurrencyIn, EmailIn, IdIn, Instant, LanguageIn, LineIn, orNull } from '../../../contract/wire.ts'
import { isZone } from '../../../core/date.ts'
import { Settings, SettingsChanges } from './settings.ts'

export const TimeZoneIn = LineIn(64, 1).refine(isZone, 'must be a name of the time zone database such as America/Chicago')

export const UsernameIn = LineIn(64, 1)
  .transform((text) => text.trim().toLowerCase())
  .meta({ type: 'string', description: '3 to 32 small letters, digits and hyphens' })

const ColorIn = LineIn(7)
  .transform((text) => text.toLowerCase())
  .refine((text) => /^#[0-9a-f]{6}$/.test(text), 'must be a colour such as #1a7f5a')
  .meta({ type: 'string' })

const WebsiteIn = LineIn(255, 1).refine((text) => /^https?:\/\/[^\s/?#]+\.[^\s]+$/.test(text), 'must be an address such as https://example.com')

/** Contact data and looks; the same when a company is made and when it is changed. */
export const CompanyFields = {
  email: orNull(EmailIn).optional(),
  phone: orNull(LineIn(50)).optional(),
  website: orNull(WebsiteIn).optional(),
  tax_id: orNull(LineIn(64)).optional(),
  address1: orNull(LineIn(255)).optional(),
  address2: orNull(LineIn(255)).optional(),
  city: orNull(LineIn(255)).optional(),
  state: orNull(LineIn(255)).optional(),
  postal_code: orNull(LineIn(32)).optional(),
  language: LanguageIn.optional(),
}

export const CompanyChanges = z.object({
  ...CompanyFields,
  name: LineIn(255, 1).optional(),
  username: UsernameIn.optional(),
  country: CountryIn.optional(),
  currency: CurrencyIn.optional().describe('Changes only while the company has no documents'),
  time_zone: TimeZoneIn.optional(),
  color: orNull(ColorIn).optional(),
  logo_file: orNull(IdIn).optional(),
  settings: SettingsChanges.optional(),
})
export type CompanyChanges = z.output<typeof CompanyChanges>

export const Company = z.object({
  id: z.int(),
  object: z.literal('company'),
  name: z.string(),
  username: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  website: z.string().nullable(),
  tax_id: z.string().nullable(),
  address1: z.string().nullable(),
  address2: z.string().nullable(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  postal_code: z.string().nullable(),
  country: z.string(),
  currency: z.string(),
  language: z.string(),
  time_zone: z.string(),
  color: z.string().nullable(),
  logo_file: z.int().nullable(),
  settings: Settings,
  test_mode: z.boolean().describe('A sandbox: nothing leaves it, and it may have a clock of its own'),
  created_at: Instant,
  updated_at: Instant,
})
export type Company = z.output<typeof Company>

export const operations = {
  get: operation({ method: 'GET', path: '/company', summary: 'Retrieve your company', scope: 'company:read', reply: Company }),
  update: operation({
    method: 'PATCH', path: '/company', summary: 'Update your company', scope: 'company:write', permission: 'settings.edit',
    outside: true, body: CompanyChanges, reply: Company,
  }),
}

export const events = {
  'company.created': { object: Company, as: null },
  'company.updated': { object: Company, as: null },
} as const
