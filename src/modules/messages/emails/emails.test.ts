import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type TestCompany, type World } from '../../../../test/world.ts'
import { deliverEmails, queueEmails } from './service.ts'

let world: World
let acme: TestCompany
beforeAll(async () => {
  world = await openWorld()
  acme = world.acme
})
afterAll(() => world.close())

const ITEMS = [
  { name: 'Copy paper, Case', quantity: 3, unit_cost: 45 },
  { name: 'Delivery', quantity: 1, unit_cost: 10 },
]
let made = 0

interface Made {
  readonly id: number
  readonly customer: number
  readonly url: string
  readonly number: string
}

async function customer(fields: Record<string, unknown> = {}): Promise<number> {
  return (
    await acme.call('POST', '/customers', {
      body: { name: 'Acme Corp', email: `billing${++made}@acmecorp.example`, payment_terms: 'NET 30', ...fields },
    })
  ).json.id
}

async function invoice(fields: Record<string, unknown> = {}, of: Record<string, unknown> = {}): Promise<Made> {
  const { status, json, text } = await acme.call('POST', '/invoices', {
    body: { customer: await customer(of), items: ITEMS, tax: 3.85, ...fields },
  })
  expect(status, text).toBe(201)
  return json
}

const mailsTo = (address: string) => world.mail.sent.filter(({ recipients }) => recipients.includes(address))
const addressOf = async (id: number) => (await acme.call('GET', `/customers/${id}`)).json.email as string

/** The decoded HTML of the last message to somebody, with its links. */
function lastHtml(address: string): string {
  return mailsTo(address).at(-1)!.message.html!
}

function pixelOf(address: string): string {
  return new URL(/src="([^"]+\/o\/[^"]+\.gif)"/.exec(lastHtml(address))![1]!).pathname
}

test('an invoice is sent on asking, with its PDF and a button; it is sent once it was accepted', async () => {
  const made = await invoice()
  const { status, json, text } = await acme.call('POST', `/invoices/${made.id}/emails`)
  expect(status, text).toBe(201)
  expect(json).toHaveLength(1)
  expect(json[0]).toMatchObject({
    object: 'email',
    state: 'sent',
    template: 'new_invoice_email',
    opens: 0,
    reject_reason: null,
    language: 'en',
    subject: `Invoice ${made.number} from Dunder Mifflin`,
  })
  expect(json[0].id).toMatch(/^[0-9a-f]{32}$/)
  expect((await acme.call('GET', `/invoices/${made.id}`)).json).toMatchObject({ status: 'sent', sent: true })
  const address = await addressOf(made.customer)
  const { message, raw } = mailsTo(address)[0]!
  expect(message.from).toEqual({ name: 'Dunder Mifflin', address: 'no-reply@localhost' })
  expect(message.attachments!.map(({ file_name, content_type }) => [file_name, content_type])).toEqual([
    [`Invoice ${made.number}.pdf`, 'application/pdf'],
  ])
  expect(message.html).toContain('View Invoice')
  expect(message.html).toContain(made.url)
  expect(message.text).toContain('$148.85')
  expect(message.text).toContain(made.url)
  expect(raw).not.toContain('Auto-Submitted')
})

test('opening the mail is counted, with its time', async () => {
  const made = await invoice()
  const [email] = (await acme.call('POST', `/invoices/${made.id}/emails`)).json
  const picture = await world.request('GET', pixelOf(await addressOf(made.customer)), {
    headers: { 'user-agent': 'A mail program' },
  })
  expect(picture.status).toBe(200)
  expect(picture.headers.get('content-type')).toBe('image/gif')
  const opened = (await acme.call('GET', `/emails/${email.id}`)).json
  expect(opened).toMatchObject({ opens: 1, opens_detail: [{ timestamp: 1416322800, user_agent: 'A mail program' }] })
  expect((await acme.call('GET', `/invoices/${made.id}`)).json.viewed).toBe(false)
})

