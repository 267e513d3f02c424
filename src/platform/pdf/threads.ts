/**
 * The threads that print. They start with the first document, wait for more, and end when nobody printed for a while,
 * which also gives their memory back. Documents wait in one line.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { PrintJob, PrintReply } from './worker.ts'

/** One core stays free for answering requests. */
const THREADS_MAX = Math.max(1, Math.min(4, availableParallelism() - 1))
const WAITING_MAX = 1_000
const JOB_SECONDS_MAX = 60
const IDLE_SECONDS_MAX = 300
/** The compiler keeps a little of every document, outside of what is swept; a fresh thread keeps memory flat. */
const JOBS_PER_THREAD = 400

type Reply = Extract<PrintReply, { ok: true }>

interface Waiting {
  readonly job: PrintJob
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: Error) => void
}

interface Thread {
  readonly worker: Worker
  current: Waiting | null
  jobs_done: number
  timer: NodeJS.Timeout | null
}

export interface Threads {
  print(job: Omit<PrintJob, 'id'>): Promise<Reply>
  close(): Promise<void>
}

/** `folder` is where the templates are; nothing outside of it can be read by one. */
export function openThreads(folder: string): Threads {
  const threads = new Set<Thread>()
  const line: Waiting[] = []
  let last = 0

  function print(job: Omit<PrintJob, 'id'>): Promise<Reply> {
    if (line.length >= WAITING_MAX) return Promise.reject(new Error(`more than ${WAITING_MAX} documents wait to be printed`))
    return new Promise((resolve, reject) => {
      line.push({ job: { ...job, id: ++last }, resolve, reject })
      next()
    })
  }

  function next(): void {
    while (line.length > 0) {
      const thread = [...threads].find(({ current }) => current === null) ?? startThread()
      if (!thread) return
      give(thread, line.shift()!)
    }
  }

  function startThread(): Thread | null {
    if (threads.size >= THREADS_MAX) return null
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { folder },
      // Documents live outside of the JavaScript heap until it is swept; a small heap is swept often.
      resourceLimits: { maxYoungGenerationSizeMb: 1 },
    })
    const thread: Thread = { worker, current: null, jobs_done: 0, timer: null }
    worker.on('message', (reply: PrintReply) => finish(thread, reply))
    worker.on('error', (error) => drop(thread, error))
    worker.on('exit', (code) => drop(thread, new Error(`the printing thread ended with code ${code}`)))
    worker.unref()
    threads.add(thread)
    return thread
  }

  function give(thread: Thread, waiting: Waiting): void {
    thread.current = waiting
    setTimer(thread, JOB_SECONDS_MAX, () => drop(thread, new Error(`not printed within ${JOB_SECONDS_MAX} seconds`)))
    // While a document is awaited the thread keeps the process alive.
    thread.worker.ref()
    thread.worker.postMessage(waiting.job)
  }

  function finish(thread: Thread, reply: PrintReply): void {
    const waiting = thread.current
    if (!waiting || waiting.job.id !== reply.id) return
    thread.current = null
    thread.jobs_done += 1
    thread.worker.unref()
    if (reply.ok) waiting.resolve(reply)
    else waiting.reject(new Error(reply.reason))
    if (thread.jobs_done >= JOBS_PER_THREAD) drop(thread, null)
    else setTimer(thread, IDLE_SECONDS_MAX, () => drop(thread, null))
    next()
  }

  /** Ends a thread; a document it was printing fails with `error`. */
  function drop(thread: Thread, error: Error | null): void {
    if (!threads.delete(thread)) return
    if (thread.timer) clearTimeout(thread.timer)
    thread.current?.reject(error ?? new Error('the printing thread was closed'))
    thread.current = null
    // Not awaited: a thread inside native code ends only when that returns.
    void thread.worker.terminate()
    next()
  }

  async function close(): Promise<void> {
    for (const waiting of line.splice(0)) waiting.reject(new Error('printing was closed'))
    const workers = [...threads].map(({ worker }) => worker)
    for (const thread of threads) drop(thread, new Error('printing was closed'))
    await Promise.all(workers.map((worker) => worker.terminate()))
  }

  return { print, close }
}

function setTimer(thread: Thread, seconds: number, then: () => void): void {
  if (thread.timer) clearTimeout(thread.timer)
  thread.timer = setTimeout(then, seconds * 1_000)
  thread.timer.unref()
}
