import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World } from '../../../../test/world.ts'
import { checkTemplate } from '../../../platform/templating.ts'
import { TEMPLATE_IDS, TEMPLATES } from './catalog.ts'
import { TEXT_LANGUAGES, textsIn } from './texts.ts'
import { buttonOf, variablesOf } from './variables.ts'

describe('our own texts', () => {
  test.each(TEXT_LANGUAGES)('in %s name only what there is, and the button that there is', (language) => {
    for (const id of TEMPLATE_IDS) {
      const { family } = TEMPLATES[id]
      const { subject, body, button } = textsIn(language).templates[id]
      expect([id, ...checkTemplate(subject, variablesOf(family)), ...checkTemplate(body, variablesOf(family))]).toEqual([id])
      const name = buttonOf(family)
      const shows =
        name === null || id === 'refund_email' || id === 'payment_receipt_email'
          ? button === null
          : body.includes(`{{ ${name} }}`) && button !== null
      expect([id, shows]).toEqual([id, true])
    }
  })
})

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const call = (method: string, path: string, body?: unknown) => world.acme.call(method, path, body === undefined ? {} : { body })

test('every published template is there, with its options and variables', async () => {
  const { json, headers } = await call('GET', '/email_templates')
  expect(json.map(({ id }: { id: string }) => id)).toEqual(TEMPLATE_IDS)
  expect(headers.get('x-total-count')).toBe(String(TEMPLATE_IDS.length))
  const found = json.find(({ id }: { id: string }) => id === 'new_invoice_email')
  expect(found).toMatchObject({
    type: 'invoice',
    language: 'en',
    customized: false,
    template_engine: 'twig',
    languages: ['de', 'en', 'es', 'fr'],
    options: {
      send_on_subscription_invoice: true,
      send_on_issue: false,
      send_reminder_every_days: 0,
      attach_pdf: true,
      attach_secondary_files: false,
      button_text: null,
    },
  })
  expect(found.variables).toContain('view_invoice_button')
  expect((await call('GET', '/email_templates?filter[type]=estimate')).json.map(({ id }: { id: string }) => id)).toEqual([
    'estimate_email',
  ])
  expect((await call('GET', '/email_templates/new_invoice_email?language=de')).json.subject).toContain('Rechnung')
  expect((await call('GET', '/email_templates/nothing_email')).status).toBe(404)
})

test('a text is changed per language, options for all, and both can be taken back', async () => {
  const changed = await call('PATCH', '/email_templates/new_invoice_email', {
    subject: 'Your bill {{ invoice_number }}',
    options: { attach_pdf: '0', button_text: 'Open the bill' },
  })
  expect(changed.status, changed.text).toBe(201)
  expect(changed.json).toMatchObject({
    subject: 'Your bill {{ invoice_number }}',
    customized: true,
    options: { attach_pdf: false, button_text: 'Open the bill', send_on_issue: false },
  })
  expect(changed.json.body).toContain('view_invoice_button')
  expect((await call('GET', '/email_templates/new_invoice_email?language=de')).json).toMatchObject({
    customized: false,
    options: { attach_pdf: false },
  })
  await call('PATCH', '/email_templates/new_invoice_email?language=de', { subject: 'Ihre Rechnung {{ invoice_number }}' })
  expect((await call('GET', '/email_templates/new_invoice_email?language=de')).json).toMatchObject({
    subject: 'Ihre Rechnung {{ invoice_number }}',
    language: 'de',
    customized: true,
  })
  expect((await call('GET', '/email_templates/new_invoice_email')).json.subject).toBe('Your bill {{ invoice_number }}')
  expect((await world.globex.call('GET', '/email_templates/new_invoice_email')).json.customized).toBe(false)
  expect((await call('DELETE', '/email_templates/new_invoice_email?language=de')).status).toBe(204)
  expect((await call('GET', '/email_templates/new_invoice_email?language=de')).json.customized).toBe(false)
  expect((await call('DELETE', '/email_templates/new_invoice_email')).status).toBe(204)
  expect((await call('GET', '/email_templates/new_invoice_email')).json).toMatchObject({
    customized: false,
    options: { attach_pdf: true, button_text: null },
  })
  expect((await call('DELETE', '/email_templates/new_invoice_email')).status).toBe(404)
})

