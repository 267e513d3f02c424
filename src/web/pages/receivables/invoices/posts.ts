import { type Letter, personName, senderOf, type TextMessage } from '../../../records.ts'
import type { Tone } from '../../../ui/StatusBadge.tsx'
import type { Entry } from '../../../ui/Timeline.tsx'

/** What left for the customer by post or as a text message. */
export type Post = Letter | TextMessage

type Told = readonly [says: string, tone: Tone]

const LETTERS: Readonly<Record<Letter['state'], Told>> = {
  queued: ['Waiting', 'quiet'],
  sent: ['Posted', 'good'],
  delivered: ['Delivered', 'good'],
  returned: ['Came back', 'bad'],
  canceled: ['Not needed', 'quiet'],
  failed: ['Not posted', 'bad'],
}

const TEXTS: Readonly<Record<TextMessage['state'], Told>> = {
  queued: ['Waiting', 'quiet'],
  sent: ['Sent', 'good'],
  delivered: ['Delivered', 'good'],
  canceled: ['Not needed', 'quiet'],
  failed: ['Not sent', 'bad'],
}

/** How far it came, in the reader's words. */
export function postState(post: Post): Told {
  if (post.object !== 'letter') return TEXTS[post.state]
  return isInPrint(post) ? ['In print', 'quiet'] : LETTERS[post.state]
}

/** The vendor has it, and says when it will be there. */
function isInPrint({ state, expected_delivery_date }: Letter): boolean {
  return state === 'queued' && expected_delivery_date !== null
}

/** Whether it has left for the customer, as far as anybody here can do something about that. */
export function hasLeft(post: Post): boolean {
  return post.state === 'sent' || post.state === 'delivered' || (post.object === 'letter' && isInPrint(post))
}

/** To whom it goes: the first line of an address, or a telephone and whose it is. */
export function addressee(post: Post): string {
  if (post.object === 'letter') return post.to.split('\n')[0] ?? post.to
  return post.name ? `${post.name}, ${post.to}` : post.to
}

/** What became of letters and texts, for a timeline. What waits, or was not needed, has not happened. */
export function postEntries(post: Post): Entry[] {
  const told = titleOf(post)
  if (told === null) return []
  const [title, tone] = told
  const sender = senderOf(post)
  const detail = [post.reject_reason, sender ? `by ${personName(sender)}` : null].filter(Boolean).join(' · ') || undefined
  const isNews = tone === 'bad' || post.state === 'delivered'
  return [{ key: post.id, at: isNews ? post.updated_at : post.created_at, title, detail, ...(tone === 'bad' && { tone }) }]
}

function titleOf(post: Post): readonly [title: string, tone: Tone] | null {
  const to = addressee(post)
  const [, tone] = postState(post)
  if (post.object === 'letter') {
    const titles: Partial<Record<Letter['state'], string>> = {
      sent: `Letter posted to ${to}`,
      delivered: `Letter delivered to ${to}`,
      returned: `Letter to ${to} came back`,
      failed: `Letter to ${to} was not posted`,
    }
    const title = isInPrint(post) ? `Letter to ${to} given to the printer` : titles[post.state]
    return title ? [title, tone] : null
  }
  const titles: Partial<Record<TextMessage['state'], string>> = {
    sent: `Text sent to ${to}`,
    delivered: `Text delivered to ${to}`,
    failed: `Text to ${to} did not arrive`,
  }
  const title = titles[post.state]
  return title ? [title, tone] : null
}
