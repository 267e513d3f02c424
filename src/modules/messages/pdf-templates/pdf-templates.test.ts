import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type TestCompany, type World } from '../../../../test/world.ts'
import { DOCUMENT_TYPES, ENGINES } from './contract.ts'
import { starterOf } from './starters.ts'

let world: World
let acme: TestCompany
beforeAll(async () => {
  world = await openWorld()
  acme = world.acme
})
afterAll(() => world.close())

const call = (method: string, path: string, body?: unknown) => acme.call(method, path, body === undefined ? {} : { body })
const INVOICE = {
  name: 'Letter',
  document_type: 'invoice',
  html: '<h1>{{ company.name }}</h1><p>No. {{ invoice.number }}: {{ invoice.total }}</p>',
  css: 'h1 { color: #12664f }',
}

async function printed(id: number): Promise<string> {
  const headers = { host: 'localhost:3000', accept: 'application/pdf', authorization: `Basic ${btoa(`${acme.key}:`)}` }
  const response = await world.app.fetch(new Request(`http://localhost:3000/api/invoices/${id}`, { headers }))
  expect(response.status).toBe(200)
  const bytes = new Uint8Array(await response.arrayBuffer())
  return (await extractText(await getDocumentProxy(bytes), { mergePages: true })).text.replace(/\s+/g, ' ')
}

async function bill(name = 'Copy paper') {
  const { json: customer } = await call('POST', '/customers', { name: 'Globex' })
  return (await call('POST', '/invoices', { customer: customer.id, items: [{ name, quantity: 1, unit_cost: 58.85 }] })).json
}

test('a template is kept with its defaults, changed, listed, and goes', async () => {
  const { status, json } = await call('POST', '/pdf_templates', INVOICE)
  expect([status, json]).toEqual([
    201,
    expect.objectContaining({ ...INVOICE, template_engine: 'twig', margin_top: '0.5cm', header_html: '', last_error: null }),
  ])
  const changed = await call('PATCH', `/pdf_templates/${json.id}`, {
    margin_left: '2cm',
    footer_html: '<p>{{ company.tax_id }}</p>',
  })
  expect(changed.json).toMatchObject({ margin_left: '2cm', html: INVOICE.html })
  expect((await call('GET', '/pdf_templates?filter[document_type]=invoice')).json).toEqual([changed.json])
  expect((await world.globex.call('GET', `/pdf_templates/${json.id}`)).status).toBe(404)
  expect((await call('DELETE', `/pdf_templates/${json.id}`)).status).toBe(204)
})

test('one that cannot be printed is refused with the part and the place', async () => {
  const refused = async (changes: object) => {
    const { status, json } = await call('POST', '/pdf_templates', { ...INVOICE, ...changes })
    return [status, json.param, /\(line (\d+), column (\d+)\)/.exec(json.message)?.slice(1).map(Number)]
  }
  expect(await refused({ html: '<p>a</p>\n<form></form>' })).toEqual([400, 'html', [2, 1]])
  expect(await refused({ css: 'p { color: red }\np { float: left }' })).toEqual([400, 'css', [2, 5]])
  expect(await refused({ html: 'x\n#let y = (', css: '', template_engine: 'typst' })).toEqual([400, 'html', [2, 10]])
  expect((await refused({ template_engine: 'typst' })).slice(0, 2)).toEqual([400, 'css'])
  expect((await refused({ margin_top: '1 mile' })).slice(0, 2)).toEqual([400, 'margin_top'])
  expect((await refused({ template_engine: 'blade' })).slice(0, 2)).toEqual([400, 'template_engine'])
  expect((await call('GET', '/pdf_templates')).json).toEqual([])
})

test('a template is looked at before it is saved; one that cannot be printed says where', { timeout: 60_000 }, async () => {
  const look = async (body: object) => (await call('POST', '/pdf_templates/preview', { document_type: 'invoice', ...body })).json
  expect(await look({ html: INVOICE.html, css: INVOICE.css })).toMatchObject({
    pdf: expect.stringMatching(/^JVBERi/),
    svg: expect.stringMatching(/^<svg/),
    pages: 1,
    problem: null,
  })
  const failed = await look({ html: '<p>a</p>\n<form></form>' })
  expect(failed).toMatchObject({ pdf: null, svg: null, pages: 0, problem: { part: 'html', line: 2, column: 1 } })
  expect(
    (await call('POST', '/pdf_templates/preview', { document_type: 'invoice', html: 'x', margin_top: '1 mile' })).json.param,
  ).toBe('margin_top')
  expect((await call('GET', '/pdf_templates')).json).toEqual([])
})

