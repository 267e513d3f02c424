import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** A request as it arrived. */
export interface Received {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** When it arrived, in UNIX milliseconds. */
  readonly at_ms: number
}

/** What the receiver does with a request: a status with headers, `hang` and never answer, or `reset` the connection. */
export type Conduct = 'hang' | 'reset' | number | Reply

interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** How long it thinks before it answers. */
  readonly after_ms?: number
}

export interface Receiver {
  readonly url: string
  readonly received: Received[]
  /** How many requests were open at the same time at most, and how long the longest stayed open. */
  readonly held: { readonly most: number; readonly longest_ms: number }
  /** From now on, for every request. */
  behave(conduct: Conduct): void
  /** Ends the connections that are open, those that were left hanging too. */
  hangUp(): void
  close(): Promise<void>
}

/** Somebody else's server on loopback, which takes webhooks and misbehaves on request. */
export async function openReceiver(): Promise<Receiver> {
  let conduct: Conduct = 200
  const received: Received[] = []
  const sockets = new Set<Socket>()
  const held = { most: 0, longest_ms: 0 }
  let open = 0
  const server = createServer(async (request, response) => {
    const at_ms = Date.now()
    held.most = Math.max(held.most, ++open)
    response.once('close', () => {
      open--
      held.longest_ms = Math.max(held.longest_ms, Date.now() - at_ms)
    })
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    received.push({
      path: request.url ?? '',
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body: Buffer.concat(chunks).toString(),
      at_ms,
    })
    answer(conduct, request, response)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  })
  const hangUp = () => {
    for (const socket of sockets) socket.destroy()
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    held,
    behave: (next) => {
      conduct = next
    },
    hangUp,
    async close() {
      hangUp()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answer(conduct: Conduct, request: IncomingMessage, response: ServerResponse): void {
  if (conduct === 'hang') return
  if (conduct === 'reset') return void request.socket.resetAndDestroy()
  const { status, headers = {}, after_ms = 0 }: Reply = typeof conduct === 'number' ? { status: conduct } : conduct
  const reply = () => void response.writeHead(status, headers).end()
  if (after_ms === 0) reply()
  else setTimeout(reply, after_ms)
}