test('a company makes templates of its own', async () => {
  const draft = {
    id: 'thank_you',
    name: 'Thank you',
    type: 'invoice',
    language: 'en',
    subject: 'Thank you, {{customer_name}}',
    body: 'For {{{invoice_number}}}.',
    template_engine: 'mustache',
  }
  const made = await call('POST', '/email_templates', draft)
  expect(made.status, made.text).toBe(201)
  expect(made.json).toMatchObject({
    id: 'thank_you',
    template_engine: 'mustache',
    languages: ['en'],
    options: { attach_pdf: true },
  })
  expect((await call('POST', '/email_templates', draft)).json).toMatchObject({ code: 'id_taken', param: 'id' })
  expect((await call('GET', '/email_templates')).json.at(-1).id).toBe('thank_you')
  const invoice = await oneInvoice()
  const [mail] = (await call('POST', `/invoices/${invoice}/emails`, { template: 'thank_you' })).json
  expect(mail).toMatchObject({ template: 'thank_you', subject: 'Thank you, Acme Corp', state: 'sent' })
  expect((await call('DELETE', '/email_templates/thank_you')).status).toBe(204)
  expect((await call('GET', '/email_templates/thank_you')).status).toBe(404)
})

test('what cannot work is refused by field and name', async () => {
  const refused = async (body: unknown, path = '/email_templates/new_invoice_email') => (await call('PATCH', path, body)).json
  expect(await refused({ body: 'Hi {{ nmae }} and {{ estimate_number }}' })).toMatchObject({
    code: 'unknown_variable',
    param: 'body',
  })
  expect((await refused({ body: 'Hi {{ nmae }} and {{ estimate_number }}' })).message).toMatch(/"nmae", "estimate_number"/)
  expect(await refused({ subject: '{% if %}' })).toMatchObject({ code: 'template_invalid', param: 'subject' })
  expect(await refused({ body: "{% include 'secret' %}" })).toMatchObject({ code: 'template_invalid', param: 'body' })
  expect(await refused({ options: { attach_pdf: 'perhaps' } })).toMatchObject({ param: 'options.attach_pdf' })
  expect(await refused({ options: { send_reminder_every_days: 1.5 } })).toMatchObject({
    param: 'options.send_reminder_every_days',
  })
  expect(await refused({ options: { days_before_renewal: 3 } })).toMatchObject({ code: 'unknown_option' })
  expect(await refused({ type: 'estimate' })).toMatchObject({ code: 'type_fixed' })
  expect(await refused({ subject: 'x' }, '/email_templates/mine')).toMatchObject({ param: 'type' })
  expect(await refused({ subject: 'x', type: 'invoice' }, '/email_templates/mine')).toMatchObject({
    code: 'text_missing',
    param: 'body',
  })
  expect(await refused({ subject: 'x\r\nBcc: all@globex.example' })).toMatchObject({ param: 'subject' })
})

async function oneInvoice(fields: Record<string, unknown> = {}): Promise<number> {
  const customer = (await call('POST', '/customers', { name: 'Acme Corp', email: 'billing@acmecorp.example', ...fields })).json.id
  return (await call('POST', '/invoices', { customer, items: [{ name: 'Copy paper', quantity: 3, unit_cost: 45 }] })).json.id
}

test('a preview fills in an example, or an invoice, and keeps nothing', async () => {
  const example = await call('POST', '/email_templates/late_payment_reminder_email/preview')
  expect(example.status, example.text).toBe(200)
  expect(example.json).toMatchObject({ subject: 'Invoice INV-0001 is past due', language: 'en' })
  expect(example.json.html).toContain('View Invoice')
  const own = await call('POST', '/email_templates/new_invoice_email/preview', {
    invoice: await oneInvoice(),
    subject: 'Only {{ total }}',
    language: 'fr',
  })
  expect(own.json).toMatchObject({ subject: 'Only 135,00 $US', language: 'fr' })
  expect((await call('POST', '/email_templates/new_invoice_email/preview', { body: '{{ nothing }}' })).json.param).toBe('body')
  for (const id of TEMPLATE_IDS) {
    const { status, json } = await call('POST', `/email_templates/${id}/preview`, { language: 'de' })
    expect([id, status, json.text.includes('{{')]).toEqual([id, 200, false])
  }
})

test('a mail is written in the language of its customer, else in that of the company', async () => {
  const sent = async (fields: Record<string, unknown>) =>
    (await call('POST', `/invoices/${await oneInvoice(fields)}/emails`)).json[0]
  const german = await sent({ language: 'de', country: 'DE' })
  expect(german.subject).toMatch(/^Rechnung INV-\d+ von Dunder Mifflin$/)
  expect(german).toMatchObject({ language: 'de' })
  expect(german.message).toContain('135,00')
  expect(await sent({ language: 'es' })).toMatchObject({ language: 'es' })
  expect(await sent({ language: 'fi' })).toMatchObject({ language: 'en' })
  await call('PATCH', '/email_templates/new_invoice_email?language=fi', {
    subject: 'Lasku {{ invoice_number }}',
    body: 'Hei, **{{ total }}**.',
  })
  const finnish = await sent({ language: 'fi' })
  expect(finnish).toMatchObject({ language: 'fi' })
  expect(finnish.subject).toMatch(/^Lasku/)
})
