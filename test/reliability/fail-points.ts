import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { ServerResponse } from 'node:http'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

/**
 * Places where a server can be killed on purpose. Loaded before the product by `node --import`, so that the product itself
 * has no such thing. Calls that come to the armed point are held there, and when as many as were asked for are held, the
 * process kills itself as `kill -9` would: nothing of theirs goes on.
 */
export type FailPoint =
  /** Everything is done and written down; the first byte of the answer to a call with an Idempotency-Key is not sent. */
  | 'answer'
  /** The simulated gateway has charged, refunded or saved, and nobody has been told. */
  | 'gateway'

interface Armed {
  readonly point: FailPoint
  readonly count: number
}

export const LOADS_FAIL_POINTS = ['--import', fileURLToPath(import.meta.url)]

const placeIn = (folder: string) => path.join(folder, 'fail-point.json')

/** Arms a point in the server whose data are in this folder. It is disarmed by the kill. */
export function arm(folder: string, armed: Armed): void {
  writeFileSync(placeIn(folder), JSON.stringify(armed))
}

let held = 0
/** Whether the call stays here. */
function holds(folder: string, point: FailPoint): boolean {
  const place = placeIn(folder)
  if (!existsSync(place)) return false
  const armed = JSON.parse(readFileSync(place, 'utf8')) as Armed
  if (armed.point !== point) return false
  held += 1
  if (held >= armed.count) {
    rmSync(place)
    process.kill(process.pid, 'SIGKILL')
  }
  return true
}

function install(folder: string): void {
  const silent = new WeakSet<ServerResponse>()
  const isSilent = (response: ServerResponse) => {
    if (response.req.headers['idempotency-key'] === undefined) return false
    if (!silent.has(response) && holds(folder, 'answer')) silent.add(response)
    return silent.has(response)
  }
  // Headers wait for the first of these.
  const { write, end } = ServerResponse.prototype as unknown as Record<'write' | 'end', (...given: unknown[]) => unknown>
  Object.assign(ServerResponse.prototype, {
    write(this: ServerResponse, ...given: unknown[]) {
      return isSilent(this) || write.apply(this, given)
    },
    end(this: ServerResponse, ...given: unknown[]) {
      return isSilent(this) ? this : end.apply(this, given)
    },
  })

  const query = pg.Client.prototype.query as (...given: unknown[]) => unknown
  const acting = new WeakSet<object>()
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    if (isEffect(given)) acting.add(this)
    const told = query.apply(this, given)
    if (given[0] !== 'commit' || !acting.delete(this)) return told
    return (told as Promise<unknown>).then((result) => (holds(folder, 'gateway') ? new Promise(() => {}) : result))
  } as typeof pg.Client.prototype.query
}

/** A statement by which the simulated gateway writes down what it did. */
function isEffect([statement, values]: readonly unknown[]): boolean {
  const { text, values: own } = (typeof statement === 'string' ? { text: statement, values } : (statement ?? {})) as {
    text?: string
    values?: unknown
  }
  return (
    /^\s*insert into simulator_records/.test(text ?? '') &&
    Array.isArray(own ?? values) &&
    ((own ?? values) as unknown[]).some((value) => typeof value === 'string' && /^(charge|refund|source):/.test(value))
  )
}

// Only where it was asked for by `--import`: the programs import this file too, to arm.
if (process.execArgv.includes(LOADS_FAIL_POINTS[1]!) && process.env['DATA_DIR']) install(process.env['DATA_DIR'])
