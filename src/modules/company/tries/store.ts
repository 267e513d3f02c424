import { sql } from 'kysely'
import type { PlainWork } from '../../../platform/plain-work.ts'
import type { Allowance } from './rules.ts'

/** What a try left behind, to be taken back when it was right; or when the next one is possible. */
export type Try = { readonly ids: readonly number[] } | { readonly oldest: Date; readonly now: Date }

/**
 * Counts a try before it is made, so that a thousand at once are no way around the limit. Whoever asks about the same subject
 * waits for this transaction.
 */
export async function countTry({ tx, now }: PlainWork, allowances: readonly Allowance[], windowMs: number): Promise<Try> {
  // A sandbox may be years ahead; what it tries counts now, and not until then.
  const at = sql`least(${now}::timestamptz, clock_timestamp())`
  const subjects = allowances.map(({ subject }) => subject).toSorted()
  const [, { rows }] = await Promise.all([
    sql`select pg_advisory_xact_lock(hashtextextended(subject, 0)) from unnest(${subjects}::text[]) as subject`.execute(tx),
    sql<{ subject: string; tries: number; oldest: Date; now: Date }>`
      select subject, count(*) as tries, min(attempted_at) as oldest, ${at} as now from sign_in_attempts
      where subject = any(${subjects}) and attempted_at > ${at} - ${windowMs} * interval '1 millisecond' group by subject
    `.execute(tx),
  ])
  const full = rows.filter(({ subject, tries }) =>
    allowances.some((allowance) => allowance.subject === subject && tries >= allowance.tries_max),
  )
  if (full.length > 0) return { oldest: new Date(Math.max(...full.map(({ oldest }) => oldest.getTime()))), now: full[0]!.now }
  const counted = await sql<{ id: number }>`
    insert into sign_in_attempts (subject, attempted_at) select subject, ${at} from unnest(${subjects}::text[]) as subject returning id
  `.execute(tx)
  return { ids: counted.rows.map(({ id }) => id) }
}

/** The try was right: it does not count, nor does what was tried before at the same subject. */
export async function forgiveTries({ tx }: PlainWork, ids: readonly number[], subject: string): Promise<void> {
  await tx
    .deleteFrom('sign_in_attempts')
    .where((eb) => eb.or([eb('subject', '=', subject), sql<boolean>`id = any(${ids}::bigint[])`]))
    .execute()
}

export async function removeOld({ tx }: PlainWork, before: Date): Promise<void> {
  await tx.deleteFrom('sign_in_attempts').where('attempted_at', '<', before).execute()
}
