import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { startTwilioDouble, type TwilioDouble } from '../../../test/doubles/twilio.ts'
import { createOutbound, type Outbound } from '../../platform/outbound.ts'
import {
  internationalPhone,
  openTextMessenger,
  openTwilio,
  segmentsOf,
  simulateTextMessages,
  type TextMessenger,
} from './index.ts'

const doubles: TwilioDouble[] = []
const outbounds: Outbound[] = []

const open = async () => {
  const double = await startTwilioDouble()
  const outbound = createOutbound({ allow: [new URL(double.url).host], total_timeout_ms: 500 })
  doubles.push(double)
  outbounds.push(outbound)
  const send: Outbound['send'] = (request) => outbound.send({ ...request, total_timeout_ms: 400 })
  const settings = { account_sid: double.account_sid, auth_token: double.auth_token, from: '+15005550006', api_url: double.url }
  return { double, send, settings, messenger: openTwilio(settings, send) }
}

const MESSENGERS: Record<string, () => Promise<{ messenger: TextMessenger; arrived: () => readonly string[] }>> = {
  simulator: async () => {
    const messenger = simulateTextMessages(() => new Date())
    return { messenger, arrived: () => messenger.sent.map(({ message }) => message.body) }
  },
  twilio: async () => {
    const { messenger, double } = await open()
    return { messenger, arrived: () => double.messages.map(({ body }) => body) }
  },
}

const TO = '+15125550100'
const BODY = 'Dunder Mifflin: invoice INV-0001, 148.85 € due. https://example.com/i/abc'

afterAll(async () => {
  await Promise.all([...doubles.map((double) => double.close()), ...outbounds.map((outbound) => outbound.close())])
})

describe.each(Object.keys(MESSENGERS))('every messenger: %s', (name) => {
  test('hands a message over', async () => {
    const { messenger, arrived } = await MESSENGERS[name]!()
    expect(await messenger.send({ to: TO, body: BODY })).toMatchObject({
      outcome: 'accepted',
      reference: expect.any(String),
      segments: 1,
    })
    expect(arrived()).toEqual([BODY])
  })

  test('tells refused numbers with the vendor’s code', async () => {
    const { messenger, arrived } = await MESSENGERS[name]!()
    for (const [number, code] of [
      ['0001', '21211'],
      ['0002', '21612'],
      ['0003', '21408'],
      ['0004', '21610'],
      ['0009', '21614'],
    ]) {
      expect(await messenger.send({ to: `+1500555${number}`, body: BODY })).toMatchObject({ outcome: 'refused', code })
    }
    expect(arrived()).toEqual([])
  })

  test('refuses what is no number and no message', async () => {
    const { messenger } = await MESSENGERS[name]!()
    for (const to of ['5125550100', '+0123456789', '', '+1', '+15125550100\n', '+1512555010a']) {
      await expect(messenger.send({ to, body: BODY })).rejects.toMatchObject({ code: 'phone_invalid' })
    }
    for (const body of ['', '  ', 'x'.repeat(1601), 'a\u0000b']) {
      await expect(messenger.send({ to: TO, body })).rejects.toMatchObject({ code: 'text_message_invalid' })
    }
  })

  test('finds what was sent and not what was not', async () => {
    const { messenger } = await MESSENGERS[name]!()
    const requested_at = new Date(Date.now() - 1000)
    const sent = await messenger.send({ to: TO, body: BODY })
    expect(await messenger.find({ to: TO, body: BODY, requested_at })).toEqual(sent)
    expect(await messenger.find({ to: TO, body: 'other', requested_at })).toEqual({ outcome: 'not_found' })
  })
})

