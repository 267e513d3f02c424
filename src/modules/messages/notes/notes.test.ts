import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { openWork } from '../../../platform/work.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

const customer: number = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id
const invoice: number = (
  await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Copy paper, Case', unit_cost: 45 }] } })
).json.id

test('a note is created, read in every documented form, changed and deleted', async () => {
  const created = await acme.call('POST', '/notes', {
    form: `invoice_id=${invoice}&notes=Customer called 10/1, clarified account terms.`,
  })
  expect(created).toMatchObject({
    status: 201,
    json: {
      object: 'note',
      customer,
      invoice,
      notes: 'Customer called 10/1, clarified account terms.',
      user: null,
      metadata: {},
    },
  })
  const { id } = created.json
  for (const path of [
    `/invoice/${invoice}/notes`,
    `/invoices/${invoice}/notes`,
    `/notes?filter[invoice_id]=${invoice}`,
    '/notes',
  ]) {
    const list = await acme.call('GET', path)
    expect({ path, notes: list.json.map((note: { id: number }) => note.id), total: list.headers.get('X-Total-Count') }).toEqual({
      path,
      notes: [id],
      total: '1',
    })
  }
  expect((await acme.call('GET', `/notes/${id}?expand=customer,invoice`)).json).toMatchObject({
    customer: { object: 'customer' },
    invoice: { object: 'invoice' },
  })
  expect(
    (await acme.call('PATCH', `/notes/${id}`, { form: 'notes=Customer called 10/2, sent check arriving Thu.' })).json.notes,
  ).toBe('Customer called 10/2, sent check arriving Thu.')
  expect((await acme.call('DELETE', `/notes/${id}/`)).status).toBe(204)
  expect((await acme.call('GET', `/notes/${id}`)).status).toBe(404)

  const told = await openWork(world.platform, { companyId: acme.id, actor: { kind: 'system' } }, async ({ tx, companyId }) =>
    tx
      .selectFrom('events')
      .select(['type', 'customer_id'])
      .where('company_id', '=', companyId)
      .where('object_type', '=', 'note')
      .orderBy('id')
      .execute(),
  )
  expect(told).toEqual(['note.created', 'note.updated', 'note.deleted'].map((type) => ({ type, customer_id: customer })))
})

test.each(['customer', 'customers', 'invoice', 'invoices'])('notes live under /%s as well', async (folder) => {
  const holder = folder.startsWith('customer') ? customer : invoice
  const { status, json } = await acme.call('POST', `/${folder}/${holder}/notes`, { body: { notes: 'Called.' } })
  expect(status).toBe(201)
  const path = `/${folder}/${holder}/notes/${json.id}`
  expect((await acme.call('GET', path)).json).toEqual(json)
  expect((await acme.call('PATCH', path, { body: { notes: 'Called twice.' } })).json.notes).toBe('Called twice.')
  expect((await acme.call('GET', `/${folder}/${holder}/notes`)).json).toHaveLength(1)
  expect((await acme.call('DELETE', path)).status).toBe(204)
})

test('the list of a customer leaves out the notes of its invoices', async () => {
  const own = (await acme.call('POST', '/notes', { body: { customer_id: customer, notes: 'About the customer.' } })).json
  const other = (await acme.call('POST', '/notes', { body: { invoice_id: invoice, notes: 'About the invoice.' } })).json
  expect((await acme.call('GET', `/customers/${customer}/notes`)).json.map(({ id }: { id: number }) => id)).toEqual([own.id])
  expect((await acme.call('GET', `/notes?filter[customer]=${customer}`)).json).toHaveLength(2)
  expect((await acme.call('GET', `/customers/${customer}/notes/${other.id}`)).status).toBe(200)
  expect((await acme.call('GET', `/invoices/${invoice}/notes/${own.id}`)).status).toBe(404)
})

test('a note is about exactly one thing that exists here', async () => {
  const post = (body: unknown) => acme.call('POST', '/notes', { body })
  expect(await post({ notes: 'x', customer_id: customer, invoice_id: invoice })).toMatchObject({
    status: 400,
    json: { code: 'two_subjects' },
  })
  for (const [body, param] of [
    [{ invoice_id: invoice, invoice: invoice + 1 }, 'invoice'],
    [{ customer_id: customer, customer: customer + 1 }, 'customer'],
  ] as const)
    expect(await post({ notes: 'x', ...body })).toMatchObject({ status: 400, json: { code: 'two_subjects', param } })
  expect(await post({ notes: 'x', customer_id: customer, customer })).toMatchObject({ status: 201 })
  expect(await post({ notes: 'x' })).toMatchObject({ status: 400, json: { code: 'no_subject', param: 'customer_id' } })
  expect(await post({ customer_id: customer })).toMatchObject({ status: 400, json: { param: 'notes' } })
  expect(await post({ notes: ' ', customer_id: customer })).toMatchObject({ status: 400, json: { param: 'notes' } })
  expect(await post({ notes: 'x', invoice_id: 99_999_999 })).toMatchObject({ status: 400, json: { param: 'invoice_id' } })
  expect(await globex.call('POST', '/notes', { body: { notes: 'x', customer_id: customer } })).toMatchObject({
    status: 400,
    json: { param: 'customer_id' },
  })
  for (const path of [`/customers/${customer}/notes`, `/invoices/${invoice}/notes`]) {
    expect((await globex.call('GET', path)).status).toBe(404)
    expect((await globex.call('POST', path, { body: { notes: 'x' } })).status).toBe(404)
  }
})

