import { afterAll, describe, expect, test } from 'vitest'
import { type LobDouble, startLobDouble } from '../../../test/doubles/lob.ts'
import { createOutbound, type Outbound } from '../../platform/outbound.ts'
import { type Letter, openLob, openPrinter, type Printer, simulateLetters } from './index.ts'

const doubles: LobDouble[] = []
const outbounds: Outbound[] = []

const open = async () => {
  const double = await startLobDouble()
  const outbound = createOutbound({ allow: [new URL(double.url).host] })
  doubles.push(double)
  outbounds.push(outbound)
  const send: Outbound['send'] = (request) => outbound.send({ ...request, total_timeout_ms: 500 })
  const settings = { api_key: double.api_key, webhook_secret: double.webhook_secret, api_url: double.url }
  return { double, send, settings, printer: openLob(settings, send) }
}

const NOW = new Date('2026-02-01T09:00:00Z')

const PRINTERS: Record<
  string,
  () => Promise<{ printer: Printer; printed: () => number; losesAnswer: (letter: Letter) => Letter }>
> = {
  simulator: async () => {
    const printer = simulateLetters(() => NOW)
    return {
      printer,
      printed: () => printer.printed.length,
      losesAnswer: (letter) => ({ ...letter, to: { ...letter.to, address1: 'silent' } }),
    }
  },
  lob: async () => {
    const { printer, double } = await open()
    const losesAnswer = (letter: Letter) => {
      double.misbehave('hangs')
      return letter
    }
    return { printer, printed: () => double.letters.length, losesAnswer }
  },
}

const ACME = { name: 'Acme Corp', address1: '1 Main Street', city: 'Austin', state: 'TX', postal_code: '78701', country: 'US' }
const PDF = new TextEncoder().encode('%PDF-1.7 …')

let letters = 0
function letterOf(change: Partial<Letter> = {}): Letter {
  letters += 1
  const from = { ...ACME, name: 'Dunder Mifflin' }
  const looks = { color: false, double_sided: true, description: 'INV-0001', pages: 1 }
  return { idempotency_key: `letter-${letters}`, to: ACME, from, pdf: PDF, ...looks, ...change }
}

afterAll(async () => {
  await Promise.all([...doubles.map((double) => double.close()), ...outbounds.map((outbound) => outbound.close())])
})

describe.each(Object.keys(PRINTERS))('every printer: %s', (name) => {
  test('takes a letter and says when it will arrive', async () => {
    const { printer, printed } = await PRINTERS[name]!()
    const sent = await printer.send(letterOf())
    expect(sent).toMatchObject({
      outcome: 'accepted',
      state: 'queued',
      expected_delivery_date: '2026-02-08',
      reference: expect.any(String),
    })
    expect(printed()).toBe(1)
    expect(await printer.find(sent.outcome === 'accepted' ? sent.reference : '')).toEqual(sent)
    expect(await printer.find('ltr_nothing')).toEqual({ outcome: 'not_found' })
    expect(printer.test).toBe(true)
  })

  test('the same key prints once, also after a lost answer', async () => {
    const { printer, printed, losesAnswer } = await PRINTERS[name]!()
    const letter = losesAnswer(letterOf())
    expect(await printer.send(letter)).toMatchObject({ outcome: 'unknown' })
    const sent = await printer.send(letter)
    expect(sent).toMatchObject({ outcome: 'accepted' })
    expect(await printer.send(letter)).toEqual(sent)
    expect(printed()).toBe(1)
  })

  test('says that an address cannot be reached', async () => {
    const { printer, printed } = await PRINTERS[name]!()
    const to = { ...ACME, address1: 'Undeliverable' }
    expect(await printer.send(letterOf({ to }))).toMatchObject({
      outcome: 'refused',
      code: expect.any(String),
      said: expect.any(String),
    })
    expect(printed()).toBe(0)
  })

  test('refuses letters that no one could print or deliver, and names the field', async () => {
    const { printer } = await PRINTERS[name]!()
    const wrong: readonly (readonly [Partial<Letter>, string])[] = [
      [{ to: { ...ACME, name: ' ' } }, 'to.name'],
      [{ to: { ...ACME, city: '' } }, 'to.city'],
      [{ to: { ...ACME, country: 'usa' } }, 'to.country'],
      [{ to: { ...ACME, state: null } }, 'to.state'],
      [{ from: { ...ACME, postal_code: '' } }, 'from.postal_code'],
      [{ to: { ...ACME, address1: 'x'.repeat(65) } }, 'to.address1'],
      [{ to: { ...ACME, address2: 'a\nb' } }, 'to.address2'],
      [{ pdf: new TextEncoder().encode('<html>') }, 'pdf'],
      [{ pdf: new Uint8Array(5_000_001).fill(37) }, 'pdf'],
      [{ pages: 61 }, 'pages'],
    ]
    for (const [change, field] of wrong) {
      await expect(printer.send(letterOf(change)), field).rejects.toMatchObject({
        kind: 'invalid',
        code: 'letter_invalid',
        field,
      })
    }
    const german = { name: 'Globex', address1: 'Hauptstraße 1', city: 'Berlin', postal_code: '10115', country: 'DE' }
    expect(await printer.send(letterOf({ to: german }))).toMatchObject({ outcome: 'accepted' })
  })
})

