import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { EmailIn, IdIn, LineIn, Nothing, orNull, TextIn } from '../../../contract/wire.ts'
import { Company } from '../companies/contract.ts'

const PasswordIn = TextIn(1000)
const TokenIn = LineIn(200, 1)

/** Who is signed in, for whom they may work, and for whom they do now. */
export const Session = z.object({
  user: z.object({ id: z.int(), name: z.string().nullable(), email: z.string(), verified: z.boolean() }).nullable(),
  companies: z.array(
    z.object({ id: z.int(), name: z.string(), username: z.string(), role: z.string().describe('Name of the role') }),
  ),
  company: Company.nullable(),
  permissions: z.record(z.string(), z.boolean()).describe('What the role allows in the current company, such as invoices.issue'),
})
export type Session = z.output<typeof Session>

/** Bodies with passwords are neither hashed quickly nor kept, as replaying an answer would need: hence `safe`. */
const anybody = { access: 'public', safe: true } as const
const person = { access: 'user', safe: true } as const

export const operations = {
  sign_up: operation({
    method: 'POST',
    path: '/auth/sign_up',
    summary: 'Create an account; a link to confirm the address is mailed',
    scope: 'session:write',
    ...anybody,
    success: 204,
    body: z.object({ name: orNull(LineIn(200)).optional(), email: EmailIn, password: PasswordIn }),
    reply: Nothing,
  }),
  verify: operation({
    method: 'POST',
    path: '/auth/verify',
    summary: 'Confirm an address with the token of the mailed link',
    scope: 'session:write',
    ...anybody,
    success: 204,
    body: z.object({ token: TokenIn }),
    reply: Nothing,
  }),
  sign_in: operation({
    method: 'POST',
    path: '/auth/sign_in',
    summary: 'Sign in',
    scope: 'session:write',
    ...anybody,
    success: 200,
    body: z.object({ email: EmailIn, password: PasswordIn }),
    reply: Session,
  }),
  sign_out: operation({
    method: 'POST',
    path: '/auth/sign_out',
    summary: 'Sign out',
    scope: 'session:write',
    ...anybody,
    success: 204,
    reply: Nothing,
  }),
  forgot: operation({
    method: 'POST',
    path: '/auth/forgot',
    summary: 'Have a link mailed to choose a new password',
    scope: 'session:write',
    ...anybody,
    success: 204,
    body: z.object({ email: EmailIn }),
    reply: Nothing,
  }),
  reset: operation({
    method: 'POST',
    path: '/auth/reset',
    summary: 'Choose a new password with the token of the mailed link',
    scope: 'session:write',
    ...anybody,
    success: 204,
    body: z.object({ token: TokenIn, password: PasswordIn }),
    reply: Nothing,
  }),
  session: operation({
    method: 'GET',
    path: '/auth/session',
    summary: 'Who is signed in',
    scope: 'session:read',
    ...anybody,
    reply: Session,
  }),
  select_company: operation({
    method: 'POST',
    path: '/auth/select_company',
    summary: 'Work for another of your companies',
    scope: 'session:write',
    ...person,
    success: 200,
    body: z.object({ company: IdIn }),
    reply: Session,
  }),
  update_account: operation({
    method: 'PATCH',
    path: '/auth/account',
    summary: 'Change your name or password',
    scope: 'session:write',
    ...person,
    body: z.object({
      name: orNull(LineIn(200)).optional(),
      password: PasswordIn.optional(),
      current_password: PasswordIn.optional(),
    }),
    reply: Session,
  }),
}
