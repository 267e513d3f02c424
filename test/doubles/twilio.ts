import { createHmac, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server on loopback that speaks Twilio's message API, with its published magic numbers. */
export interface TwilioDouble {
  readonly url: string
  readonly account_sid: string
  readonly auth_token: string
  readonly messages: readonly { readonly sid: string; readonly to: string; readonly from: string; readonly body: string }[]
  misbehave(how: 'hangs' | 'resets' | 'fails_after' | 'too_many'): void
  /** The notice Twilio would send, signed for that address. */
  notice(
    url: string,
    fields: Readonly<Record<string, string>>,
  ): { readonly headers: Record<string, string>; readonly body: Uint8Array }
  close(): Promise<void>
}

const PROBLEMS: Readonly<Record<string, readonly [number, string]>> = {
  '+15005550001': [21211, "The 'To' number is not a valid phone number."],
  '+15005550002': [21612, 'The To number cannot be reached.'],
  '+15005550003': [21408, 'Permission to send has not been enabled for the region.'],
  '+15005550004': [21610, 'Attempt to send to unsubscribed recipient.'],
  '+15005550009': [21614, "'To' number is not a valid mobile number."],
}

export async function startTwilioDouble(): Promise<TwilioDouble> {
  const account_sid = `AC${'0'.repeat(32)}`
  const auth_token = 'twilio-token-for-tests'
  const messages: { sid: string; to: string; from: string; body: string }[] = []
  let next: Parameters<TwilioDouble['misbehave']>[0] | null = null

  const server = createServer(async (request, response) => {
    const say = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const url = new URL(request.url ?? '/', 'http://double')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const basic = `Basic ${Buffer.from(`${account_sid}:${auth_token}`).toString('base64')}`
    if (request.headers.authorization !== basic) return say(401, { code: 20003, message: 'Authenticate', status: 401 })
    if (url.pathname !== `/2010-04-01/Accounts/${account_sid}/Messages.json`)
      return say(404, { code: 20404, message: 'Not found' })
    if (request.method === 'GET') {
      const to = url.searchParams.get('To')
      const found = messages.filter((message) => message.to === to).map((message) => ({ ...message, num_segments: '1' }))
      return say(200, { messages: found, next_page_uri: null })
    }
    const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
    const [to, from, body] = [
      form.get('To') ?? '',
      form.get('From') ?? form.get('MessagingServiceSid') ?? '',
      form.get('Body') ?? '',
    ]
    const how = next
    next = null
    if (how === 'too_many') return say(429, { code: 20429, message: 'Too Many Requests' })
    const problem = PROBLEMS[to]
    if (problem) return say(400, { code: problem[0], message: problem[1], status: 400 })
    const message = { sid: `SM${randomBytes(16).toString('hex')}`, to, from, body }
    messages.push(message)
    if (how === 'hangs') return
    if (how === 'resets') return request.socket.resetAndDestroy()
    if (how === 'fails_after') return say(500, { code: 20500, message: 'Internal Server Error' })
    return say(201, { ...message, num_segments: '1', status: 'queued', error_code: null })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    account_sid,
    auth_token,
    messages,
    misbehave: (how) => {
      next = how
    },
    notice: (url, fields) => signedNotice(auth_token, url, fields),
    close: () => {
      server.closeAllConnections()
      return new Promise((closed) => server.close(() => closed()))
    },
  }
}

function signedNotice(auth_token: string, url: string, fields: Readonly<Record<string, string>>) {
  const signed = Object.keys(fields)
    .sort()
    .reduce((text, name) => text + name + fields[name], url)
  const signature = createHmac('sha1', auth_token).update(signed).digest('base64')
  const body = new TextEncoder().encode(new URLSearchParams(fields).toString())
  return { headers: { 'x-twilio-signature': signature }, body }
}
