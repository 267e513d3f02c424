import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SmtpDouble, startSmtpDouble } from '../../../test/doubles/smtp.ts'
import { Refusal } from '../../core/refusal.ts'
import { isCaptured, type Mailer, type MailMessage, openMailer, simulateMail } from './index.ts'
import { composeMail, isMailAddress } from './message.ts'
import { openSmtp, parseSmtpUrl } from './smtp.ts'

const MESSAGE: MailMessage = {
  message_id: '<invoice-17-1@billing.example.com>',
  date: new Date('2026-02-01T09:00:00Z'),
  from: { name: 'Dunder Mifflin', address: 'billing@dundermifflin.example' },
  reply_to: { address: 'ar@dundermifflin.example' },
  to: [{ name: 'Acme Corp, “Accounts”', address: 'ap@acme.example' }],
  subject: 'Invoice INV-0001 for 148.85 €',
  text: 'Hello',
  html: '<p>Hello</p>',
  attachments: [{ file_name: 'INV-0001.pdf', content_type: 'application/pdf', content: new Uint8Array([37, 80, 68, 70]) }],
}

let folder: string
let double: SmtpDouble
const opened: Mailer[] = []

/** Each mailer, and how to see what arrived at its other end. */
const MAILERS: Record<string, () => Promise<{ mailer: Mailer; arrived: () => Promise<readonly string[]> }>> = {
  simulator: async () => {
    const mailer = simulateMail()
    return { mailer, arrived: async () => mailer.sent.map(({ raw }) => raw) }
  },
  capture: async () => {
    const place = await mkdtemp(path.join(folder, 'mail-'))
    const mailer = openMailer({ folder: place })
    if (!isCaptured(mailer)) throw new Error('capture expected')
    const raws = async () => {
      const ids = (await mailer.mailbox.list()).map(({ id }) => id).reverse()
      return Promise.all(ids.map(async (id) => Buffer.from((await mailer.mailbox.raw(id))!).toString('utf8')))
    }
    return { mailer, arrived: raws }
  },
  smtp: async () => {
    const start = double.received.length
    return {
      mailer: openMailer({ smtp_url: double.url, folder }),
      arrived: async () => double.received.slice(start).map(({ raw }) => raw),
    }
  },
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'netterms-mail-'))
  double = await startSmtpDouble()
})

afterAll(async () => {
  await Promise.all(opened.map((mailer) => mailer.close()))
  await double.close()
  await rm(folder, { recursive: true, force: true })
})