test('a picture of nobody is a picture all the same', async () => {
  for (const name of [
    '1-AAAAAAAAAAAAAAAAAAAAAAAA.gif',
    'zzzzzzzzzz-AAAAAAAAAAAAAAAAAAAAAAAA.gif',
    'x',
    `${acme.id.toString(36)}-AAAAAAAAAAAAAAAAAAAAAAAA.gif`,
  ]) {
    expect((await world.request('GET', `/o/${name}`)).status).toBe(200)
  }
})

test('a mail that the server refuses is bounced and says why; the invoice is not sent', async () => {
  const made = await invoice({}, { email: 'bounce@acmecorp.example' })
  const { status, json } = await acme.call('POST', `/invoices/${made.id}/emails`)
  expect(status).toBe(201)
  expect(json[0]).toMatchObject({ state: 'bounced', reject_reason: '550 5.1.1 No such user here' })
  expect((await acme.call('GET', `/invoices/${made.id}`)).json).toMatchObject({ status: 'not_sent', sent: false })
  const attention = (await acme.call('GET', `/emails?needs_attention=1&filter[document_id]=${made.id}`)).json
  expect(attention.map(({ id }: { id: string }) => id)).toEqual([json[0].id])
  expect((await acme.call('GET', '/events?filter[type]=email.not_sent')).json.length).toBeGreaterThan(0)
})

test('one of several recipients suffices', async () => {
  const made = await invoice()
  const { json } = await acme.call('POST', `/invoices/${made.id}/emails`, {
    body: { to: [{ name: 'Accounts', email: 'bounce@globex.example' }, { email: 'ap@globex.example' }] },
  })
  expect(json.map(({ state }: { state: string }) => state).sort()).toEqual(['bounced', 'sent'])
  expect((await acme.call('GET', `/invoices/${made.id}`)).json.status).toBe('sent')
})

test('without recipients the primary contacts and the customer are written to, five at most', async () => {
  const id = await customer()
  for (let i = 1; i <= 6; i++)
    await acme.call('POST', `/customers/${id}/contacts`, {
      body: { name: `Office ${i}`, email: `office${i}@acmecorp.example`, primary: i !== 3 },
    })
  const made = (await acme.call('POST', '/invoices', { body: { customer: id, items: ITEMS } })).json
  const { json } = await acme.call('POST', `/invoices/${made.id}/emails`)
  expect(json.map(({ email }: { email: string }) => email)).toEqual([1, 2, 4, 5, 6].map((i) => `office${i}@acmecorp.example`))
  expect(mailsTo('office2@acmecorp.example').at(-1)!.message.text).toContain('Hello Office 2,')
})

test('nobody to write to, a malformed address and too many of them are refused by field', async () => {
  const lonely = await invoice({}, { email: null })
  expect((await acme.call('POST', `/invoices/${lonely.id}/emails`)).json).toMatchObject({ code: 'no_recipient', param: 'to' })
  const send = async (body: unknown) => (await acme.call('POST', `/invoices/${lonely.id}/emails`, { body })).json
  expect((await send({ to: [{ email: 'nobody' }] })).param).toBe('to[0].email')
  expect((await send({ to: [{ email: 'a@b.example\nBcc: all@b.example' }] })).param).toBe('to[0].email')
  expect((await send({ to: Array.from({ length: 6 }, (_, i) => ({ email: `a${i}@b.example` })) })).param).toBe('to')
  expect((await send({ to: [{ email: 'a@b.example' }], bcc: 'a@b.example, nobody' })).param).toMatch(/^bcc/)
  expect((await send({ to: [{ email: 'a@b.example' }], template: 'no_such_email' })).param).toBe('template')
  expect((await send({ to: [{ email: 'a@b.example' }], template: 'refund_email' })).param).toBe('template')
  expect(await send({ to: [{ email: 'a@b.example' }], message: 'Hi {{ cusotmer_name }}' })).toMatchObject({
    code: 'unknown_variable',
    param: 'message',
  })
  expect((await acme.call('POST', '/invoices/1/emails')).status).toBe(404)
  expect((await world.globex.call('POST', `/invoices/${lonely.id}/emails`)).status).toBe(404)
})

