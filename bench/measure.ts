/** Calls per second of `clients` callers who each begin the next call when the last one is answered. */
export async function rate(clients: number, milliseconds: number, call: (client: number) => Promise<unknown>): Promise<number> {
  const began = performance.now()
  const until = began + milliseconds
  let done = 0
  const caller = async (client: number) => {
    while (performance.now() < until) {
      await call(client)
      done++
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, client) => caller(client)))
  return (done * 1000) / (performance.now() - began)
}

export interface Comparison {
  readonly name: string
  readonly clients: number
  /** Calls per second through the product, and of the same statements sent straight to the database. */
  readonly ours: number
  readonly raw: number
  /** Median of the ratios of the rounds, each of which measured both under the same load of the machine. */
  readonly ratio: number
  readonly goal?: number
}

export interface Contest {
  readonly name: string
  readonly clients: number
  readonly goal?: number
  ours(client: number): Promise<unknown>
  raw(client: number): Promise<unknown>
}

/** Measures both sides in turns, so that whatever else the machine does bears on both alike. */
export async function compare(contest: Contest, rounds: number, milliseconds: number): Promise<Comparison> {
  const { name, clients, goal } = contest
  await rate(clients, milliseconds / 2, contest.ours)
  await rate(clients, milliseconds / 2, contest.raw)
  const pairs: { ours: number; raw: number }[] = []
  for (let round = 0; round < rounds; round++) {
    const raw = await rate(clients, milliseconds, contest.raw)
    const ours = await rate(clients, milliseconds, contest.ours)
    pairs.push({ ours, raw })
  }
  const middle = (of: (pair: { ours: number; raw: number }) => number) => quantile(pairs.map(of), 0.5)
  const found = {
    name,
    clients,
    ours: middle(({ ours }) => ours),
    raw: middle(({ raw }) => raw),
    ratio: middle(({ ours, raw }) => ours / raw),
    ...(goal !== undefined && { goal }),
  }
  process.stderr.write(`${name}, ${clients} clients: ${found.ratio.toFixed(3)}\n`)
  return found
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** Milliseconds that each of `count` calls took, one after the other. */
export async function durations(count: number, call: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = []
  for (let i = 0; i < count; i++) {
    const began = performance.now()
    await call()
    taken.push(performance.now() - began)
  }
  return taken
}