describe.each(Object.keys(MAILERS))('every mailer: %s', (name) => {
  const start = async () => {
    const made = await MAILERS[name]!()
    opened.push(made.mailer)
    return made
  }

  test('accepts a message and gives each recipient a result', async () => {
    const { mailer, arrived } = await start()
    const message = { ...MESSAGE, cc: [{ address: 'copy@acme.example' }], bcc: [{ address: 'hidden@globex.example' }] }
    const results = await mailer.send(message)
    expect(results.map(({ address, outcome }) => [address, outcome])).toEqual([
      ['ap@acme.example', 'accepted'],
      ['copy@acme.example', 'accepted'],
      ['hidden@globex.example', 'accepted'],
    ])
    expect(results[0]).toMatchObject({ response: expect.stringMatching(/^250 /), id: MESSAGE.message_id })
    const raw = (await arrived())[0]!
    expect(raw).not.toContain('hidden@globex.example')
    expect(await PostalMime.parse(raw)).toMatchObject({
      messageId: MESSAGE.message_id,
      subject: MESSAGE.subject,
      from: { name: 'Dunder Mifflin', address: 'billing@dundermifflin.example' },
      to: [{ name: 'Acme Corp, “Accounts”', address: 'ap@acme.example' }],
      text: expect.stringContaining('Hello'),
      attachments: [{ filename: 'INV-0001.pdf', mimeType: 'application/pdf' }],
    })
  })

  test('a retry carries the same Message-ID', async () => {
    const { mailer, arrived } = await start()
    await mailer.send(MESSAGE)
    await mailer.send(MESSAGE)
    const ids = (await arrived()).map((raw) => /^Message-ID: (.*)$/im.exec(raw)?.[1])
    expect(new Set(ids)).toEqual(new Set([MESSAGE.message_id]))
  })

  test('no field can add a header or a recipient', async () => {
    const { mailer, arrived } = await start()
    const evil = 'x\r\nBcc: victim@globex.example\r\nX-Evil: 1\n\n<script>'
    await mailer.send({
      ...MESSAGE,
      subject: evil,
      from: { name: evil, address: MESSAGE.from.address },
      to: [{ name: evil, address: 'ap@acme.example' }],
      attachments: [{ file_name: evil, content_type: `text/plain\r\nX-Evil: 2`, content: new Uint8Array([1]) }],
    })
    const raw = (await arrived())[0]!
    const parsed = await PostalMime.parse(raw)
    expect(raw).not.toMatch(/^(bcc|x-evil):/im)
    expect(parsed.to).toEqual([expect.objectContaining({ address: 'ap@acme.example' })])
    expect(parsed.subject).not.toMatch(/[\r\n]/)
  })

  test('malformed addresses and headers are refused before anything is sent', async () => {
    const { mailer, arrived } = await start()
    const codeOf = (change: Partial<MailMessage>) =>
      mailer.send({ ...MESSAGE, ...change }).then(
        () => 'sent',
        (error: unknown) => (error instanceof Refusal ? error.code : Promise.reject(error)),
      )
    for (const address of [
      'a@b.example, c@d.example',
      'a@b.example\r\nBcc: c@d.example',
      'a',
      '@b',
      '<a@b.example>',
      'a b@c.example',
    ]) {
      expect(await codeOf({ to: [{ address }] }), address).toBe('mail_address_invalid')
      expect(await codeOf({ from: { address } }), address).toBe('mail_address_invalid')
      expect(await codeOf({ bcc: [{ address }] }), address).toBe('mail_address_invalid')
    }
    for (const headers of [
      { Bcc: 'a@b.example' },
      { 'X-A': 'b\r\nBcc: c@d.example' },
      { 'X-A: b\r\nBcc': 'c' },
      { To: 'x' },
      { From: 'x' },
    ]) {
      expect(await codeOf({ headers: headers as Record<string, string> })).toBe('mail_header_invalid')
    }
    expect(await codeOf({ message_id: '<a@b>\r\nBcc: c@d.example' })).toBe('mail_header_invalid')
    expect(await codeOf({ to: [] })).toBe('mail_recipients_invalid')
    expect(await codeOf({ bcc: Array.from({ length: 50 }, (_, n) => ({ address: `a${n}@b.example` })) })).toBe(
      'mail_recipients_invalid',
    )
    expect(await arrived()).toEqual([])
  })

  test('says whether it is ready', async () => {
    expect((await (await start()).mailer.check()).ready).toBe(true)
  })
})

describe.each(['simulator', 'smtp'])('every mailer that meets other servers: %s', (name) => {
  test('tells refused, deferred and unknown apart, recipient by recipient', async () => {
    const { mailer, arrived } = await MAILERS[name]!()
    opened.push(mailer)
    const mixed = await mailer.send({
      ...MESSAGE,
      to: ['bounce@acme.example', 'ap@acme.example', 'defer@acme.example'].map((address) => ({ address })),
    })
    expect(mixed).toMatchObject([
      { outcome: 'refused', code: '5.1.1', said: expect.stringContaining('No such user') },
      { outcome: 'accepted' },
      { outcome: 'deferred', said: expect.stringContaining('451') },
    ])
    const alone = (address: string) => mailer.send({ ...MESSAGE, to: [{ address }] })
    expect(await alone('bounce@acme.example')).toMatchObject([{ outcome: 'refused' }])
    expect(await alone('defer@acme.example')).toMatchObject([{ outcome: 'deferred' }])
    expect(await alone('unknown@acme.example')).toMatchObject([{ outcome: 'unknown' }])
    expect(await alone('lost@acme.example')).toMatchObject([{ outcome: 'unknown' }])
    expect(await arrived()).toHaveLength(2)
  })
})

