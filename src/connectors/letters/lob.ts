import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { type CalendarDate, calendarDate, isCalendarDate } from '../../core/date.ts'
import { Refusal } from '../../core/refusal.ts'
import { checkLetter } from './letter.ts'
import type { Letter, LetterDelivery, LetterNotice, LetterState, PostalAddress, Printer, RawNotice, SendRequest } from './port.ts'

export interface LobSettings {
  /** `test_…` prints nothing. */
  readonly api_key: string
  /** Needed to read notices. */
  readonly webhook_secret?: string
  readonly api_url?: string
}

const API_URL = 'https://api.lob.com'
const API_VERSION = '2020-02-11'
const TIMEOUT_MS = 30_000
const TOLERANCE_MS = 5 * 60_000
const NAME_CHARACTERS_MAX = 40

const LobLetter = z.object({
  id: z.string(),
  expected_delivery_date: z.string().nullish(),
  deleted: z.boolean().optional(),
  tracking_events: z.array(z.object({ name: z.string().catch('') })).catch([]),
})
const Problem = z.object({ error: z.object({ code: z.string().catch(''), message: z.string().catch('') }) })
const Notice = z.object({
  id: z.string(),
  reference_id: z.string(),
  event_type: z.object({ id: z.string() }),
  body: z.object({ metadata: z.record(z.string(), z.string()).catch({}) }).catch({ metadata: {} }),
})

/** Letters through Lob's print and mail API. */
export function openLob(settings: LobSettings, send: SendRequest): Printer {
  const letters = `${settings.api_url ?? API_URL}/v1/letters`
  const headers = {
    authorization: `Basic ${Buffer.from(`${settings.api_key}:`).toString('base64')}`,
    'lob-version': API_VERSION,
  }
  return {
    name: 'lob',
    test: settings.api_key.startsWith('test_'),
    async send(letter) {
      checkLetter(letter)
      const form = await formOf(letter)
      const answer = await send({
        url: letters,
        method: 'POST',
        headers: { ...headers, 'content-type': form.type, 'idempotency-key': letter.idempotency_key },
        body: form.bytes,
        total_timeout_ms: TIMEOUT_MS,
      })
      if (answer.outcome !== 'answered') return { outcome: answer.perhaps_received ? 'unknown' : 'deferred', said: answer.said }
      return deliveryOf(answer.status, jsonOf(answer.body))
    },
    async find(reference) {
      const url = `${letters}/${encodeURIComponent(reference)}`
      const answer = await send({ url, method: 'GET', headers, total_timeout_ms: TIMEOUT_MS })
      if (answer.outcome !== 'answered') return { outcome: 'unknown', said: answer.said }
      if (answer.status === 404) return { outcome: 'not_found' }
      const found = answer.status === 200 ? stateOf(jsonOf(answer.body)) : null
      return found ?? { outcome: 'unknown', said: `Lob answered with status ${answer.status}.` }
    },
    readNotice: async (notice) => readNotice(notice, settings.webhook_secret),
  }
}

async function formOf(letter: Letter): Promise<{ type: string; bytes: Uint8Array }> {
  const form = new FormData()
  form.set('description', letter.description.slice(0, 255))
  form.set('color', String(letter.color))
  form.set('double_sided', String(letter.double_sided))
  form.set('use_type', 'operational')
  for (const [name, value] of Object.entries(letter.marks ?? {})) form.set(`metadata[${name}]`, value)
  // A page of its own for the addresses, so that nothing of the document is covered by them.
  form.set('address_placement', 'insert_blank_page')
  for (const side of ['to', 'from'] as const) {
    for (const [name, value] of Object.entries(addressOf(letter[side]))) form.set(`${side}[${name}]`, value)
  }
  form.set('file', new Blob([Uint8Array.from(letter.pdf)], { type: 'application/pdf' }), 'letter.pdf')
  const encoded = new Response(form)
  return { type: encoded.headers.get('content-type')!, bytes: new Uint8Array(await encoded.arrayBuffer()) }
}

function addressOf(address: PostalAddress): Record<string, string> {
  const { address2, state, postal_code } = address
  return {
    name: address.name.slice(0, NAME_CHARACTERS_MAX),
    address_line1: address.address1,
    ...(address2 && { address_line2: address2 }),
    address_city: address.city,
    ...(state && { address_state: state }),
    ...(postal_code && { address_zip: postal_code }),
    address_country: address.country,
  }
}

function deliveryOf(status: number, answer: unknown): LetterDelivery {
  const state = status === 200 ? stateOf(answer) : null
  if (state) return state
  const problem = Problem.safeParse(answer)
  const said = (problem.success && problem.data.error.message.slice(0, 500)) || `Lob answered with status ${status}.`
  // The credentials are ours to correct; the same letter works afterwards.
  if (status === 401 || status === 403)
    return { outcome: 'deferred', said: 'Lob does not accept our credentials: check its settings.' }
  if (status === 429) return { outcome: 'deferred', said }
  const code = (problem.success && problem.data.error.code) || String(status)
  return status >= 400 && status < 500 ? { outcome: 'refused', code, said } : { outcome: 'unknown', said }
}

function stateOf(answer: unknown): LetterState | null {
  const letter = LobLetter.safeParse(answer)
  if (!letter.success) return null
  const { id, deleted, tracking_events } = letter.data
  const state = deleted ? 'canceled' : (STATES[tracking_events.at(-1)?.name.toLowerCase().replaceAll(' ', '_') ?? ''] ?? 'queued')
  return { outcome: 'accepted', reference: id, state, expected_delivery_date: dateOf(letter.data.expected_delivery_date) }
}

const STATES: Readonly<Record<string, LetterState['state']>> = {
  mailed: 'sent',
  in_transit: 'sent',
  in_local_area: 'sent',
  processed_for_delivery: 'sent',
  're-routed': 'sent',
  delivered: 'delivered',
  returned_to_sender: 'returned',
  deleted: 'canceled',
}

function readNotice({ headers, body, received_at }: RawNotice, secret: string | undefined): LetterNotice | null {
  const moment = Number(headers['lob-signature-timestamp'] ?? Number.NaN)
  const expected = createHmac('sha256', secret ?? '')
    .update(`${moment}.`)
    .update(body)
    .digest()
  const given = Buffer.from(headers['lob-signature'] ?? '', 'hex')
  const recent = Math.abs(received_at.getTime() - moment) <= TOLERANCE_MS
  if (!secret || !recent || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new Refusal('forbidden', 'notice_signature_invalid', 'The signature of this notice is not right.')
  }
  const notice = Notice.safeParse(jsonOf(body))
  const [kind, what] = notice.success ? notice.data.event_type.id.split('.') : []
  const state = STATES[what ?? '']
  if (!notice.success || kind !== 'letter' || !state) return null
  const { id, reference_id: reference, body: about } = notice.data
  return { id, reference, state, marks: about.metadata }
}

function dateOf(text: string | null | undefined): CalendarDate | null {
  return text && isCalendarDate(text) ? calendarDate(text) : null
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown
  } catch {
    return null
  }
}
