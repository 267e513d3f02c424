import type { z } from 'zod'
import type { EventType, events } from '../contract/index.ts'
import type { Company } from './company.ts'
import type { Tx } from './db/kysely.ts'
import type { Platform } from './outside.ts'
import type { Work, WorkOptions } from './work.ts'

export { lookAgain } from './jobs/agenda.ts'
export { advanceClock } from './jobs/clock.ts'
export { eachInTurn, forOneRound } from './jobs/each.ts'
export { deadJobs, type JobHealth, jobHealth, retryDeadJobs } from './jobs/health.ts'
export { type JobRunner, startJobs } from './jobs/runner.ts'
export { settle } from './jobs/settle.ts'

/**
 * Everything that happens by itself is a job: a value with a name and a trigger. Modules export theirs from jobs.ts, and
 * modules/index.ts lists them all. How they are queued, run and retried is in jobs/.
 *
 * Events are handed over once: the rows of the outbox go in the transaction that queues their jobs. From then on a job
 * runs at least once. There is no table of finished (job, event) pairs, because it could only ever be written before or
 * after what the job does, and so would not close the gap; jobs write what they intend first and find it again, so that a
 * retry is a continuation.
 */
export type Job = AfterJob | PlanJob | RequestedJob | ScheduledJob | GlobalJob

/** Runs after events, for each of them, in order per customer. */
export interface AfterJob {
  readonly kind: 'after'
  readonly name: string
  /** Event types, or null for every published event. */
  readonly on: ReadonlySet<string> | null
  readonly lane: Lane
  run(place: Place, event: JobEvent): Promise<void>
}

/** Runs inside the transaction that hands events over, for all of a company's at once, and asks for jobs. */
export interface PlanJob {
  readonly kind: 'plan'
  readonly name: string
  plan(handover: Handover, events: readonly HandedEvent[]): Promise<readonly JobRequest[]>
}

/** Runs when another job asks for it; asking twice before it has begun runs it once. */
export interface RequestedJob {
  readonly kind: 'requested'
  readonly name: string
  readonly lane: Lane
  run(place: Place, subject: number): Promise<void>
}

/** Runs by the company's clock. */
export interface ScheduledJob {
  readonly kind: 'scheduled'
  readonly name: string
  readonly period: Period
  readonly due: Due | null
  /** Asked first; where it says no there is nothing to do at any time, and a test clock need not stop for it. */
  readonly needed: ((work: Work) => Promise<boolean>) | null
  readonly lane: Lane
  run(place: Place): Promise<void>
}

/** Runs by the clock on the wall, for no company, in one process at a time. */
export interface GlobalJob {
  readonly kind: 'global'
  readonly name: string
  readonly period: Period
  run(platform: Platform): Promise<void>
}

export type Period = 'minute' | 'hour' | 'day'

/** The next moment at which there is something to do for this company, the past included; null for never. It only reads. */
export type Due = (work: Work) => Promise<Date | null>

/**
 * Jobs that wait for strangers' servers have places of their own, so that those who hang hold up nobody else.
 * `main` has JOBS_CONCURRENCY places per process, `deliveries` four times as many.
 */
export type Lane = 'main' | 'deliveries'

export interface JobOptions {
  readonly lane?: Lane
}

/** Where a job stands. It opens short units of work and calls the outside between them, never inside. */
export interface Place {
  readonly platform: Platform
  readonly companyId: number
  readonly company: Company
  /** The company's own clock. */
  readonly now: Date
  /** 1 at first; more when an earlier attempt failed or its process died. */
  readonly attempt: number
  /** A unit of work of this company, by the system unless said otherwise. */
  work<Result>(run: (work: Work) => Promise<Result>, options?: Partial<Omit<WorkOptions, 'companyId'>>): Promise<Result>
  /** Asks for a job of the kind `onRequest`. */
  request(request: JobRequest): Promise<void>
  /** Does it while nobody else, in any process, does what has the same name for this company; says whether it did. */
  alone(name: string, run: () => Promise<void>): Promise<boolean>
}

export interface JobRequest {
  readonly job: string
  /** What it is about: the id of a record of the company. */
  readonly subject: number
  readonly delay_ms?: number
}

/** The transaction in which events are handed over: of one company, by the system. Whatever it cannot do stops the outbox. */
export interface Handover {
  readonly tx: Tx
  readonly companyId: number
  readonly now: Date
}

/** An event as the outbox knows it, without its object. */
export interface HandedEvent {
  readonly id: number
  readonly type: string
  readonly published_type: string | null
  readonly customer_id: number | null
}

/** The published form of an event's object. */
export type EventWire<T extends EventType> = z.input<(typeof events)[T]['object']>

/** An event as a job receives it. `object` and `previous` are as published. */
export interface JobEvent<T extends EventType = EventType> extends HandedEvent {
  readonly type: T
  readonly object_type: string
  readonly object_id: string
  readonly object: EventWire<T>
  /** The old values of what changed; null where nothing was before. */
  readonly previous: Partial<EventWire<T>> | null
  /** A user's id; −1 the customer, −2 a program or the system. */
  readonly user_id: number
  readonly source: 'team' | 'customer' | 'api' | 'system'
  readonly occurred_at: Date
}

/** The member of the company who did it; null for customers, programs and what goes by itself. */
export function memberBehind({ source, user_id }: Pick<JobEvent, 'source' | 'user_id'>): number | null {
  return source === 'team' ? user_id : null
}

/** Something that follows from events of one type, or of several. */
export function after<T extends EventType>(
  on: T | readonly T[],
  name: string,
  run: (place: Place, event: { [K in T]: JobEvent<K> }[T]) => Promise<void>,
  { lane = 'main' }: JobOptions = {},
): AfterJob {
  const types: readonly string[] = typeof on === 'string' ? [on] : on
  // The dispatcher hands over only events of these types.
  return { kind: 'after', name, on: new Set(types), lane, run: run as unknown as AfterJob['run'] }
}

/** Something that follows from every published event. */
export function afterAny(
  name: string,
  run: (place: Place, event: JobEvent) => Promise<void>,
  { lane = 'main' }: JobOptions = {},
): AfterJob {
  return { kind: 'after', name, on: null, lane, run }
}

/**
 * Decides in the very transaction that hands events over what must follow from them: rows to write, jobs to ask for. For
 * what concerns every event but few companies. No outside, no failure of one event that may stop the others.
 */
export function plan(name: string, run: PlanJob['plan']): PlanJob {
  return { kind: 'plan', name, plan: run }
}

/** Something that another job or plan asks for. */
export function onRequest(name: string, run: RequestedJob['run'], { lane = 'main' }: JobOptions = {}): RequestedJob {
  return { kind: 'requested', name, lane, run }
}

/**
 * Something that happens by the company's clock. With `due` it runs as soon as that moment has come, and does all there is
 * to do then; without, once in every minute, hour or day (of the company's zone). It must be safe to run twice.
 */
export function every(
  period: Period,
  name: string,
  {
    due,
    needed,
    run,
    lane = 'main',
  }: JobOptions & { readonly due?: Due; readonly needed?: (work: Work) => Promise<boolean>; readonly run: ScheduledJob['run'] },
): ScheduledJob {
  return { kind: 'scheduled', name, period, due: due ?? null, needed: needed ?? null, lane, run }
}

/**
 * Something that happens by the clock on the wall and belongs to no company. What is to happen every minute also happens
 * within about a second after `platform.poke()`.
 */
export function everywhere(period: Period, name: string, run: GlobalJob['run']): GlobalJob {
  return { kind: 'global', name, period, run }
}