describe('Twilio', () => {
  test('an answer that is lost is unknown, and found', async () => {
    for (const how of ['hangs', 'resets', 'fails_after'] as const) {
      const { messenger, double } = await open()
      double.misbehave(how)
      expect(await messenger.send({ to: TO, body: BODY }), how).toMatchObject({ outcome: 'unknown' })
      expect(await messenger.find({ to: TO, body: BODY, requested_at: new Date() })).toMatchObject({ outcome: 'accepted' })
    }
  })

  test('too many messages, wrong credentials and nobody there are deferred, without the token', async () => {
    const { messenger, double, send, settings } = await open()
    double.misbehave('too_many')
    expect(await messenger.send({ to: TO, body: BODY })).toMatchObject({ outcome: 'deferred' })
    const wrong = openTwilio({ ...settings, auth_token: 'wrong-token' }, send)
    const answer = await wrong.send({ to: TO, body: BODY })
    expect(answer).toMatchObject({ outcome: 'deferred' })
    expect(JSON.stringify(answer)).not.toContain('wrong-token')
    const nowhere = openTwilio({ ...settings, api_url: 'http://127.0.0.1:1' }, send)
    expect(await nowhere.send({ to: TO, body: BODY })).toMatchObject({ outcome: 'deferred' })
  })

  test('a messaging service can be the sender', async () => {
    const { double, send, settings } = await open()
    await openTwilio({ ...settings, from: 'MG123' }, send).send({ to: TO, body: BODY })
    expect(double.messages[0]?.from).toBe('MG123')
  })

  test('notices are read when their signature is right', async () => {
    const { messenger, double } = await open()
    const url = 'https://billing.example.com/notices/twilio?company=7'
    const fields = { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30003', To: TO }
    const notice = { url, ...double.notice(url, fields) }
    expect(await messenger.readNotice(notice)).toEqual({ reference: 'SM1', status: 'failed', code: '30003' })
    expect(await messenger.readNotice({ url, ...double.notice(url, { MessageSid: 'SM1', MessageStatus: 'queued' }) })).toBe(null)
    for (const forged of [
      { ...notice, url: `${url}1` },
      { ...notice, headers: {} },
      { ...notice, body: new TextEncoder().encode(new URLSearchParams({ ...fields, MessageStatus: 'delivered' }).toString()) },
    ]) {
      await expect(messenger.readNotice(forged)).rejects.toMatchObject({ kind: 'forbidden', code: 'notice_signature_invalid' })
    }
  })

  test('the published example of a signature is reproduced', async () => {
    const url = 'https://example.com/myapp.php?foo=1&bar=2'
    const fields = {
      CallSid: 'CA1234567890ABCDE',
      Caller: '+14158675310',
      Digits: '1234',
      From: '+14158675310',
      To: '+18005551212',
    }
    const body = new TextEncoder().encode(new URLSearchParams(fields).toString())
    const { send, settings } = await open()
    const messenger = openTwilio({ ...settings, auth_token: '12345' }, send)
    expect(await messenger.readNotice({ url, headers: { 'x-twilio-signature': 'L/OH5YylLD5NRKLltdqwSvS0BnU=' }, body })).toBe(
      null,
    )
  })
})

test('without Twilio messages are simulated', async () => {
  const { send, settings } = await open()
  expect(openTextMessenger(null, { send, clock: () => new Date() }).test).toBe(true)
  expect(openTextMessenger(settings, { send, clock: () => new Date() }).test).toBe(false)
})

test('numbers as people write them', () => {
  expect(internationalPhone('(512) 555-0100', 'US')).toBe('+15125550100')
  expect(internationalPhone('11234567890')).toBe('+11234567890')
  expect(internationalPhone('+49 30 901820')).toBe('+4930901820')
  expect(internationalPhone('0049 30 901820', 'DE')).toBe('+4930901820')
  expect(internationalPhone('030 901820', 'DE')).toBe(null)
  expect(internationalPhone('4930901820', 'DE')).toBe('+4930901820')
  expect(internationalPhone('call me')).toBe(null)
  fc.assert(
    fc.property(fc.string({ maxLength: 50 }), (text) => {
      expect(internationalPhone(text) ?? '+15125550100').toMatch(/^\+[1-9]\d{6,14}$/)
    }),
  )
})

test('segments are counted as vendors count them', () => {
  expect(segmentsOf('a'.repeat(160))).toBe(1)
  expect(segmentsOf('a'.repeat(161))).toBe(2)
  expect(segmentsOf('€'.repeat(80))).toBe(1)
  expect(segmentsOf('€'.repeat(81))).toBe(2)
  expect(segmentsOf('☂'.repeat(70))).toBe(1)
  expect(segmentsOf('☂'.repeat(71))).toBe(2)
})
