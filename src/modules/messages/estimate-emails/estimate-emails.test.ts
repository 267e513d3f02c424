import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openWorld, type TestCompany, type World } from '../../../../test/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

/** Each story has a company of its own, and sees only the mail that came since it began. */
let company: TestCompany
let before = 0
beforeEach(async () => {
  company = await world.newCompany('Dunder Mifflin')
  before = world.mail.sent.length
})
const sent = () => world.mail.sent.slice(before)

const call = async (method: string, path: string, body?: unknown) => {
  const answer = await company.call(method, path, body === undefined ? {} : { body })
  expect(answer.status, answer.text).toBeLessThan(400)
  return answer.json
}
const subjects = () => sent().map(({ message }) => message.subject)

const draft = async (fields: Record<string, unknown> = {}) => {
  const customer = await call('POST', '/customers', { name: 'Acme Corp', email: 'billing@acmecorp.example' })
  return { customer: customer.id, items: [{ name: 'Copy paper', quantity: 3, unit_cost: 45 }], ...fields }
}

async function paperText(path: string, key: string | null): Promise<string> {
  const headers = { host: 'localhost:3000', accept: 'application/pdf', ...(key && { authorization: `Basic ${btoa(`${key}:`)}` }) }
  const response = await world.app.fetch(new Request(`http://localhost:3000${path}`, { headers }))
  expect(response.status).toBe(200)
  return (await extractText(await getDocumentProxy(new Uint8Array(await response.arrayBuffer())), { mergePages: true })).text
}

const days = async (count: number) => {
  world.travel(new Date(world.now().getTime() + count * 86_400_000))
  await world.settle()
}

test('an estimate is mailed, printed and counted as sent', async () => {
  const estimate = await call('POST', '/estimates', await draft())
  const [mail] = await call('POST', `/estimates/${estimate.id}/emails`)
  expect(mail).toMatchObject({
    state: 'sent',
    template: 'estimate_email',
    subject: `Estimate ${estimate.number} from Dunder Mifflin`,
    document_type: 'estimate',
    attachments: [],
  })
  expect(mail.message).toContain('$135.00')
  expect(mail.message).toContain(estimate.url)
  expect((await call('GET', `/estimates/${estimate.id}`)).status).toBe('sent')
  expect(await paperText(`/api/estimates/${estimate.id}`, company.key)).toContain(estimate.number)
  expect(await paperText(new URL(estimate.pdf_url).pathname, null)).toContain('135.00')
  const draftOnly = await call('POST', '/estimates', await draft({ draft: true }))
  expect((await company.call('POST', `/estimates/${draftOnly.id}/emails`)).json.code).toBe('estimate_not_sendable')
  expect((await world.request('GET', new URL(draftOnly.pdf_url).pathname)).status).toBe(404)
})

test('an estimate is mailed by itself where wanted, and its reader is reminded until they decide', async () => {
  await call('PATCH', '/email_templates/estimate_email', {
    options: { send_on_issue: true, attach_pdf: true, send_reminder_every_days: 5 },
  })
  const estimate = await call('POST', '/estimates', await draft({ send: true }))
  await world.settle()
  expect(subjects()).toHaveLength(1)
  expect(sent()[0]!.message.attachments).toHaveLength(1)
  await days(6)
  expect(subjects()).toHaveLength(2)
  await call('PATCH', `/estimates/${estimate.id}`, { approved: 'AC' })
  await days(6)
  expect(subjects()).toHaveLength(2)
})

test('a credit note is mailed with its paper; the copy made at issue is kept', async () => {
  await call('PATCH', '/email_templates/credit_note_email', { options: { send_on_issue: true } })
  const note = await call('POST', '/credit_notes', await draft())
  await world.settle()
  expect(subjects()).toEqual([`Credit note ${note.number} from Dunder Mifflin`])
  expect(sent()[0]!.message.attachments!.map(({ file_name }) => file_name)).toEqual([`Credit note ${note.number}.pdf`])
  expect(await call('GET', `/credit_notes/${note.id}`)).toMatchObject({ sent: true })
  expect(await paperText(`/api/credit_notes/${note.id}`, company.key)).toContain('135.00')
  expect(await paperText(new URL(note.pdf_url).pathname, null)).toContain(note.number)
  const { rows } = await world.database.ownerPool.query(
    "select 1 from papers where document_type = 'credit_note' and document_id = $1",
    [note.id],
  )
  expect(rows).toHaveLength(1)
  const again = await call('POST', `/credit_notes/${note.id}/emails`, { to: [{ email: 'ap@globex.example' }] })
  expect(again[0]).toMatchObject({ state: 'sent', template: 'credit_note_email', email: 'ap@globex.example' })
  const only = await call('POST', '/credit_notes', await draft({ draft: true }))
  expect((await company.call('POST', `/credit_notes/${only.id}/emails`)).json.code).toBe('credit_note_not_sendable')
})
