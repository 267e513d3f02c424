import { every, type Job } from '../../../platform/jobs.ts'
import * as service from './service.ts'

export const jobs: readonly Job[] = [
  /** What the network brings from other gateways, the simulated one has told by a job. */
  every('minute', 'tell-simulated-notices', { due: service.nextSimulatedNotice, run: service.tellSimulated }),
]