test('a draft and a voided invoice are not sent', async () => {
  const draft = await invoice({ draft: true })
  expect((await acme.call('POST', `/invoices/${draft.id}/emails`)).json.code).toBe('invoice_not_sendable')
  const voided = await invoice()
  await acme.call('POST', `/invoices/${voided.id}/void`)
  expect((await acme.call('POST', `/invoices/${voided.id}/emails`)).status).toBe(400)
})

test('own words and a copy unseen; whatever a value holds stays a value', async () => {
  const made = await invoice({}, { name: 'Acme\u202e {{ 7 | times: 6 }} <b>[x](https://evil.example)' })
  const { json, text } = await acme.call('POST', `/invoices/${made.id}/emails`, {
    body: {
      to: [{ email: 'own@globex.example' }],
      bcc: 'archive@dundermifflin.example',
      subject: 'About {{ invoice_number }} for {{ customer_name }}',
      message: 'Dear {{ customer_name }},\n\nplease see **{{ total }}**.',
    },
  })
  expect(json[0], text).toMatchObject({
    state: 'sent',
    subject: `About ${made.number} for Acme {{ 7 | times: 6 }} <b>[x](https://evil.example)`,
  })
  const { message, recipients, raw } = mailsTo('own@globex.example')[0]!
  expect(recipients).toEqual(['own@globex.example', 'archive@dundermifflin.example'])
  expect(message.html).toContain('&lt;b&gt;')
  expect(message.html).not.toContain('href="https://evil.example')
  expect(message.html).toContain(made.url)
  expect(raw.split('\r\n\r\n')[0]).not.toMatch(/^bcc:/im)
})

test('header lines cannot be smuggled into a subject or a name', async () => {
  const made = await invoice()
  const { status, json } = await acme.call('POST', `/invoices/${made.id}/emails`, {
    body: { to: [{ email: 'h@globex.example', name: 'x\r\nBcc: all@globex.example' }] },
  })
  expect([status, json.param]).toEqual([400, 'to[0].name'])
  const templated = await acme.call('POST', `/invoices/${made.id}/emails`, {
    body: { to: [{ email: 'h@globex.example' }], subject: "{{ 'a\nBcc: all@globex.example' }}" },
  })
  expect(templated.status).toBe(400)
  await acme.call('POST', `/invoices/${made.id}/emails`, {
    body: { to: [{ email: 'h@globex.example' }], subject: '{% assign a = invoice_number %}{{ a | append: notes }}' },
  })
  expect(mailsTo('h@globex.example').every(({ raw }) => !/^bcc: /im.test(raw.split('\r\n\r\n')[0]!))).toBe(true)
})

test('a server that defers is asked again later, under the same Message-ID', async () => {
  const address = 'defer-once@acmecorp.example'
  const made = await invoice({}, { email: address })
  const [email] = (await acme.call('POST', `/invoices/${made.id}/emails`)).json
  expect(email).toMatchObject({ state: 'deferred', reject_reason: '451 4.7.1 Try again later' })
  await world.settle()
  expect((await acme.call('GET', `/emails/${email.id}`)).json.state).toBe('deferred')
  world.travel(new Date(world.now().getTime() + 61_000))
  await world.settle()
  const sent = (await acme.call('GET', `/emails/${email.id}`)).json
  expect(sent).toMatchObject({ state: 'sent', reject_reason: null, attempts_made: 2 })
  expect(sent.transcript.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['deferred', 'accepted'])
  expect((await acme.call('GET', `/invoices/${made.id}`)).json.status).toBe('sent')
  expect(mailsTo(address)).toHaveLength(1)
  expect(mailsTo(address)[0]!.message.message_id).toBe(`<${email.id}@localhost>`)
})