describe('smtp', () => {
  const open = (url: string, more: object = {}) => {
    const mailer = openSmtp({ url, connect_timeout_ms: 400, silence_timeout_ms: 400, message_timeout_ms: 800, ...more })
    opened.push(mailer)
    return mailer
  }

  test('connections are used again and never more than allowed', async () => {
    const own = await startSmtpDouble()
    const mailer = open(own.url, { connections_max: 2 })
    const results = await Promise.all(Array.from({ length: 30 }, () => mailer.send(MESSAGE)))
    expect(results.flat().every(({ outcome }) => outcome === 'accepted')).toBe(true)
    expect(own.connections()).toBeLessThanOrEqual(2)
    await own.close()
  })

  test('a connection that died while idle is replaced without anyone noticing', async () => {
    const own = await startSmtpDouble()
    own.behave('closes_idle')
    const mailer = open(own.url)
    for (let round = 0; round < 3; round += 1) {
      expect(await mailer.send(MESSAGE)).toMatchObject([{ outcome: 'accepted' }])
      await new Promise((done) => setTimeout(done, 60))
    }
    expect(own.received).toHaveLength(3)
    await own.close()
  })

  test('nobody there, no greeting and a closed door are deferred', async () => {
    const own = await startSmtpDouble()
    own.behave('silent')
    expect(await open(own.url).send(MESSAGE)).toMatchObject([{ outcome: 'deferred' }])
    expect((await open(own.url).check()).ready).toBe(false)
    await own.close()
    expect(await open(own.url).send(MESSAGE)).toMatchObject([{ outcome: 'deferred' }])
    expect(await open('smtp://nowhere.invalid:2525').send(MESSAGE)).toMatchObject([{ outcome: 'deferred' }])
  })

  test('silence after the text has gone is unknown', async () => {
    const own = await startSmtpDouble()
    own.behave('stalls_after_text')
    expect(await open(own.url).send(MESSAGE)).toMatchObject([{ outcome: 'unknown' }])
    expect(own.received).toHaveLength(1)
    await own.close()
  })

  test('a wrong password is our trouble and not that of the recipient', async () => {
    const own = await startSmtpDouble({ user: 'netterms', password: 'right' })
    expect(await open(own.url).send(MESSAGE)).toMatchObject([{ outcome: 'accepted' }])
    const wrong = await open(own.url.replace('right', 'wrong')).send(MESSAGE)
    expect(wrong).toMatchObject([{ outcome: 'deferred' }])
    expect(JSON.stringify(wrong)).not.toContain('wrong')
    await own.close()
  })

  test('a server without TLS gets no password and no mail when TLS is required', async () => {
    const own = await startSmtpDouble()
    expect(await open(`${own.url}?require_tls=true`).send(MESSAGE)).toMatchObject([{ outcome: 'deferred' }])
    expect(own.received).toHaveLength(0)
    await own.close()
  })

  test('a message above the limit of the server is refused', async () => {
    const text = 'x'.repeat(6_000_000)
    expect(await open(double.url).send({ ...MESSAGE, text })).toMatchObject([{ outcome: 'refused' }])
  })

  test('its address is read with safe defaults', () => {
    expect(parseSmtpUrl('smtp://u%40x:p%3A@mail.example.com')).toMatchObject({
      port: 587,
      require_tls: true,
      user: 'u@x',
      password: 'p:',
    })
    expect(parseSmtpUrl('smtps://mail.example.com')).toMatchObject({ port: 465, secure: true, insecure: false })
    expect(parseSmtpUrl('smtp://127.0.0.1:25')).toMatchObject({ port: 25, require_tls: false })
    expect(() => parseSmtpUrl('http://mail.example.com')).toThrow()
  })
})

