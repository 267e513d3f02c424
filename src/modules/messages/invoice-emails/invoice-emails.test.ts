import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { signUp } from '../../../../test/visitor.ts'
import { openWorld, type TestCompany, type World } from '../../../../test/world.ts'
import { chooseTemplate } from './rules.ts'

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
const options = (id: string, options: Record<string, unknown>) => call('PATCH', `/email_templates/${id}`, { options })
const subjects = () => sent().map(({ message }) => message.subject)

async function invoice(fields: Record<string, unknown> = {}): Promise<{ id: number; customer: number; number: string }> {
  const customer = await call('POST', '/customers', {
    name: 'Acme Corp',
    email: 'billing@acmecorp.example',
    payment_terms: 'NET 14',
  })
  return call('POST', '/invoices', {
    customer: customer.id,
    items: [{ name: 'Copy paper', quantity: 3, unit_cost: 45 }],
    ...fields,
  })
}

const days = async (count: number) => {
  world.travel(new Date(world.now().getTime() + count * 86_400_000))
  await world.settle()
}

test('the template follows from the state of the invoice', () => {
  expect(chooseTemplate({ paid: true, status: 'paid', sent: false }, true)).toBe('paid_invoice_email')
  expect(chooseTemplate({ paid: false, status: 'past_due', sent: true }, true)).toBe('payment_plan_onboard_email')
  expect(chooseTemplate({ paid: false, status: 'past_due', sent: false }, false)).toBe('late_payment_reminder_email')
  expect(chooseTemplate({ paid: false, status: 'not_sent', sent: false }, false)).toBe('new_invoice_email')
  expect(chooseTemplate({ paid: false, status: 'viewed', sent: true }, false)).toBe('unpaid_invoice_email')
})

test('nothing is sent that nobody asked for', async () => {
  await invoice()
  await world.settle()
  expect(subjects()).toEqual([])
})

test('a mail says which member had it sent; one that a program sends names nobody', async () => {
  const office = await signUp(world, 'front@dundermifflin.example', 'Front Office')
  await office.call('POST', '/companies', {
    name: 'Dunder Mifflin',
    country: 'US',
    currency: 'usd',
    time_zone: 'America/Chicago',
  })
  const { json: customer } = await office.call('POST', '/customers', { name: 'Acme Corp', email: 'billing@acmecorp.example' })
  const { json: made } = await office.call('POST', '/invoices', {
    customer: customer.id,
    items: [{ name: 'Paper', unit_cost: 45 }],
  })
  expect((await office.call('POST', `/invoices/${made.id}/emails`, {})).json).toMatchObject([{ email: customer.email }])
  const { json: mails } = await office.call('GET', `/emails?filter[document_id]=${made.id}&expand=sent_by`)
  expect(mails).toMatchObject([{ sent_by: { email: 'front@dundermifflin.example' } }])

  const { id } = await invoice()
  expect(await call('POST', `/invoices/${id}/emails`, {})).toMatchObject([{ sent_by: null }])
})

test('send=true mails a new invoice once, though the template would too', async () => {
  await options('new_invoice_email', { send_on_issue: true })
  const made = await invoice({ send: true })
  await world.settle()
  await world.settle()
  expect(subjects()).toEqual([`Invoice ${made.number} from Dunder Mifflin`])
  expect(sent()[0]!.raw).toContain('Auto-Submitted: auto-generated')
  expect(await call('GET', `/invoices/${made.id}`)).toMatchObject({ status: 'sent' })
})

test('issuing a draft sends it where the template says so', async () => {
  await options('new_invoice_email', { send_on_issue: true })
  const draft = await invoice({ draft: true })
  await world.settle()
  expect(subjects()).toEqual([])
  await call('PATCH', `/invoices/${draft.id}`, { draft: false })
  await world.settle()
  expect(subjects()).toEqual(['Invoice INV-0001 from Dunder Mifflin'])
})

test('a customer without an address gets no automatic mail, and nothing breaks', async () => {
  await options('new_invoice_email', { send_on_issue: true })
  const customer = await call('POST', '/customers', { name: 'Globex' })
  await call('POST', '/invoices', { customer: customer.id, items: [{ name: 'x', unit_cost: 1 }], send: true })
  await world.settle()
  expect(subjects()).toEqual([])
})

test('a paid invoice is confirmed where wanted, with a paper that says paid', async () => {
  await options('paid_invoice_email', { send_on_paid: true })
  const made = await invoice()
  await call('POST', '/payments', {
    customer: made.customer,
    amount: 135,
    applied_to: [{ type: 'invoice', invoice: made.id, amount: 135 }],
  })
  await world.settle()
  expect(subjects()).toEqual([`Invoice ${made.number} is paid: thank you`])
  expect(sent()[0]!.message.attachments).toHaveLength(1)
})