test('an attempt whose end nobody knows is repeated under the same Message-ID, until the reader opens it', async () => {
  const address = 'lost@acmecorp.example'
  const made = await invoice({}, { email: address })
  const [email] = (await acme.call('POST', `/invoices/${made.id}/emails`)).json
  expect(email.state).toBe('deferred')
  world.travel(new Date(world.now().getTime() + 61_000))
  await world.settle()
  expect(new Set(mailsTo(address).map(({ message }) => message.message_id)).size).toBe(1)
  expect(mailsTo(address)).toHaveLength(2)
  await world.request('GET', pixelOf(address))
  expect((await acme.call('GET', `/emails/${email.id}`)).json).toMatchObject({ state: 'sent', opens: 1, next_attempt_at: null })
  world.travel(new Date(world.now().getTime() + 3_600_000))
  await world.settle()
  expect(mailsTo(address)).toHaveLength(2)
})

test('after three days of trying a mail is given up, and can be tried again by hand', async () => {
  const address = 'defer@acmecorp.example'
  const made = await invoice({}, { email: address })
  const [email] = (await acme.call('POST', `/invoices/${made.id}/emails`)).json
  for (let i = 0; i < 20; i++) {
    world.travel(new Date(world.now().getTime() + 6 * 3_600_000 + 1000))
    await world.settle()
  }
  expect((await acme.call('GET', `/emails/${email.id}`)).json).toMatchObject({
    state: 'soft-bounced',
    next_attempt_at: null,
    attempts_made: 16,
  })
  const again = await acme.call('POST', `/emails/${email.id}/retry`)
  expect([again.status, again.json.state, again.json.attempts_made]).toEqual([200, 'deferred', 1])
  const sent = (await acme.call('POST', `/invoices/${(await invoice()).id}/emails`)).json[0]
  expect((await acme.call('POST', `/emails/${sent.id}/retry`)).json.code).toBe('email_sent')
})

/** Mails that wait for a job, as any noun may write them. */
async function waiting(count: number): Promise<string[]> {
  const made = await invoice()
  const { findCustomer } = await import('../../customers/customers/service.ts')
  const { openWork } = await import('../../../platform/work.ts')
  return openWork(world.platform, { companyId: acme.id, actor: { kind: 'system' } }, async (work) => {
    const to = await findCustomer(work, made.customer)
    const ids: string[] = []
    for (let i = 0; i < count; i++) {
      const [email] = await queueEmails(work, {
        template: 'statement_email',
        customer: to,
        document: { type: 'customer', id: to.id },
        to: [{ email: `crowd${made.id}-${i}@acmecorp.example`, name: null }],
        values: () => ({ statement_start_date: '' }),
      })
      ids.push(email!.id)
    }
    return ids
  })
}

test('several deliverers at once send each mail once', async () => {
  const before = world.mail.sent.length
  await waiting(12)
  await Promise.all([1, 2, 3].map(() => deliverEmails(world.platform, acme.id)))
  expect(world.mail.sent.length - before).toBe(12)
  expect(new Set(world.mail.sent.slice(before).map(({ message }) => message.message_id)).size).toBe(12)
})

test('a process that dies between the server and the record repeats at most that mail, under the same Message-ID', async () => {
  const [id] = await waiting(1)
  const before = world.mail.sent.length
  const dying = {
    ...world.platform,
    outside: {
      ...world.platform.outside,
      mail: {
        ...world.platform.outside.mail,
        send: async (message: Parameters<typeof world.mail.send>[0]) => {
          await world.platform.outside.mail.send(message)
          throw new Error('the process was killed')
        },
      },
    },
  }
  await expect(deliverEmails(dying, acme.id)).rejects.toThrow('killed')
  await deliverEmails(world.platform, acme.id)
  expect(world.mail.sent.length - before).toBe(1)
  world.travel(new Date(world.now().getTime() + 11 * 60_000))
  await world.settle()
  const sent = world.mail.sent.slice(before).map(({ message }) => message.message_id)
  expect(sent).toEqual([`<${id}@localhost>`, `<${id}@localhost>`])
  expect((await acme.call('GET', `/emails/${id}`)).json.state).toBe('sent')
  await world.settle()
  expect(world.mail.sent.length - before).toBe(2)
})

