import { forgetOldKeys } from '../../../platform/http/idempotency.ts'
import { everywhere } from '../../../platform/jobs.ts'

export const jobs = [everywhere('hour', 'forget-old-idempotency-keys', forgetOldKeys)]
