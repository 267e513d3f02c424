import { openArena } from './arena.ts'
import { type Line, prove } from './program.ts'
import { PROGRAMS } from './programs.ts'

const NAME_WIDTH = 52

/** `netterms reliability ID [--seed N] [--short] [--control] [--size NAME=NUMBER,…]`: one promise at full size, with every figure. */
const words = process.argv.slice(2)
const id = Number(words[0])
const program = PROGRAMS.find((one) => one.id === id)
if (program) process.exitCode = await runOne(program)
else {
  console.log('netterms reliability NUMBER [--seed N] [--short] [--control] [--size NAME=NUMBER,…]\n')
  for (const { id: number, title, pass } of PROGRAMS) console.log(`${String(number).padStart(3)}  ${title}\n     passes: ${pass}`)
  process.exitCode = id ? 2 : 0
}

async function runOne(one: (typeof PROGRAMS)[number]): Promise<number> {
  const given = words.includes('--seed') ? Number(words[words.indexOf('--seed') + 1]) : Number.NaN
  const seed = Number.isInteger(given) ? given : Math.floor(Math.random() * 1_000_000_000)
  console.log(`${one.id}  ${one.title}\npasses: ${one.pass}\nseed:   ${seed}\n`)
  const base = { ...(words.includes('--short') ? one.short : one.full), ...(words.includes('--control') && { control: true }) }
  const size = { ...base, ...givenSize() }
  const arena = await openArena({ settings: one.settings ?? {}, nodeArguments: one.nodeArguments ?? [] })
  try {
    const lines = await prove(one, arena, size, seed, print)
    const passed = lines.every(({ holds }) => holds !== false)
    console.log(passed ? '\nPASSED' : '\nFAILED')
    return passed ? 0 : 1
  } finally {
    await arena.close()
  }
}

/** `--size times=150,every=4`: other numbers than the full ones, such as for a machine that has other things to do. */
function givenSize(): Record<string, number> {
  const text = words.includes('--size') ? words[words.indexOf('--size') + 1]! : ''
  return Object.fromEntries(text.split(',').filter(Boolean).map((pair) => [pair.split('=')[0]!, Number(pair.split('=')[1])])) // biome-ignore format: one thought
}

function print({ name, value, holds, detail }: Line): void {
  const mark = holds === null ? ' ' : holds ? '✓' : '✗'
  console.log(`${mark} ${name.padEnd(NAME_WIDTH)}  ${value}${holds === false && detail ? `\n${detail}` : ''}`)
}
