import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Refusal } from '../core/refusal.ts'
import { createOutbound, type Outbound, type OutboundSettings } from './outbound.ts'
import { isPublicAddress, isWebPort, outboundPolicy } from './outbound-policy.ts'

/** Every way to write an address of ours that we know of. The port is that of a server that counts its visitors. */
const SPELLINGS = (port: number): readonly string[] => [
  `http://127.0.0.1:${port}/`,
  `http://127.1:${port}/`,
  `http://127.0.1:${port}/`,
  `http://127.255.255.254:${port}/`,
  `http://2130706433:${port}/`,
  `http://0x7f000001:${port}/`,
  `http://0x7f.0.0.1:${port}/`,
  `http://0x7f.0x0.0x0.0x1:${port}/`,
  `http://0x7f.1:${port}/`,
  `http://017700000001:${port}/`,
  `http://0177.0.0.1:${port}/`,
  `http://0177.0.0.01:${port}/`,
  `http://0177.0x0.0.1:${port}/`,
  `http://00000177.0.0.1:${port}/`,
  `http://127.0.0.1.:${port}/`,
  `http://127.0.0.1%2e:${port}/`,
  `http://127%2e0%2e0%2e1:${port}/`,
  `http://%31%32%37.0.0.1:${port}/`,
  `http://１２７.０.０.１:${port}/`,
  `http://127。0。0。1:${port}/`,
  `http://①②⑦.⓪.⓪.①:${port}/`,
  `http://0:${port}/`,
  `http://0.0.0.0:${port}/`,
  `http://0x0:${port}/`,
  `http://localhost:${port}/`,
  `http://LOCALHOST:${port}/`,
  `http://localhost.:${port}/`,
  `http://ｌｏｃａｌｈｏｓｔ:${port}/`,
  `http://app.localhost:${port}/`,
  `http://[::1]:${port}/`,
  `http://[0:0:0:0:0:0:0:1]:${port}/`,
  `http://[::]:${port}/`,
  `http://[::ffff:127.0.0.1]:${port}/`,
  `http://[::ffff:7f00:1]:${port}/`,
  `http://[0:0:0:0:0:ffff:127.0.0.1]:${port}/`,
  `http://[::127.0.0.1]:${port}/`,
  `http://[64:ff9b::7f00:1]:${port}/`,
  `http://[64:ff9b::127.0.0.1]:${port}/`,
  `http://[64:ff9b:1::7f00:1]:${port}/`,
  `http://[2002:7f00:1::]:${port}/`,
  `http://[2001:0:7f00:1::]:${port}/`,
  `http://[fe80::1]:${port}/`,
  `http://[fc00::1]:${port}/`,
  `http://[fd12:3456::1]:${port}/`,
  `http://[ff02::1]:${port}/`,
  `http://10.0.0.1:${port}/`,
  `http://172.16.0.1:${port}/`,
  `http://172.31.255.255:${port}/`,
  `http://192.168.0.1:${port}/`,
  `http://169.254.169.254/latest/meta-data/`,
  `http://[::ffff:169.254.169.254]/`,
  `http://0xa9fea9fe/`,
  `http://2852039166/`,
  `http://0251.0376.0251.0376/`,
  `http://100.64.0.1:${port}/`,
  `http://100.127.255.255:${port}/`,
  `http://192.0.0.192:${port}/`,
  `http://198.18.0.1:${port}/`,
  `http://224.0.0.1:${port}/`,
  `http://240.0.0.1:${port}/`,
  `http://255.255.255.255:${port}/`,
  `http://inside.example:${port}/`,
  `http://user:secret@127.0.0.1:${port}/`,
  `http://example.com@127.0.0.1:${port}/`,
  `file:///etc/passwd`,
  `gopher://127.0.0.1:${port}/_GET`,
  `ftp://127.0.0.1/`,
  `http:127.0.0.1:${port}`,
  `//127.0.0.1:${port}/`,
  `http://127.0.0.1:22/`,
  `http://127.0.0.1:25/`,
  `http://127.0.0.1:5432/`,
]

const INSIDE = [{ address: '127.0.0.1', family: 4 }]

let server: Server
let port: number
let visits: { url: string; headers: Record<string, unknown> }[] = []
const opened: Outbound[] = []

