import { z } from 'zod'
import { CountryIn, CurrencyIn, EmailIn, LineIn } from '../contract/wire.ts'
import { ApiKeyDraft, type NewApiKey } from '../modules/company/api-keys/contract.ts'
import { createKey } from '../modules/company/api-keys/service.ts'
import { TimeZoneIn, UsernameIn } from '../modules/company/companies/contract.ts'
import { findCompanyId } from '../modules/company/companies/service.ts'
import { type CompanyWithOwner, createCompanyWithOwner } from '../modules/company/onboarding/service.ts'
import { refusalOf } from '../platform/http/errors.ts'
import type { Platform } from '../platform/outside.ts'
import { openPlainWork } from '../platform/plain-work.ts'
import { openWork } from '../platform/work.ts'
import type { Input } from './command.ts'

const CompanyOptions = z.object({
  name: LineIn(255, 1),
  email: EmailIn,
  password: z.string(),
  username: UsernameIn.optional(),
  currency: CurrencyIn.default('usd'),
  country: CountryIn.default('US'),
  time_zone: TimeZoneIn.default('UTC'),
})

/** What was typed, as a company. @throws Refusal */
export async function makeCompany(
  platform: Platform,
  { options }: Pick<Input, 'options'>,
): Promise<CompanyWithOwner & { readonly email: string }> {
  const { username, ...draft } = read(CompanyOptions, { ...options, time_zone: options['time-zone'] })
  const made = await createCompanyWithOwner(platform, { ...draft, ...(username !== undefined && { username }) })
  return { ...made, email: draft.email }
}

/** What was typed, as an API key. @throws Refusal */
export async function makeKey(platform: Platform, { options }: Pick<Input, 'options'>): Promise<NewApiKey> {
  const { company, description, scopes } = options
  const draft = read(ApiKeyDraft, { description, scopes: typeof scopes === 'string' ? scopes.split(',') : undefined })
  const companyId = await openPlainWork(platform, (plain) => findCompanyId(plain, String(company)))
  return openWork(platform, { companyId, actor: { kind: 'system' } }, (work) => createKey(work, draft))
}

function read<S extends z.ZodType>(schema: S, values: unknown): z.output<S> {
  const result = schema.safeParse(values)
  if (result.success) return result.data
  throw refusalOf(result.error)
}
