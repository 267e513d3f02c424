import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { Refusal } from '../../core/refusal.ts'
import { checkTextMessage, segmentsOf } from './message.ts'
import type { FindTextMessage, RawNotice, SendRequest, TextDelivery, TextMessage, TextMessenger, TextNotice } from './port.ts'

export interface TwilioSettings {
  readonly account_sid: string
  readonly auth_token: string
  /** A number in international form, or a messaging service (`MG…`). */
  readonly from: string
  readonly api_url?: string
}

const API_URL = 'https://api.twilio.com'
const TIMEOUT_MS = 15_000
const FIND_MAX = 100

const Message = z.object({ sid: z.string(), num_segments: z.coerce.number().catch(1), body: z.string().catch('') })
const MessageList = z.object({ messages: z.array(Message) })
const Problem = z.object({ code: z.coerce.string().catch(''), message: z.string().catch('') })

/** Text messages through Twilio's REST API, version 2010-04-01. */
export function openTwilio(settings: TwilioSettings, send: SendRequest): TextMessenger {
  const account = `${settings.api_url ?? API_URL}/2010-04-01/Accounts/${encodeURIComponent(settings.account_sid)}`
  const authorization = `Basic ${Buffer.from(`${settings.account_sid}:${settings.auth_token}`).toString('base64')}`
  return {
    name: 'twilio',
    test: false,
    async send(message) {
      checkTextMessage(message)
      const answer = await send({
        url: `${account}/Messages.json`,
        method: 'POST',
        headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
        body: formOf(message, settings.from),
        total_timeout_ms: TIMEOUT_MS,
      })
      if (answer.outcome !== 'answered') return { outcome: answer.perhaps_received ? 'unknown' : 'deferred', said: answer.said }
      return deliveryOf(answer.status, jsonOf(answer.body), message)
    },
    async find(request) {
      const query = new URLSearchParams({ To: request.to, 'DateSent>': dayOf(request), PageSize: String(FIND_MAX) })
      const url = `${account}/Messages.json?${query}`
      const answer = await send({ url, method: 'GET', headers: { authorization }, total_timeout_ms: TIMEOUT_MS })
      if (answer.outcome !== 'answered') return { outcome: 'unknown', said: answer.said }
      const list = MessageList.safeParse(jsonOf(answer.body))
      if (answer.status !== 200 || !list.success)
        return { outcome: 'unknown', said: `Twilio answered with status ${answer.status}.` }
      const found = list.data.messages.find(({ body }) => body === request.body)
      return found ? { outcome: 'accepted', reference: found.sid, segments: found.num_segments } : { outcome: 'not_found' }
    },
    readNotice: async (notice) => readNotice(notice, settings.auth_token),
  }
}

function formOf({ to, body, notice_url }: TextMessage, from: string): string {
  const sender = from.startsWith('MG') ? { MessagingServiceSid: from } : { From: from }
  return new URLSearchParams({ To: to, Body: body, ...sender, ...(notice_url && { StatusCallback: notice_url }) }).toString()
}

function deliveryOf(status: number, answer: unknown, { body }: TextMessage): TextDelivery {
  const message = Message.safeParse(answer)
  if (status === 201 && message.success) {
    return { outcome: 'accepted', reference: message.data.sid, segments: Math.max(message.data.num_segments, segmentsOf(body)) }
  }
  const problem = Problem.safeParse(answer)
  const said = (problem.success && problem.data.message.slice(0, 500)) || `Twilio answered with status ${status}.`
  if (status === 429) return { outcome: 'deferred', said }
  // The credentials are ours to correct; the same message works afterwards.
  if (status === 401 || status === 403)
    return { outcome: 'deferred', said: 'Twilio does not accept our credentials: check its settings.' }
  if (status >= 400 && status < 500)
    return { outcome: 'refused', code: (problem.success && problem.data.code) || String(status), said }
  return { outcome: 'unknown', said }
}

/** Twilio filters by day, and a day earlier costs nothing: texts are compared word by word. */
function dayOf({ requested_at }: FindTextMessage): string {
  return new Date(requested_at.getTime() - 86_400_000).toISOString().slice(0, 10)
}

const STATUSES: Readonly<Record<string, TextNotice['status']>> = {
  sent: 'sent',
  delivered: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
}

/** The signature covers the address and all fields in alphabetical order (Twilio's webhook security). */
function readNotice({ url, headers, body }: RawNotice, auth_token: string): TextNotice | null {
  const fields = new URLSearchParams(new TextDecoder().decode(body))
  const signed = [...new Set(fields.keys())].sort().reduce((text, name) => text + name + fields.getAll(name).join(''), url)
  const expected = createHmac('sha1', auth_token).update(signed).digest()
  const given = Buffer.from(headers['x-twilio-signature'] ?? '', 'base64')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new Refusal('forbidden', 'notice_signature_invalid', 'The signature of this notice is not right.')
  }
  const reference = fields.get('MessageSid')
  const status = STATUSES[fields.get('MessageStatus') ?? '']
  return reference && status ? { reference, status, code: fields.get('ErrorCode') } : null
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown
  } catch {
    return null
  }
}