function outbound(settings: OutboundSettings = {}): Outbound {
  const made = createOutbound({ total_timeout_ms: 3000, connect_timeout_ms: 500, resolve: async () => INSIDE, ...settings })
  opened.push(made)
  return made
}

beforeAll(async () => {
  server = createServer((request, response) => {
    visits.push({ url: request.url ?? '', headers: request.headers })
    if (request.url === '/redirect') {
      response.writeHead(302, { location: `http://127.0.0.1:${port}/inside` }).end()
    } else if (request.url === '/long') {
      response.write(Buffer.alloc(100_000, 'a'))
      setTimeout(() => response.end(Buffer.alloc(100_000, 'b')), 20)
    } else if (request.url === '/reset') {
      request.socket.resetAndDestroy()
    } else if (request.url !== '/hang') {
      response.end('hello')
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  port = (server.address() as AddressInfo).port
})

beforeEach(() => {
  visits = []
})

afterAll(async () => {
  await Promise.all(opened.map((each) => each.close()))
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})

describe('closed addresses', () => {
  test('no spelling of an inner address is reached, and all are answered alike', async () => {
    const guarded = outbound()
    expect(SPELLINGS(port).length).toBeGreaterThanOrEqual(60)
    for (const url of SPELLINGS(port)) {
      expect({ url, ...(await guarded.send({ url })) }).toMatchObject({ url, outcome: 'unreachable', said: 'not reachable' })
    }
    expect(visits).toEqual([])
  })

  test('a name whose answer turns inwards after the check is not connected', async () => {
    const answers = [[{ address: '93.184.215.14', family: 4 }], INSIDE]
    let asked = 0
    const guarded = outbound({ resolve: async () => answers[Math.min(asked++, 1)]! })
    guarded.check(`http://turning.example:${port}/`)
    asked = 1
    expect(await guarded.send({ url: `http://turning.example:${port}/` })).toMatchObject({ outcome: 'unreachable' })
    expect(visits).toEqual([])
  })

  test('of a mixed answer only the open addresses are tried', async () => {
    const guarded = outbound({
      resolve: async () => [
        { address: '::1', family: 6 },
        { address: '127.0.0.1', family: 4 },
        { address: '::ffff:127.0.0.1', family: 6 },
      ],
    })
    expect(await guarded.send({ url: `http://mixed.example:${port}/` })).toMatchObject({ outcome: 'unreachable' })
    expect(visits).toEqual([])
  })

  test('a Host header of the caller does not change where the request goes', async () => {
    const answer = await outbound().send({ url: `http://inside.example:${port}/`, headers: { Host: '127.0.0.1' } })
    expect(answer.outcome).toBe('unreachable')
    const allowed = outbound({ allow: [`127.0.0.1:${port}`] })
    await allowed.send({ url: `http://127.0.0.1:${port}/`, headers: { host: 'other.example', 'x-kept': 'yes' } })
    expect(visits[0]?.headers).toMatchObject({ host: `127.0.0.1:${port}`, 'x-kept': 'yes' })
  })

  test('a redirect is handed back and not followed', async () => {
    const answer = await outbound({ allow: [`127.0.0.1:${port}`] }).send({ url: `http://127.0.0.1:${port}/redirect` })
    expect(answer).toMatchObject({ outcome: 'answered', status: 302 })
    expect(visits.map((visit) => visit.url)).toEqual(['/redirect'])
  })

  test('checking refuses with a code and says nothing about the address', () => {
    const codeOf = (url: string): string => {
      try {
        outbound().check(url, 'url')
        return 'fine'
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        expect(error.field).toBe('url')
        expect(error.message).not.toMatch(/private|internal|block|loopback/i)
        return error.code
      }
    }
    expect(codeOf('http://10.0.0.1/')).toBe('url_not_reachable')
    expect(codeOf('http://app.localhost/')).toBe('url_not_reachable')
    expect(codeOf('https://example.com:25/')).toBe('url_not_reachable')
    expect(codeOf('file:///etc/passwd')).toBe('url_invalid')
    expect(codeOf('https://user:secret@example.com/')).toBe('url_invalid')
    expect(codeOf(`https://example.com/${'a'.repeat(3000)}`)).toBe('url_invalid')
    expect(codeOf('https://example.com/hook?x=1')).toBe('fine')
  })
})

describe('what the operator opens', () => {
  test.each([
    ['an address and port', (at: number) => `127.0.0.1:${at}`],
    ['an address', () => '127.0.0.1'],
    ['a network', () => '127.0.0.0/8'],
    ['a name', () => 'inside.example'],
    ['a name and port', (at: number) => `Inside.Example:${at}`],
  ])('%s', async (_kind, entry) => {
    const answer = await outbound({ allow: [entry(port)] }).send({ url: `http://inside.example:${port}/` })
    expect(answer).toMatchObject({ outcome: 'answered', status: 200 })
  })

  test('nothing beside what was opened is open', async () => {
    const allow = [`127.0.0.1:${port + 1}`, '10.0.0.0/8', 'other.example', `[::1]:${port}`]
    expect(await outbound({ allow }).send({ url: `http://127.0.0.1:${port}/` })).toMatchObject({ outcome: 'unreachable' })
    expect(visits).toEqual([])
  })

  test('only an entry with a port lifts the rule about ports', () => {
    expect(outboundPolicy(['db.internal']).allowsPort('db.internal', 5432)).toBe(false)
    expect(outboundPolicy(['db.internal:5432']).allowsPort('DB.internal.', 5432)).toBe(true)
  })

  test('an entry that cannot be read stops the start', () => {
    for (const entry of ['', 'http://x', '10.0.0.0/33', 'a b', 'host:0', 'host:99999', '::1/129']) {
      expect(() => outboundPolicy([entry]), entry).toThrow()
    }
  })
})

describe('limits', () => {
  const allowed = () => outbound({ allow: [`127.0.0.1:${port}`] })

  test('a server that never answers costs the time limit and no more', async () => {
    const answer = await allowed().send({ url: `http://127.0.0.1:${port}/hang`, total_timeout_ms: 150 })
    expect(answer).toMatchObject({ outcome: 'timed_out', said: 'no answer in time' })
  })

  test('a connection that breaks may have carried the request, one that never stood has not', async () => {
    const broken = await allowed().send({ url: `http://127.0.0.1:${port}/reset`, method: 'POST', body: 'x' })
    expect(broken).toMatchObject({ outcome: 'unreachable', perhaps_received: true })
    expect(await outbound().send({ url: `http://127.0.0.1:${port}/` })).toMatchObject({ perhaps_received: false })
  })

  test('a long answer is cut at the limit', async () => {
    const answer = await allowed().send({ url: `http://127.0.0.1:${port}/long`, response_bytes_max: 1000 })
    expect(answer).toMatchObject({ outcome: 'answered', status: 200, truncated: true })
    expect(answer.outcome === 'answered' && answer.body.length).toBe(1000)
  })

  test('a header that carries a line break is not sent', async () => {
    const answer = await allowed().send({ url: `http://127.0.0.1:${port}/`, headers: { 'x-a': 'b\r\nx-c: d' } })
    expect(answer.outcome).toBe('unreachable')
    expect(visits).toEqual([])
  })

  test('a refused connection looks like a closed address', async () => {
    const probe = createTcpServer()
    await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done))
    const free = (probe.address() as AddressInfo).port
    await new Promise((done) => probe.close(done))
    const answer = await outbound({ allow: [`127.0.0.1:${free}`] }).send({ url: `http://127.0.0.1:${free}/` })
    expect(answer).toMatchObject({ outcome: 'unreachable', said: 'not reachable', perhaps_received: false })
  })

  test('a name that cannot be resolved looks the same too', async () => {
    const failing = outbound({ resolve: async () => Promise.reject(new Error('ENOTFOUND')) })
    expect(await failing.send({ url: 'https://nowhere.example/' })).toMatchObject({ outcome: 'unreachable' })
  })
})

test('public addresses are open, special ones are not', () => {
  for (const address of ['8.8.8.8', '93.184.215.14', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::1']) {
    expect(isPublicAddress(address), address).toBe(true)
  }
  for (const address of ['::ffff:8.8.8.8', '64:ff9b::808:808', '2002:808:808::', '2001:db8::1', '3fff::1', 'x', '', '1.2.3']) {
    expect(isPublicAddress(address), address).toBe(false)
  }
})

test('ports of mail, shells and databases are closed', () => {
  expect([80, 443, 3000, 8080, 8443].filter(isWebPort)).toEqual([80, 443, 3000, 8080, 8443])
  expect([0, 21, 22, 23, 25, 110, 445, 3306, 5432, 6379, 9200, 11211, 27017, 65536].filter(isWebPort)).toEqual([])
})
