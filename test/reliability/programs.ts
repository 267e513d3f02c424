import type { Program } from './program.ts'
import { arithmetic } from './programs/arithmetic.ts'
import { billingZones, schedulerDown } from './programs/billing-clocks.ts'
import { billingDates } from './programs/billing-dates.ts'
import { crash } from './programs/crash.ts'
import { fuzz } from './programs/fuzz.ts'
import { gaplessNumbers } from './programs/gapless-numbers.ts'
import { gatewayFaults } from './programs/gateway-faults.ts'
import { idempotentCrash } from './programs/idempotent-crash.ts'
import { jobCrash } from './programs/job-crash.ts'
import { massAssignment } from './programs/mass-assignment.ts'
import { model } from './programs/model.ts'
import { oddValues } from './programs/odd-values.ts'
import { outbox } from './programs/outbox.ts'
import { overApplication } from './programs/over-application.ts'
import { rowPolicies } from './programs/row-policies.ts'
import { sameKey } from './programs/same-key.ts'
import { sizes } from './programs/sizes.ts'
import { tenantWalls } from './programs/tenant-walls.ts'
import { userTemplates } from './programs/user-templates.ts'
import { webhookOutage } from './programs/webhook-outage.ts'
import { webhookSignatures } from './programs/webhook-signatures.ts'

/** Every promise that can be proven here, by its number in docs/reliability.md. */
// biome-ignore lint/suspicious/noExplicitAny: each program has a size of its own shape
export const PROGRAMS: readonly Program<any>[] = [
  overApplication,
  sameKey,
  gaplessNumbers,
  arithmetic,
  crash,
  jobCrash,
  billingDates,
  billingZones,
  schedulerDown,
  tenantWalls,
  rowPolicies,
  massAssignment,
  fuzz,
  oddValues,
  sizes,
  model,
  webhookOutage,
  webhookSignatures,
  idempotentCrash,
  gatewayFaults,
  outbox,
  userTemplates,
]