test('a note tells which member wrote it', async () => {
  const { createNote } = await import('./service.ts')
  const author = await openWork(world.platform, { companyId: acme.id, actor: { kind: 'system' } }, async ({ tx, companyId }) =>
    tx
      .selectFrom('members')
      .innerJoin('users', 'users.id', 'members.user_id')
      .select(['users.id', 'users.email', 'members.id as member_id', 'members.role'])
      .where('members.company_id', '=', companyId)
      .executeTakeFirstOrThrow(),
  )
  const actor = {
    kind: 'member',
    user_id: author.id,
    member_id: author.member_id,
    role: author.role,
    permissions: {},
    view: null,
  } as const
  const { id } = await openWork(world.platform, { companyId: acme.id, actor }, (work) =>
    createNote(work, { customer_id: customer, notes: 'Mine.' }),
  )
  expect((await acme.call('GET', `/notes/${id}`)).json.user).toMatchObject({ id: author.id, email: author.email })
  expect((await acme.call('GET', `/notes?filter[user_id]=${author.id}`)).json).toHaveLength(1)
})

test('who keeps a customer’s file writes there, corrects it and strikes it out; the file of another has none of it', async () => {
  const other = (await acme.call('POST', '/customers', { body: { name: 'Initech' } })).json.id as number
  const written = await acme.call('POST', `/customers/${customer}/notes`, {
    body: { notes: 'Pays in the last week of a month.' },
  })
  expect(written).toMatchObject({ status: 201, json: { customer, invoice: null, user: null } })
  const { id } = written.json
  world.travel('2014-11-18T16:00:00Z')
  const corrected = await acme.call('PATCH', `/customers/${customer}/notes/${id}?expand=customer`, {
    body: { notes: 'Pays in the first week.', customer_id: other, invoice_id: invoice },
  })
  expect(corrected.json, 'what it is about stays').toMatchObject({
    notes: 'Pays in the first week.',
    customer: { id: customer, name: 'Acme Corp' },
    invoice: null,
  })
  expect(corrected.json.updated_at - corrected.json.created_at).toBe(3600)
  const elsewhere = `/customers/${other}/notes/${id}`
  expect((await acme.call('PATCH', elsewhere, { body: { notes: 'x' } })).status).toBe(404)
  expect((await acme.call('DELETE', elsewhere)).status).toBe(404)
  expect((await globex.call('PATCH', `/customers/${customer}/notes/${id}`, { body: { notes: 'x' } })).status).toBe(404)
  expect((await globex.call('DELETE', `/customers/${customer}/notes/${id}`)).status).toBe(404)
  expect((await acme.call('DELETE', `/customers/${customer}/notes/${id}`)).status).toBe(204)
  expect((await acme.call('DELETE', `/customers/${customer}/notes/${id}`)).json).toMatchObject({ code: 'note_not_found' })
})

test('a remark about an invoice is in its file and in the whole file of the customer, and goes without a trace on the invoice', async () => {
  const before = (await acme.call('GET', `/invoices/${invoice}`)).json
  const { status, json } = await acme.call('POST', `/invoices/${invoice}/notes`, { body: { notes: 'Box 3 was wet.' } })
  expect([status, json.customer, json.invoice]).toEqual([201, customer, invoice])
  expect((await acme.call('GET', `/notes?filter[customer_id]=${customer}&filter[invoice_id]=${invoice}`)).json).toContainEqual(
    json,
  )
  const changed = await acme.call('PATCH', `/invoices/${invoice}/notes/${json.id}`, { form: 'notes=Boxes 3 and 4 were wet.' })
  expect(changed.json).toMatchObject({ notes: 'Boxes 3 and 4 were wet.', invoice })
  const [event] = (await acme.call('GET', '/events?filter[type]=note.updated')).json
  expect(event).toMatchObject({ data: { object: { id: json.id }, previous: { notes: 'Box 3 was wet.' } } })
  const { id: own } = (await acme.call('POST', `/customers/${customer}/notes`, { body: { notes: 'About the customer.' } })).json
  expect((await acme.call('PATCH', `/invoices/${invoice}/notes/${own}`, { body: { notes: 'x' } })).status).toBe(404)
  expect((await acme.call('DELETE', `/invoices/${invoice}/notes/${own}`)).status).toBe(404)
  expect((await acme.call('DELETE', `/invoices/${invoice}/notes/${json.id}`)).status).toBe(204)
  expect((await acme.call('GET', `/notes/${json.id}`)).status).toBe(404)
  expect((await acme.call('GET', `/invoices/${invoice}`)).json).toEqual(before)
})

test('a remark that says nothing, or too much, is refused wherever it is written', async () => {
  const { id } = (await acme.call('POST', `/invoices/${invoice}/notes`, { body: { notes: 'Stays.' } })).json
  const wrong = { status: 400, json: { type: 'invalid_request', param: 'notes' } }
  for (const notes of ['', ' \n ', null, 'x'.repeat(20_001), ['a'], 'a\u0000b']) {
    expect(await acme.call('POST', `/invoices/${invoice}/notes`, { body: { notes } }), String(notes)).toMatchObject(wrong)
    expect(await acme.call('POST', `/customers/${customer}/notes`, { body: { notes } })).toMatchObject(wrong)
    expect(await acme.call('PATCH', `/invoices/${invoice}/notes/${id}`, { body: { notes } })).toMatchObject(wrong)
  }
  expect(await acme.call('POST', `/customers/${customer}/notes`, { body: {} })).toMatchObject(wrong)
  const events = async () => (await acme.call('GET', '/events?filter[type]=note.updated')).headers.get('x-total-count')
  const told = await events()
  expect((await acme.call('PATCH', `/invoices/${invoice}/notes/${id}`, { body: {} })).json.notes).toBe('Stays.')
  expect(await events(), 'a change that changes nothing tells nothing').toBe(told)
})
