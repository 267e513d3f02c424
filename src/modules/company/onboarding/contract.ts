import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { CountryIn, CurrencyIn, FlagIn, LineIn } from '../../../contract/wire.ts'
import { Company, CompanyFields, TimeZoneIn, UsernameIn } from '../companies/contract.ts'

export const CompanyDraft = z.object({
  ...CompanyFields,
  name: LineIn(255, 1),
  username: UsernameIn.optional().describe('Made of the name when left out'),
  country: CountryIn,
  currency: CurrencyIn,
  time_zone: TimeZoneIn,
  test_mode: FlagIn.optional().describe('A sandbox: nothing leaves it'),
})
export type CompanyDraft = z.output<typeof CompanyDraft>

export const operations = {
  create: operation({
    method: 'POST',
    path: '/companies',
    summary: 'Create a company of your own',
    scope: 'companies:write',
    access: 'user',
    body: CompanyDraft,
    reply: Company,
  }),
  username_available: operation({
    method: 'GET',
    path: '/companies/username_available',
    summary: 'Whether a username is free',
    scope: 'companies:read',
    access: 'user',
    query: z.object({ username: UsernameIn }),
    reply: z.object({
      username: z.string(),
      available: z.boolean(),
      suggestion: z.string().nullable().describe('A free one, where it is not'),
      problem: z.string().nullable(),
    }),
  }),
}