test('what a new template begins with can be printed, in every engine and for every kind', { timeout: 90_000 }, async () => {
  for (const template_engine of ENGINES) {
    for (const document_type of DOCUMENT_TYPES) {
      const body = { document_type, template_engine, ...starterOf(template_engine, document_type) }
      const { json } = await call('POST', '/pdf_templates/preview', body)
      expect([template_engine, document_type, json.problem, json.pages]).toEqual([template_engine, document_type, null, 1])
    }
  }
})

test('a theme names one for its kind; papers follow it, and it cannot go meanwhile', async () => {
  const { json: template } = await call('POST', '/pdf_templates', INVOICE)
  const wrong = await call('POST', '/themes', { id: 'own', estimate_template_id: template.id })
  expect([wrong.status, wrong.json.param]).toEqual([400, 'estimate_template_id'])
  expect((await call('POST', '/themes', { id: 'own', invoice_template_id: 1 })).json.param).toBe('invoice_template_id')
  await call('POST', '/themes', { id: 'own', invoice_template_id: template.id })
  const { json } = await call('GET', '/themes/own?expand=invoice_template_id')
  expect(json.invoice_template_id).toMatchObject({ object: 'pdf_template', name: 'Letter' })
  const invoice = await bill()
  expect(await printed(invoice.id)).toBe(`Dunder Mifflin No. ${invoice.number}: $58.85`)
  expect(await call('DELETE', `/pdf_templates/${template.id}`)).toMatchObject({
    status: 400,
    json: { code: 'pdf_template_used' },
  })
})

test('one that fails over a document gives way to our own paper, and says so', async () => {
  // An example has few lines; only a document with this one makes it fail.
  const source =
    '#let doc = json(bytes(sys.inputs.content))\n#if doc.invoice.items.at(0).name == "Poison" { panic("spilt") }\nfine'
  const { json: template } = await call('POST', '/pdf_templates', {
    name: 'Fragile',
    document_type: 'invoice',
    html: source,
    template_engine: 'typst',
  })
  await call('PATCH', '/themes/own', { invoice_template_id: template.id })
  expect(await printed((await bill()).id)).toBe('fine')
  expect((await call('GET', `/pdf_templates/${template.id}`)).json.last_error).toBe(null)
  const poisoned = await bill('Poison')
  expect(await printed(poisoned.id)).toContain('Balance due')
  expect((await call('GET', `/pdf_templates/${template.id}`)).json).toMatchObject({
    last_error: 'html, line 2: panicked with: "spilt"',
    last_error_at: expect.any(Number),
  })
  const changed = await call('PATCH', `/pdf_templates/${template.id}`, { name: 'Sturdy' })
  expect(changed.json.last_error).toBe(null)
})

test('a company keeps so many templates and so much text, also where many are saved at once; less is always taken', async () => {
  const initech = await world.newCompany('Initech')
  const { ownerPool } = world.platform
  const add = (more: object = {}) => initech.call('POST', '/pdf_templates', { body: { ...INVOICE, ...more } })
  const { id } = (await add()).json
  await ownerPool.query(
    `insert into pdf_templates select (jsonb_populate_record(t, jsonb_build_object('id', nextval('record_ids'), 'html', repeat('x', 40000)))).*
     from pdf_templates t, generate_series(1, 47) where t.company_id = $1 and t.id = $2`,
    [initech.id, id],
  )
  const answers = await Promise.all(Array.from({ length: 6 }, () => add()))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 400, 400, 400, 400])
  expect(answers.flatMap(({ status, json }) => (status === 400 ? json.code : []))).toEqual(
    Array(4).fill('too_many_pdf_templates'),
  )
  const change = (html: string) => initech.call('PATCH', `/pdf_templates/${id}`, { body: { html } })
  const words = (count: number) => `<p>${'paper '.repeat(count)}</p>`
  expect((await change(words(12_000))).status).toBe(200)
  const grown = await change(words(16_000))
  expect(grown).toMatchObject({ status: 200 })
  await ownerPool.query(`update pdf_templates set html = repeat('x', 42000) where company_id = $1 and id <> $2`, [initech.id, id])
  expect(await change(words(16_500))).toMatchObject({ status: 400, json: { code: 'pdf_templates_too_large', param: 'html' } })
  expect((await change(words(15_000))).status).toBe(200)
  const listed = (await initech.call('GET', '/pdf_templates?exclude=html,css')).json
  expect(listed).toHaveLength(50)
  expect(listed[0]).not.toHaveProperty('html')
})
