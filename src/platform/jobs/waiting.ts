import { runTaskListOnce } from 'graphile-worker'
import type { Pool } from 'pg'
import type { Engine } from './engine.ts'
import { queueLogger, tasksOf } from './runs.ts'

/** Somebody who wants the jobs of some companies done, here and now, and hears which of them failed. */
export interface Waiting {
  readonly errors: readonly unknown[]
  /**
   * Runs what waits and is due, one after the other, until nothing is left or the time is up. Jobs of others are taken along.
   * Answers with how many ran.
   */
  run(up?: AbortSignal): Promise<number>
  leave(): void
}

interface Line {
  readonly ears: Set<(error: unknown, companyId: number) => void>
  /** Ends when all who came before have had their turn. */
  last: Promise<void>
}

const lines = new WeakMap<Pool, Line>()

/**
 * In a process one runs at a time, whoever they are: each would hold a connection that the jobs themselves need, and who finds
 * jobs under way elsewhere would take them for done.
 */
export function waitInLine(engine: Engine, companyIds: readonly number[]): Waiting {
  const { ownerPool } = engine.platform
  const line = lines.get(ownerPool) ?? { ears: new Set(), last: Promise.resolve() }
  lines.set(ownerPool, line)
  const errors: unknown[] = []
  const mine = new Set(companyIds)
  const hear = (error: unknown, companyId: number) => {
    if (mine.has(companyId)) errors.push(error)
  }
  line.ears.add(hear)
  return {
    errors,
    run: (up) => inTurn(line, up, () => runAll(engine, line, up)),
    leave: () => void line.ears.delete(hear),
  }
}

async function inTurn(line: Line, up: AbortSignal | undefined, run: () => Promise<number>): Promise<number> {
  const turn = Promise.withResolvers<void>()
  const before = line.last
  line.last = before.then(() => turn.promise)
  try {
    await (up ? unlessAborted(before, up) : before)
    return up?.aborted ? 0 : await run()
  } finally {
    turn.resolve()
  }
}

/** Ends with what is waited for, or when the time is up. */
async function unlessAborted(before: Promise<void>, up: AbortSignal): Promise<void> {
  if (up.aborted) return
  const end = Promise.withResolvers<void>()
  const stop = () => end.resolve()
  up.addEventListener('abort', stop, { once: true })
  await Promise.race([before, end.promise])
  up.removeEventListener('abort', stop)
}

async function runAll(engine: Engine, line: Line, up: AbortSignal | undefined): Promise<number> {
  const jobs = [...engine.queued.values()]
  if (jobs.length === 0) return 0
  let ran = 0
  const onError = (error: unknown, companyId: number) => {
    for (const hear of line.ears) hear(error, companyId)
  }
  const tasks = tasksOf(engine, jobs, { onStart: () => void ran++, onError })
  const client = await engine.platform.ownerPool.connect()
  try {
    const worker = runTaskListOnce({ logger: queueLogger(engine.log), noHandleSignals: true }, tasks, client)
    const stop = () => void worker.gracefulShutdown('the time is up')
    up?.addEventListener('abort', stop)
    await worker.promise.finally(() => up?.removeEventListener('abort', stop))
  } finally {
    client.release()
  }
  return ran
}
