import { createHmac, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server on loopback that speaks Lob's letters API: multipart forms in, JSON out, idempotency keys. */
export interface LobDouble {
  readonly url: string
  readonly api_key: string
  readonly webhook_secret: string
  readonly letters: readonly {
    readonly id: string
    readonly fields: Readonly<Record<string, string>>
    readonly pdf: Uint8Array
  }[]
  misbehave(how: 'hangs' | 'resets' | 'fails_after' | 'too_many'): void
  notice(
    event: object,
    at: Date,
  ): { readonly headers: Record<string, string>; readonly body: Uint8Array; readonly received_at: Date }
  close(): Promise<void>
}

export async function startLobDouble(): Promise<LobDouble> {
  const api_key = 'test_lobkey0000000000'
  const webhook_secret = 'lob-webhook-secret'
  const letters: { id: string; fields: Record<string, string>; pdf: Uint8Array }[] = []
  const keys = new Map<string, string>()
  let next: Parameters<LobDouble['misbehave']>[0] | null = null

  const server = createServer(async (request, response) => {
    const say = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (request.headers.authorization !== `Basic ${Buffer.from(`${api_key}:`).toString('base64')}`) {
      return say(401, { error: { message: 'Your API key is not valid.', status_code: 401, code: 'invalid_api_key' } })
    }
    const id = /^\/v1\/letters\/(.+)$/.exec(request.url ?? '')?.[1]
    if (request.method === 'GET') {
      const found = letters.some((letter) => letter.id === id)
      return found
        ? say(200, describe(id!))
        : say(404, { error: { message: 'letter not found', status_code: 404, code: 'not_found' } })
    }
    const how = next
    next = null
    if (how === 'too_many')
      return say(429, { error: { message: 'Rate limit exceeded', status_code: 429, code: 'rate_limit_exceeded' } })
    const { fields, pdf } = await readForm(Buffer.concat(chunks), request.headers['content-type'] ?? '')
    if (fields['to[address_line1]']?.toLowerCase() === 'undeliverable') {
      return say(422, {
        error: { message: 'to address is undeliverable', status_code: 422, code: 'failed_deliverability_strictness' },
      })
    }
    const key = request.headers['idempotency-key']?.toString() ?? ''
    const made = keys.get(key) ?? `ltr_${randomBytes(8).toString('hex')}`
    if (!keys.has(key)) letters.push({ id: made, fields, pdf })
    keys.set(key, made)
    if (how === 'hangs') return undefined
    if (how === 'resets') return request.socket.resetAndDestroy()
    if (how === 'fails_after')
      return say(500, { error: { message: 'Internal error', status_code: 500, code: 'internal_server_error' } })
    return say(200, describe(made))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    api_key,
    webhook_secret,
    letters,
    misbehave: (how) => {
      next = how
    },
    notice: (event, at) => signedNotice(webhook_secret, event, at),
    close: () => {
      server.closeAllConnections()
      return new Promise((closed) => server.close(() => closed()))
    },
  }
}

function describe(id: string): object {
  const url = 'https://lob.example/letter.pdf'
  return { id, object: 'letter', expected_delivery_date: '2026-02-08', tracking_events: [], url }
}

async function readForm(body: Buffer, type: string): Promise<{ fields: Record<string, string>; pdf: Uint8Array }> {
  const form = await new Response(Uint8Array.from(body), { headers: { 'content-type': type } }).formData()
  const fields: Record<string, string> = {}
  for (const [name, value] of form) if (typeof value === 'string') fields[name] = value
  const file = form.get('file')
  return { fields, pdf: file === null || typeof file === 'string' ? new Uint8Array() : new Uint8Array(await file.arrayBuffer()) }
}

function signedNotice(secret: string, event: object, at: Date) {
  const body = JSON.stringify(event)
  const moment = String(at.getTime())
  const signature = createHmac('sha256', secret).update(`${moment}.${body}`).digest('hex')
  const headers = { 'lob-signature': signature, 'lob-signature-timestamp': moment }
  return { headers, body: new TextEncoder().encode(body), received_at: at }
}
