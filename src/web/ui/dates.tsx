import { Text, type TextProps, Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type CalendarDate, calendarDate, dayOf, midnight } from '../../core/date.ts'
import { clockQuery } from '../query.ts'
import { useSession } from '../session.ts'

/** The company's zone; all dates of its books are told there, whatever the reader's own clock says. */
export function useZone(): string {
  return useSession()?.company?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** The calendar date that travels as UNIX seconds of the company's midnight. */
export function dateOf(seconds: number, zone: string): CalendarDate {
  return dayOf(new Date(seconds * 1000), zone).date
}

/** The company's midnight of a calendar date, in UNIX seconds, as the API wants it. */
export function secondsOf(date: string, zone: string): number {
  return midnight({ date: calendarDate(date), zone }).getTime() / 1000
}

/** The present moment where the company lives: the test clock of a sandbox, else the real one. UNIX milliseconds. */
export function useNow(): number {
  const isSandbox = useSession()?.company?.test_mode ?? false
  const clock = useQuery({ ...clockQuery, enabled: isSandbox }).data
  return isSandbox && clock ? clock.now * 1000 : Date.now()
}

/** The company's today, by its own clock and in its own zone. */
export function useToday(): CalendarDate {
  const zone = useZone()
  return dayOf(new Date(useNow()), zone).date
}

/** A calendar date as people read it: `18 Dec 2014`, in the reader's own order. */
export function dateText(date: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`))
}

export function instantText(seconds: number, zone: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(
    new Date(seconds * 1000),
  )
}

/** How long ago, in words; beyond a month the date says more. */
export function agoText(seconds: number, now: number): string {
  const past = Math.round(now / 1000 - seconds)
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })
  if (past < 60) return 'just now'
  if (past < 3600) return words.format(-Math.floor(past / 60), 'minute')
  if (past < 86_400) return words.format(-Math.floor(past / 3600), 'hour')
  return words.format(-Math.floor(past / 86_400), 'day')
}

/** A date of the books, such as a due date. */
export function DateText({ at, ...text }: { readonly at: number | null | undefined } & TextProps) {
  const zone = useZone()
  if (at === null || at === undefined)
    return (
      <Text span inherit c="dimmed">
        –
      </Text>
    )
  const date = dateOf(at, zone)
  return (
    <Text span inherit style={{ whiteSpace: 'nowrap' }} {...text}>
      <time dateTime={date}>{dateText(date)}</time>
    </Text>
  )
}

/** A moment, such as when a mail left. */
export function InstantText({ at, ...text }: { readonly at: number | null | undefined } & TextProps) {
  const zone = useZone()
  const now = useNow()
  if (at === null || at === undefined)
    return (
      <Text span inherit c="dimmed">
        –
      </Text>
    )
  const isRecent = now / 1000 - at < 30 * 86_400
  return (
    <Tooltip label={`${instantText(at, zone)} (${zone})`}>
      <Text span inherit style={{ whiteSpace: 'nowrap' }} {...text}>
        <time dateTime={new Date(at * 1000).toISOString()}>{isRecent ? agoText(at, now) : instantText(at, zone)}</time>
      </Text>
    </Tooltip>
  )
}