test('a receipt is mailed on asking', async () => {
  const made = await invoice()
  const payment = await call('POST', '/payments', {
    customer: made.customer,
    method: 'check',
    reference: '1450',
    amount: 135,
    applied_to: [{ type: 'invoice', invoice: made.id, amount: 135 }],
  })
  await world.settle()
  expect(subjects()).toEqual([])
  const [email] = await call('POST', `/payments/${payment.id}/emails`)
  expect(email).toMatchObject({
    state: 'sent',
    template: 'payment_receipt_email',
    document_type: 'payment',
    document_id: payment.id,
    subject: 'Receipt for your payment to Dunder Mifflin',
  })
  expect(email.message).toContain('$135.00')
  expect(email.message).toContain(made.number)
  expect(email.attachments).toEqual([{ name: `Receipt ${payment.id}.pdf`, type: 'application/pdf' }])
  await call('DELETE', `/payments/${payment.id}`)
  expect((await company.call('POST', `/payments/${payment.id}/emails`)).json.code).toBe('payment_voided')
})

test('reminders follow each other by as many days as the template says, until it is paid', async () => {
  await options('new_invoice_email', { send_reminder_every_days: 10 })
  const made = await invoice()
  await call('POST', `/invoices/${made.id}/emails`)
  await days(9)
  expect(subjects()).toHaveLength(1)
  await days(1)
  expect(subjects().slice(1)).toEqual([`Reminder: invoice ${made.number} from Dunder Mifflin`])
  await days(10)
  expect(subjects().slice(2)).toEqual([`Invoice ${made.number} is past due`])
  await call('POST', '/payments', {
    customer: made.customer,
    amount: 135,
    applied_to: [{ type: 'invoice', invoice: made.id, amount: 135 }],
  })
  await days(11)
  expect(subjects()).toHaveLength(3)
})

test('files of an invoice travel along where the template says so', async () => {
  await options('new_invoice_email', { attach_secondary_files: true, attach_pdf: false })
  const form = new FormData()
  form.set('file', new Blob(['terms'], { type: 'text/plain' }), 'terms.txt')
  const upload = await world.app.fetch(
    new Request('http://localhost:3000/api/files', {
      method: 'POST',
      headers: { host: 'localhost:3000', authorization: `Basic ${btoa(`${company.key}:`)}` },
      body: form,
    }),
  )
  const file = (await upload.json()) as { id: number }
  const made = await invoice({ attachments: [file.id] })
  const [email] = await call('POST', `/invoices/${made.id}/emails`)
  expect(email.attachments).toEqual([{ name: 'terms.txt', type: 'text/plain' }])
  expect(Buffer.from(sent()[0]!.message.attachments![0]!.content).toString()).toBe('terms')
})

test('sender, answers and copies are as the company set them', async () => {
  const settings = await company.call('PATCH', '/company', {
    body: {
      settings: {
        email: { from_name: 'Dunder Billing', reply_to: 'answers@dundermifflin.example', bcc: 'archive@dundermifflin.example' },
      },
    },
  })
  expect(settings.status, settings.text).toBe(200)
  world.platform.companies.forget(company.id)
  const made = await invoice()
  await call('POST', `/invoices/${made.id}/emails`)
  const { message, recipients } = sent()[0]!
  expect(message.from.name).toBe('Dunder Billing')
  expect(message.reply_to?.address).toBe('answers@dundermifflin.example')
  expect(recipients).toContain('archive@dundermifflin.example')
})

test('who pays through a gateway gets a receipt, once, where they want it', async () => {
  const made = await invoice()
  const charge = {
    customer: made.customer,
    method: 'credit_card',
    amount: 135,
    gateway_token: 'tok_visa_4242',
    receipt_email: 'books@acmecorp.example',
    applied_to: [{ type: 'invoice', invoice: made.id, amount: 135 }],
  }
  await call('POST', '/charges', charge)
  await world.settle()
  await world.settle()
  expect(sent().map(({ message, recipients }) => [message.subject, recipients])).toEqual([
    ['Receipt for your payment to Dunder Mifflin', ['books@acmecorp.example']],
  ])
  await options('payment_receipt_email', { send_on_charge: false })
  await call('POST', '/charges', { ...charge, applied_to: [], amount: 10 }).catch(() => undefined)
  await world.settle()
  expect(sent()).toHaveLength(1)
})

test('who gets money back is told, once', async () => {
  const made = await invoice()
  const payment = await call('POST', '/charges', {
    customer: made.customer,
    method: 'credit_card',
    amount: 135,
    gateway_token: 'tok_visa_4242',
    applied_to: [{ type: 'invoice', invoice: made.id, amount: 135 }],
  })
  await world.settle()
  await call('POST', `/charges/${payment.charge.id}/refunds`, { amount: 35 })
  await world.settle()
  await world.settle()
  expect(subjects()).toEqual(['Receipt for your payment to Dunder Mifflin', 'Your refund from Dunder Mifflin'])
  expect(sent()[1]!.message.text).toContain('$35.00')
  expect(sent()[1]!.message.text).toContain('$135.00')
})

test('a plan that waits for its customer is what an invoice is mailed with', async () => {
  await options('payment_plan_onboard_email', { send_on_issue: true })
  const made = await invoice()
  const date = Math.floor(world.now().getTime() / 1000) + 30 * 86_400
  await call('PUT', `/invoices/${made.id}/payment_plan`, {
    installments: [{ date, amount: 135 }],
    autopay: '0',
    require_approval: true,
  })
  await world.settle()
  expect(subjects()).toEqual([`Your payment plan for invoice ${made.number}`])
  const [again] = await call('POST', `/invoices/${made.id}/emails`)
  expect(again.template).toBe('payment_plan_onboard_email')
})
