import { events } from '../../../contract/index.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import { tellPerson } from '../../company/users/service.ts'
import { findEvents } from '../events/service.ts'
import type { Notification, NotificationChanges, NotificationDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

const NOTIFICATIONS_MAX = 1000

export const listNotifications = store.list
export const findNotification = store.find
export const wantedEvents = store.wanted

/** Whoever is no administrator asks for themselves only, and need not say so. */
export async function createNotification(work: Work, draft: NotificationDraft): Promise<Notification> {
  rules.refuseUnknownEvent(draft.event, published())
  const userId = draft.user_id ?? ownUser(work)
  refuseForeign(work, userId)
  if (userId !== null && !(await store.isMember(work, userId)))
    throw new Refusal('invalid', 'user_not_member', `User ${userId} does not work for this company.`, 'user_id')
  if ((await store.count(work)) >= NOTIFICATIONS_MAX)
    throw new Refusal('refused', 'too_many_notifications', `A company may have at most ${NOTIFICATIONS_MAX} notifications.`)
  const notification = rules.draftNotification(await work.newId(), draft, userId)
  await store.insert(work, notification)
  return notification
}

export async function updateNotification(work: Work, id: number, changes: NotificationChanges): Promise<Notification> {
  const before = await store.find(work, id)
  refuseForeign(work, before.user_id)
  if (changes.event !== undefined) rules.refuseUnknownEvent(changes.event, published())
  const notification = rules.changeNotification(before, changes)
  await store.update(work, notification)
  return notification
}

export async function deleteNotification(work: Work, id: number): Promise<null> {
  refuseForeign(work, (await store.find(work, id)).user_id)
  await store.remove(work, id)
  return null
}

/** Writes the mails about an event and notes them, in one transaction: however often it is asked for, each person gets one. */
export async function tellOfEvent(work: Work, eventId: number): Promise<void> {
  const [event] = await findEvents(work, [eventId])
  if (!event) return
  const { object } = event.data
  for (const listener of await store.listeners(work, event.type, eventId)) {
    if (!rules.matches(listener, object) || !(await store.note(work, listener, eventId))) continue
    const { headline, detail, page } = rules.tell(event.type, object)
    await tellPerson(work, listener.listener, 'notification', { company_name: work.company.name, headline, detail, page })
  }
}

/** The names under which the outside is told. */
function published(): ReadonlySet<string> {
  return new Set(Object.values(events).flatMap(({ as }) => as ?? []))
}

function ownUser({ actor }: Work): number | null {
  return actor.kind === 'member' && actor.permissions['business.admin'] !== true ? actor.user_id : null
}

function refuseForeign({ actor }: Work, userId: number | null): void {
  if (actor.kind === 'member') rules.refuseForeign(userId, actor.user_id, actor.permissions['business.admin'] === true)
}
