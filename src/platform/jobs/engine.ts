import { assert } from '../../core/assert.ts'
import type { AfterJob, GlobalJob, Job, Lane, PlanJob, RequestedJob, ScheduledJob } from '../jobs.ts'
import type { Platform } from '../outside.ts'
import { type Keeper, openKeeper } from './keeper.ts'

/** Where the machinery says what went wrong. A pino logger is one. */
export interface JobLog {
  error(facts: object, message: string): void
  warn(facts: object, message: string): void
}

/** The jobs, sorted by what starts them, with what all parts of the machinery need. */
export interface Engine {
  readonly platform: Platform
  readonly keeper: Keeper
  readonly log: JobLog
  readonly after: readonly AfterJob[]
  readonly plans: readonly PlanJob[]
  readonly scheduled: readonly ScheduledJob[]
  readonly globals: readonly GlobalJob[]
  /** Jobs that stand in the queue, by name. */
  readonly queued: ReadonlyMap<string, QueuedJob>
  /** Tells this process's runner, if it has one, that events or dates may wait. */
  nudge(): void
}

export type QueuedJob = AfterJob | RequestedJob | ScheduledJob

export const SILENT: JobLog = { error: () => {}, warn: () => {} }

export function createEngine(platform: Platform, jobs: readonly Job[], log: JobLog, nudge: () => void = () => {}): Engine {
  const queued = new Map<string, QueuedJob>()
  const names = new Set<string>()
  for (const job of jobs) {
    assert(/^[a-z][a-z0-9-]{2,60}$/.test(job.name), `"${job.name}" is no name for a job: use words joined by hyphens`)
    assert(!names.has(job.name), `two jobs are called ${job.name}`)
    names.add(job.name)
    if (job.kind !== 'plan' && job.kind !== 'global') queued.set(job.name, job)
  }
  const ofKind = <Kind extends Job['kind']>(kind: Kind) =>
    jobs.filter((job): job is Extract<Job, { kind: Kind }> => job.kind === kind)
  return {
    platform,
    keeper: openKeeper(platform.ownerPool),
    log,
    after: ofKind('after'),
    plans: ofKind('plan'),
    scheduled: ofKind('scheduled'),
    globals: ofKind('global'),
    queued,
    nudge,
  }
}

export function inLane(engine: Engine, lane: Lane | null): readonly QueuedJob[] {
  return [...engine.queued.values()].filter((job) => lane === null || job.lane === lane)
}
