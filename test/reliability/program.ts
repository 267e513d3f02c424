import { proveBooks } from '../../src/modules/insight/proof/service.ts'
import type { Platform } from '../../src/platform/outside.ts'
import type { Arena } from './arena.ts'

/** One promise of docs/reliability.md and the way to prove it. */
export interface Program<Size = unknown> {
  readonly id: number
  readonly title: string
  /** What must come out, in one line. */
  readonly pass: string
  readonly full: Size
  /** Seconds, for the test suite. */
  readonly short: Size
  /** Settings of the server beyond the usual. */
  readonly settings?: Readonly<Record<string, string>>
  /** Arguments for Node itself. */
  readonly nodeArguments?: readonly string[]
  run(arena: Arena, size: Size, sheet: Sheet): Promise<void>
}

/** Where a program writes down what it found. */
export interface Sheet {
  /** The same seed repeats the same run. */
  readonly seed: number
  /** A figure that only informs. */
  note(name: string, value: string | number): void
  /** A figure that must hold; `detail` is shown when it does not. */
  claim(name: string, value: string | number, holds: boolean, detail?: unknown): void
}

export interface Line {
  readonly name: string
  readonly value: string
  readonly holds: boolean | null
  readonly detail: string
}

/** Runs a program and proves the books at the end. `hear` is told every line as soon as it is known. */
export async function prove<Size>(
  program: Program<Size>,
  arena: Arena,
  size: Size,
  seed: number,
  hear: (line: Line) => void = () => {},
): Promise<readonly Line[]> {
  const lines: Line[] = []
  const write = (name: string, value: string | number, holds: boolean | null, detail?: unknown) => {
    const line = { name, value: typeof value === 'number' ? figure(value) : value, holds, detail: told(detail) }
    lines.push(line)
    hear(line)
  }
  const began = performance.now()
  await program.run(arena, size, {
    seed,
    note: (name, value) => write(name, value, null),
    claim: write,
  })
  write('seconds', (performance.now() - began) / 1000, null)
  const { sound, breaches, figures, laws } = await proveBooks(arena.platform)
  write('books', `${laws} laws over ${figure(figures.entries)} entries, ${breaches.length} breaches`, sound, breaches.slice(0, 5))
  return lines
}

/** For a program that works on a server of its own. */
export async function claimBooks(platform: Platform, sheet: Sheet): Promise<void> {
  const { sound, breaches, figures, laws } = await proveBooks(platform)
  sheet.claim(
    'books of its own server',
    `${laws} laws over ${figure(figures.entries)} entries, ${breaches.length} breaches`,
    sound,
    breaches.slice(0, 5),
  )
}

function figure(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 })
}

function told(detail: unknown): string {
  if (detail === undefined) return ''
  return (typeof detail === 'string' ? detail : (JSON.stringify(detail, null, 1) ?? '')).slice(0, 4000)
}

/** `count` calls, `width` of them at a time, in order of their numbers. */
export async function crowd<T>(count: number, width: number, run: (index: number) => Promise<T>): Promise<T[]> {
  const results = new Array<T>(count)
  let next = 0
  const worker = async () => {
    while (next < count) {
      const index = next++
      results[index] = await run(index)
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker))
  return results
}

/** Seeded pseudo-random numbers from 0 up to 1 (mulberry32), so that a run can be repeated. */
export function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** How many answers of each status: `201: 5000, 400: 5000`. */
export function tally(answers: readonly (number | string)[]): string {
  const counts = new Map<number | string, number>()
  for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1)
  return [...counts]
    .sort(([a], [b]) => String(a).localeCompare(String(b), 'en', { numeric: true }))
    .map(([answer, count]) => `${answer}: ${count}`)
    .join(', ')
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
