import { every, type Job } from '../../../platform/jobs.ts'
import { chaseCustomers, nextChase } from './service.ts'

export const jobs: readonly Job[] = [every('hour', 'chase-customers', { due: nextChase, run: chaseCustomers })]
