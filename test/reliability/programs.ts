import type { Program } from './program.ts'
import { arithmetic } from './programs/arithmetic.ts'
import { gaplessNumbers } from './programs/gapless-numbers.ts'
import { overApplication } from './programs/over-application.ts'

/** Every promise that can be proven here, by its number in docs/reliability.md. */
// biome-ignore lint/suspicious/noExplicitAny: each program has a size of its own shape
export const PROGRAMS: readonly Program<any>[] = [overApplication, gaplessNumbers, arithmetic]
