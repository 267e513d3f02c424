import type { Handlers } from '../../../platform/http/handlers.ts'
import { approvePaymentPlan, findPaymentPlan } from '../../payments/payment-plans/service.ts'
import { refuseOwn } from '../companies/rules.ts'
import { enterPortal } from '../companies/service.ts'
import { invoiceBehind } from '../invoices/service.ts'
import type { operations } from './contract.ts'

const USER_AGENT_CHARACTERS_MAX = 500

export const routes: Handlers<typeof operations> = {
  get: async (desk, link) => {
    const visit = await enterPortal(desk, link)
    return visit.work(async (work) => findPaymentPlan(work, (await invoiceBehind(work, link.key)).id))
  },
  approve: async (desk, link) => {
    const visit = await enterPortal(desk, link)
    refuseOwn(visit, 'agree to a payment plan', 'Ask them to open their link.')
    const { ip, userAgent } = desk.request
    return visit.work(async (work) =>
      approvePaymentPlan(work, (await invoiceBehind(work, link.key)).id, {
        ip,
        user_agent: userAgent.slice(0, USER_AGENT_CHARACTERS_MAX),
      }),
    )
  },
}
