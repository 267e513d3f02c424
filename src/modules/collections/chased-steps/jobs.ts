import { after, type Job } from '../../../platform/jobs.ts'
import { tellWithheld } from './service.ts'

const WITHHELD = ['email.withheld', 'text_message.withheld', 'letter.withheld'] as const

export const jobs: readonly Job[] = [
  after(WITHHELD, 'tell-withheld-step', (place, { object: { id } }) => place.work((work) => tellWithheld(work, id))),
]
