import { addDays, midnight } from '../../../core/date.ts'
import { Refusal } from '../../../core/refusal.ts'
import { after, every, type Job, type Place } from '../../../platform/jobs.ts'
import * as service from './service.ts'

export const jobs: readonly Job[] = [
  /** Bills, renews and ends what is due, by the calendar of the company; what was missed is caught up in order. */
  every('hour', 'bill-subscriptions', {
    async due(work) {
      const date = await service.nextDueDate(work)
      return date && midnight({ date, zone: work.zone })
    },
    run: billDue,
  }),

  /** After the last attempt to collect, where the company wants it. Running twice finds it canceled. */
  after('invoice.collection_failed', 'cancel-unpaid-subscription', async (place, { object }) => {
    if (object.subscription !== null && object.next_payment_attempt === null)
      await place.work((work) => service.cancelUnpaid(work, Number(object.subscription), object.id))
  }),
]

const AT_A_TIME = 50

/** Each step is a unit of work of its own. One that fails keeps the others from nothing. */
async function billDue(place: Place): Promise<void> {
  const stuck: number[] = []
  let failed: unknown
  for (;;) {
    const ids = await place.work((work) => service.dueSubscriptions(work, AT_A_TIME, stuck))
    if (ids.length === 0) break
    for (const id of ids) {
      try {
        await place.work((work) => service.takeStep(work, id))
      } catch (error) {
        stuck.push(id)
        if (error instanceof Refusal) await postpone(place, id, error)
        else failed = error
      }
    }
  }
  if (failed) throw failed
}

/** What the customer or the company does not allow today may be allowed tomorrow: a hold is released, a limit raised. */
async function postpone(place: Place, id: number, { message }: Refusal): Promise<void> {
  await place.work((work) => service.postponeStep(work, id, addDays(work.today.date, 1), message))
}