describe('Lob', () => {
  test('gets the document and both addresses as they are', async () => {
    const { printer, double } = await open()
    await printer.send(letterOf({ to: { ...ACME, name: 'A very long company name that goes on and on', address2: 'Suite 1' } }))
    expect(double.letters[0]?.pdf).toEqual(PDF)
    expect(double.letters[0]?.fields).toMatchObject({
      'to[name]': 'A very long company name that goes on an',
      'to[address_line1]': '1 Main Street',
      'to[address_line2]': 'Suite 1',
      'to[address_zip]': '78701',
      'from[name]': 'Dunder Mifflin',
      color: 'false',
      double_sided: 'true',
      use_type: 'operational',
    })
  })

  test('a broken connection and an error of the vendor are unknown; too many letters, wrong keys and nobody there are deferred', async () => {
    const { printer, double, send, settings } = await open()
    for (const how of ['resets', 'fails_after'] as const) {
      double.misbehave(how)
      expect(await printer.send(letterOf()), how).toMatchObject({ outcome: 'unknown' })
    }
    double.misbehave('too_many')
    expect(await printer.send(letterOf())).toMatchObject({ outcome: 'deferred' })
    const wrong = await openLob({ ...settings, api_key: 'live_wrong' }, send).send(letterOf())
    expect(wrong).toMatchObject({ outcome: 'deferred' })
    expect(JSON.stringify(wrong)).not.toContain('live_wrong')
    expect(await openLob({ ...settings, api_url: 'http://127.0.0.1:1' }, send).send(letterOf())).toMatchObject({
      outcome: 'deferred',
    })
  })

  test('notices are read when their signature is right and fresh', async () => {
    const { printer, double, send, settings } = await open()
    const event = {
      id: 'evt_1',
      reference_id: 'ltr_1',
      event_type: { id: 'letter.returned_to_sender' },
      body: { id: 'ltr_1', metadata: { company: '7' } },
    }
    const notice = double.notice(event, NOW)
    expect(await printer.readNotice(notice)).toEqual({
      id: 'evt_1',
      reference: 'ltr_1',
      state: 'returned',
      marks: { company: '7' },
    })
    expect(await printer.readNotice(double.notice({ ...event, event_type: { id: 'letter.viewed' } }, NOW))).toBe(null)
    expect(await printer.readNotice(double.notice({ ...event, event_type: { id: 'postcard.mailed' } }, NOW))).toBe(null)
    const changed = notice.body.slice()
    changed[10]! ^= 1
    const late = new Date(NOW.getTime() + 3_600_000)
    for (const forged of [
      { ...notice, body: changed },
      { ...notice, headers: {} },
      { ...notice, received_at: late },
    ]) {
      await expect(printer.readNotice(forged)).rejects.toMatchObject({ code: 'notice_signature_invalid' })
    }
    const { webhook_secret: _, ...without } = settings
    await expect(openLob(without, send).readNotice(notice)).rejects.toMatchObject({ code: 'notice_signature_invalid' })
  })
})

test('without Lob letters are simulated', async () => {
  const { send } = await open()
  const printer = openPrinter(null, { send, clock: () => NOW })
  expect(printer).toMatchObject({ name: 'test', test: true })
})
