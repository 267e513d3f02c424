import { z } from 'zod'
import { withoutCardNumbers } from '../../../contract/card-numbers.ts'
import { operation } from '../../../contract/operation.ts'
import { LineIn } from '../../../contract/wire.ts'
import { PortalEstimateDocument } from '../estimates/contract.ts'
import { CheckoutBegun, KeyIn, PaymentOutcome } from '../payments/contract.ts'

/** What the payer of a deposit is told, as of an invoice. A deposit is always paid whole. */
export const DepositOutcome = PaymentOutcome.omit({ invoice: true }).extend({ estimate: PortalEstimateDocument })
export type DepositOutcome = z.output<typeof DepositOutcome>

export const DepositDraft = withoutCardNumbers({ method: LineIn(64, 1), token: LineIn(255, 1), idempotency_key: KeyIn })
export type DepositDraft = z.output<typeof DepositDraft>

export const operations = {
  pay: operation({
    method: 'POST',
    path: '/portal/{username}/estimates/{key}/pay',
    summary: 'Pay the deposit of an approved estimate, with its link',
    access: 'public',
    scope: 'portal:write',
    success: 200,
    body: DepositDraft,
    reply: DepositOutcome,
  }),
  checkout: operation({
    method: 'POST',
    path: '/portal/{username}/estimates/{key}/checkout',
    summary: "Pay the deposit of an approved estimate on the gateway's own page",
    access: 'public',
    scope: 'portal:write',
    success: 200,
    body: z.object({ method: LineIn(64, 1), idempotency_key: KeyIn }),
    reply: CheckoutBegun,
  }),
}

export const events = {} as const