describe('capture', () => {
  const open = async () => {
    const place = await mkdtemp(path.join(folder, 'mail-'))
    const mailer = openMailer({ folder: place })
    if (!isCaptured(mailer)) throw new Error('capture expected')
    return { place, mailer }
  }

  test('lists the newest first, page by page, and reads everything back', async () => {
    const { mailer, place } = await open()
    for (let day = 1; day <= 5; day += 1) {
      await mailer.send({
        ...MESSAGE,
        message_id: `<${day}@x.example>`,
        date: new Date(`2026-02-0${day}T09:00:00Z`),
        subject: `Day ${day}`,
      })
    }
    const first = await mailer.mailbox.list({ limit: 2 })
    expect(first.map(({ subject }) => subject)).toEqual(['Day 5', 'Day 4'])
    const next = await mailer.mailbox.list({ limit: 2, before: first[1]!.id })
    expect(next.map(({ subject }) => subject)).toEqual(['Day 3', 'Day 2'])
    const read = await mailer.mailbox.read(first[0]!.id)
    expect(read).toMatchObject({ subject: 'Day 5', recipients: ['ap@acme.example'], html: '<p>Hello</p>\n' })
    expect(read?.files).toMatchObject([{ file_name: 'INV-0001.pdf', content_type: 'application/pdf' }])
    expect((await readdir(place)).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('a retry appears once', async () => {
    const { mailer, place } = await open()
    await mailer.send(MESSAGE)
    const [file] = (await readdir(place)).filter((name) => name.endsWith('.eml'))
    const before = await readFile(path.join(place, file!))
    await mailer.send(MESSAGE)
    expect(await mailer.mailbox.list()).toHaveLength(1)
    expect(await readFile(path.join(place, file!))).toEqual(before)
  })

  test('an id that is a path reads nothing', async () => {
    const { mailer } = await open()
    for (const id of [
      '../../etc/passwd',
      '',
      'x',
      '20260201T090000000Z-0000000000000000',
      '20260201T090000000Z-000000000000000/',
    ]) {
      expect(await mailer.mailbox.read(id)).toBe(null)
      expect(await mailer.mailbox.raw(id)).toBe(null)
    }
    const empty = openMailer({ folder: path.join(folder, 'never-made') })
    expect(isCaptured(empty) && (await empty.mailbox.list())).toEqual([])
  })
})

test('whatever names, subjects and files are called, the header stays as long as it was', async () => {
  const headersOf = async (message: MailMessage) => {
    const [head] = (await composeMail(message)).bytes.toString('latin1').split('\r\n\r\n')
    return [...head!.matchAll(/^([^\s:]+):/gm)].map((found) => found[1])
  }
  const plain = await headersOf(MESSAGE)
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
      const message = {
        ...MESSAGE,
        subject: `S${text}`,
        from: { name: text, address: 'a@b.example' },
        attachments: [{ file_name: text, content_type: text, content: new Uint8Array([1]) }],
      }
      expect(await headersOf(message)).toEqual(plain)
    }),
    { numRuns: 100 },
  )
})

test('addresses are single and plain', () => {
  for (const fine of [
    'a@b.example',
    'first.last+tag@sub.example.co.uk',
    'ünï@müller.example',
    "o'hara@example.com",
    'dev@localhost',
  ]) {
    expect(isMailAddress(fine), fine).toBe(true)
  }
  for (const odd of [
    '',
    'a',
    'a@',
    '@b',
    'a@b@c',
    'a@b.',
    'a@-b',
    '.a@b.example',
    'a..b@c.example',
    '"a b"@c.example',
    'a@[127.0.0.1]',
    'a\u202e@b.example',
    'a@b.example\n',
    `${'x'.repeat(65)}@b.example`,
  ]) {
    expect(isMailAddress(odd), odd).toBe(false)
  }
})
