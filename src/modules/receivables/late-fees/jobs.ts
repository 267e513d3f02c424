import { every, type Job } from '../../../platform/jobs.ts'
import { chargeLateFees, nextLateFee } from './service.ts'

export const jobs: readonly Job[] = [every('day', 'charge-late-fees', { due: nextLateFee, run: chargeLateFees })]