test('a rehearsal shows the mail and sends nothing', async () => {
  const made = await invoice()
  const before = world.mail.sent.length
  const { status, json, text } = await acme.call('POST', `/invoices/${made.id}/emails?dry_run=true`)
  expect(status, text).toBe(201)
  expect(json[0].message).toContain('$148.85')
  await world.settle()
  expect(world.mail.sent.length).toBe(before)
  expect((await acme.call('GET', `/emails?filter[document_id]=${made.id}`)).json).toEqual([])
})

test('repeating the call with its key sends once', async () => {
  const made = await invoice()
  const before = world.mail.sent.length
  const headers = { 'idempotency-key': 'send-once-please' }
  const first = await acme.call('POST', `/invoices/${made.id}/emails`, { headers })
  const again = await acme.call('POST', `/invoices/${made.id}/emails`, { headers })
  expect(again.text).toBe(first.text)
  expect(world.mail.sent.length - before).toBe(1)
})

test('mails are listed, narrowed and shown to their company alone', async () => {
  const made = await invoice()
  const [email] = (await acme.call('POST', `/invoices/${made.id}/emails`)).json
  const { json, headers } = await acme.call(
    'GET',
    `/emails?filter[document_type]=invoice&filter[document_id]=${made.id}&expand=customer`,
  )
  expect(json).toHaveLength(1)
  expect(json[0].customer.name).toBe('Acme Corp')
  expect(headers.get('x-total-count')).toBe('1')
  expect((await acme.call('GET', `/emails/${email.id}?include=html`)).json.html).toContain('<!doctype html>')
  expect((await world.globex.call('GET', `/emails/${email.id}`)).status).toBe(404)
  expect((await world.globex.call('GET', '/emails')).json).toEqual([])
})

test('a mail server that takes its time does not hold the caller: the answer says queued, the end is recorded later', async () => {
  const made = await invoice()
  const mailer = world.platform.outside.mail as { send: typeof world.mail.send }
  const send = mailer.send
  const { promise: gate, resolve: release } = Promise.withResolvers<void>()
  mailer.send = async (message) => {
    await gate
    return send(message)
  }
  const { status, json } = await acme.call('POST', `/invoices/${made.id}/emails`)
  mailer.send = send
  expect([status, json[0].state]).toEqual([201, 'queued'])
  await world.settle()
  expect((await acme.call('GET', `/emails/${json[0].id}`)).json.state).toBe('queued')
  release()
  await expect.poll(async () => (await acme.call('GET', `/emails/${json[0].id}`)).json.state).toBe('sent')
  expect(mailsTo(await addressOf(made.customer))).toHaveLength(1)
})

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test("the company's logo travels inside the mail, not as an attachment", async () => {
  const company = await world.newCompany('Globex')
  const form = new FormData()
  form.set('file', new Blob([PNG], { type: 'image/png' }), 'our logo.png')
  const headers = { host: 'localhost:3000', authorization: `Basic ${btoa(`${company.key}:`)}` }
  const upload = await world.app.fetch(new Request('http://localhost:3000/api/files', { method: 'POST', headers, body: form }))
  const { id } = (await upload.json()) as { id: number }
  const changed = await company.call('PATCH', '/company', { body: { logo_file: id } })
  expect(changed.status, changed.text).toBe(200)
  world.platform.companies.forget(company.id)
  const buyer = (await company.call('POST', '/customers', { body: { name: 'Acme Corp', email: 'logo@acmecorp.example' } })).json
  const bill = (await company.call('POST', '/invoices', { body: { customer: buyer.id, items: ITEMS } })).json
  const [email] = (await company.call('POST', `/invoices/${bill.id}/emails`)).json
  expect(email.attachments.map(({ type }: { type: string }) => type)).toEqual(['application/pdf'])
  const { message, raw } = mailsTo('logo@acmecorp.example')[0]!
  expect(message.html).toContain('<img src="cid:logo.png" alt="Globex"')
  expect(message.attachments!.find(({ content_id }) => content_id === 'logo.png')?.content).toEqual(new Uint8Array(PNG))
  expect(raw).toMatch(/Content-ID: <logo\.png>/i)
})
