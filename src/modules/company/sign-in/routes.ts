import { Refusal } from '../../../core/refusal.ts'
import { refuseForgery } from '../../../platform/http/auth.ts'
import type { Desk, Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  sign_up: (desk, { body }) => service.signUp(fromHere(desk), body),
  verify: (desk, { body }) => service.verify(fromHere(desk), body.token),
  sign_in: (desk, { body }) => service.signIn(fromHere(desk), body),
  sign_out: (desk) => service.signOut(fromHere(desk)),
  forgot: (desk, { body }) => service.forgot(fromHere(desk), body.email),
  reset: (desk, { body }) => service.reset(fromHere(desk), body),
  session: (desk) => service.currentSession(desk),
  select_company: (desk, { body }) => service.selectCompany(fromHere(desk), body.company),
  update_account: (desk, { body }) => service.updateAccount(fromHere(desk), body),
}

/** Another site could otherwise sign a visitor in as somebody else, without any session to begin with. */
function fromHere(desk: Desk): Desk {
  if (desk.rehearsal)
    throw new Refusal('invalid', 'not_rehearsable', 'What concerns accounts and sessions cannot be rehearsed.', 'dry_run')
  refuseForgery(desk.request.headers)
  return desk
}
