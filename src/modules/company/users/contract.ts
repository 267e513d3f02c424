import { z } from 'zod'
import { Instant } from '../../../contract/wire.ts'

/** A person with access, as other records show one. */
export const User = z.object({
  id: z.int(),
  first_name: z.string(),
  last_name: z.string(),
  email: z.string(),
  registered: z.boolean().describe('The person has confirmed the address and chosen a password'),
  two_factor_enabled: z.boolean(),
  created_at: Instant,
  updated_at: Instant,
})
export type User = z.output<typeof User>
