import { afterAll, expect, test } from 'vitest'
import { listen } from '../src/platform/http/server.ts'
import { arenaOf } from './reliability/arena.ts'
import { prove } from './reliability/program.ts'
import { PROGRAMS } from './reliability/programs.ts'
import { openWorld } from './world.ts'

/** The short forms of the programs behind `netterms reliability`: seconds each, in this process, over real sockets. */
const world = await openWorld({ now: new Date().toISOString() })
const serve = () => listen(world.app, { host: '127.0.0.1', port: 0, trusts: () => false })
let listening = await serve()
const arena = arenaOf({
  platform: world.platform,
  server: null,
  url: () => `http://127.0.0.1:${listening.port}`,
  async restart() {
    await listening.close(100)
    listening = await serve()
  },
  async close() {
    await listening.close(100)
    await world.close()
  },
})
afterAll(() => arena.close())

for (const program of PROGRAMS)
  test(`${program.id}: ${program.title}`, { timeout: 120_000 }, async () => {
    const seed = Math.floor(Math.random() * 1_000_000_000)
    const lines = await prove(program, arena, program.short, seed)
    expect(
      lines.filter(({ holds }) => holds === false),
      `seed ${seed}`,
    ).toEqual([])
  })
