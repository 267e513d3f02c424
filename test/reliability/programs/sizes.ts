import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { type Answer, type Arena, type Caller, openArena } from '../arena.ts'
import { type Program, percentile, type Sheet } from '../program.ts'

interface Size {
  readonly slow_sockets: number
  readonly slow_seconds: number
  /** Times are claims only where nothing else runs beside; elsewhere they inform. */
  readonly timed: boolean
}

interface Monster {
  readonly name: string
  readonly expected: readonly number[]
  send(company: Caller, customer: number): Promise<Answer>
}

export const sizes: Program<Size> = {
  id: 29,
  title: 'Monstrous requests are turned away, and nobody else notices',
  pass: '400, 408, 413, 415 or 431 within 1 s of processor time each, memory up by less than 200 MB, p99 of others < 500 ms',
  full: { slow_sockets: 100, slow_seconds: 15, timed: true },
  short: { slow_sockets: 10, slow_seconds: 2, timed: false },
  async run(arena, size, sheet) {
    // Processor time and memory are those of a process that does nothing else.
    const own = arena.server ? arena : await openArena()
    try {
      await feed(own, size, sheet)
    } finally {
      if (own !== arena) await own.close()
    }
  },
}

async function feed(arena: Arena, size: Size, sheet: Sheet): Promise<void> {
  const company = await arena.newCompany('Dunder Mifflin')
  const customer = (await company.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
  for (let i = 0; i < 20; i++) await company.call('GET', '/customers')
  const before = arena.server!.memory()
  const others: number[] = []
  const watching = { on: true, memory: before }
  const watcher = watch(arena, company, others, watching)
  for (const monster of MONSTERS) {
    const processor = arena.server!.processorMs()
    const answer = await monster.send(company, customer)
    const used = arena.server!.processorMs() - processor
    // The watcher's own calls are in it; they are worth a few milliseconds each.
    sheet.claim(
      monster.name,
      `${answer.status || 'cut off'}, ${used} ms`,
      monster.expected.includes(answer.status) && used < 1_000,
      answer.text.slice(0, 300),
    )
  }
  const slow = await crawl(arena, size)
  const cut = `${slow.cut} of ${size.slow_sockets} cut off or refused`
  // The short form does not wait until their time is up; it only sees that they are in nobody's way.
  if (size.timed) sheet.claim('one byte a second', cut, slow.cut === size.slow_sockets)
  else sheet.note('one byte a second', cut)
  watching.on = false
  await watcher
  if (size.timed) sheet.claim('p99 of others, ms', percentile(others, 0.99), percentile(others, 0.99) < 500)
  else sheet.note('p99 of others, ms', percentile(others, 0.99))
  const more = Math.round((watching.memory - before) / 1e6)
  sheet.claim('memory at its highest, MB more', more, more < 200)
  const alive = await company.call('GET', `/customers/${customer}`)
  sheet.claim('still answers', alive.status, alive.status === 200)
}

const json = (raw: string | Buffer, headers: Readonly<Record<string, string>> = {}) => ({
  raw,
  headers: { 'content-type': 'application/json', ...headers },
})
const REFUSED = [0, 400, 413]

const MONSTERS: readonly Monster[] = [
  {
    name: '10 MB of JSON',
    expected: REFUSED,
    send: (company) => company.call('POST', '/customers', json(`{"name":"${'x'.repeat(10_000_000)}"}`)),
  },
  {
    name: '100,000 levels',
    expected: REFUSED,
    send: (company) => company.call('POST', '/customers', json('['.repeat(100_000) + ']'.repeat(100_000))),
  },
  {
    name: '1,000,000 keys',
    expected: REFUSED,
    send: (company) =>
      company.call('POST', '/customers', json(`{${Array.from({ length: 1_000_000 }, (_, i) => `"k${i}":1`).join(',')}}`)),
  },
  {
    name: '150,000 keys below the limit',
    expected: [...REFUSED, 201],
    send: (company) =>
      company.call(
        'POST',
        '/customers',
        json(`{"name":"Acme",${Array.from({ length: 150_000 }, (_, i) => `"k${i}":1`).join(',')}}`),
      ),
  },
  {
    name: '100,000 lines',
    expected: REFUSED,
    send: (company, customer) =>
      company.call(
        'POST',
        '/invoices',
        json(JSON.stringify({ customer, items: Array.from({ length: 100_000 }, () => ({ name: 'x' })) })),
      ),
  },
  {
    name: '30,000 form fields',
    expected: REFUSED,
    send: (company) =>
      company.call('POST', '/customers', {
        raw: Array.from({ length: 30_000 }, (_, i) => `items[${i}][name]=x`).join('&'),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
  },
  {
    name: '19,000 form fields that look as if they were in another encoding',
    expected: [...REFUSED, 201],
    send: (company) =>
      company.call('POST', '/customers', {
        raw: `name=Acme&${Array.from({ length: 19_000 }, (_, i) => `f${i}=%EF%BF%BD%EF%BF%BD%EF%BF%BD%EF%BF%BD`).join('&')}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
  },
  {
    name: '10,000 headers',
    expected: [0, 400, 431],
    send: (company) =>
      company.call('GET', '/customers', {
        headers: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`x-${i}`, '1'])),
      }),
  },
  {
    name: 'a gzip bomb',
    expected: [0, 400, 413, 415],
    send: (company) =>
      company.call('POST', '/customers', json(gzipSync(Buffer.alloc(100_000_000)), { 'content-encoding': 'gzip' })),
  },
]

async function watch(arena: Arena, company: Caller, others: number[], watching: { on: boolean; memory: number }): Promise<void> {
  while (watching.on) {
    const { ms, status } = await company.call('GET', '/customers?per_page=1')
    others.push(status === 200 ? ms : Number.POSITIVE_INFINITY)
    watching.memory = Math.max(watching.memory, arena.server!.memory())
    await sleep(25)
  }
}

/** Opens sockets that send one byte a second, and counts those that the server ends. */
async function crawl(arena: Arena, { slow_sockets, slow_seconds }: Size): Promise<{ cut: number }> {
  const { port } = new URL(arena.url)
  const ended = new Set<Socket>()
  const sockets = Array.from({ length: slow_sockets }, () => {
    const socket = connect(Number(port), '127.0.0.1')
    socket
      .on('error', () => ended.add(socket))
      .on('close', () => ended.add(socket))
      .resume()
    return socket
  })
  const text = 'POST /api/customers HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n'
  for (let second = 0; second < slow_seconds; second++) {
    for (const socket of sockets) if (!ended.has(socket)) socket.write(text[second % text.length]!)
    await sleep(1_000)
  }
  for (const socket of sockets) socket.destroy()
  return { cut: ended.size }
}
