import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme } = world
const post = async (path: string, form: string) => {
  const { status, json } = await acme.call('POST', path, { form })
  expect(status, JSON.stringify(json)).toBe(201)
  return json
}

test('metadata whose keys are numbers are metadata, on a record and on its lines, and are found by them', async () => {
  const { id, metadata } = await post('/customers', 'name=Acme Corp&metadata[2014]=Scranton')
  expect(metadata).toEqual({ 2014: 'Scranton' })
  await post('/customers', 'name=Globex&metadata[0]=first&metadata[1]=second')
  expect((await acme.call('GET', '/customers?metadata[2014]=Scranton')).json).toMatchObject([{ id }])
  expect((await acme.call('GET', '/customers?metadata[0]=first')).json).toMatchObject([{ name: 'Globex' }])
  const invoice = await post('/invoices', `customer=${id}&items[0][name]=Paper&items[0][unit_cost]=5&items[0][metadata][7]=x`)
  expect(invoice.items).toMatchObject([{ name: 'Paper', metadata: { 7: 'x' } }])
})

test('brackets below a key of metadata make lists and objects, on a record and on its lines', async () => {
  const route =
    'metadata[route][days][]=Mon&metadata[route][days][]=Fri&metadata[route][gate]=4&metadata[codes][0]=x&metadata[7]=y'
  const kept = { route: { days: ['Mon', 'Fri'], gate: '4' }, codes: ['x'], 7: 'y' }
  const { id, metadata } = await post('/customers', `name=Acme Corp&${route}`)
  expect(metadata).toEqual(kept)
  const { items } = await post('/invoices', `customer=${id}&items[0][unit_cost]=5&items[0][metadata][size][]=A4`)
  expect(items).toMatchObject([{ metadata: { size: ['A4'] } }])
  const tooLong = await acme.call('POST', '/customers', { form: `name=Acme Corp&metadata[a][b]=${'x'.repeat(250)}` })
  expect(tooLong).toMatchObject({ status: 400, json: { param: 'metadata' } })
})

test('numbered fields are a list everywhere else, in the order of their numbers, with gaps or none', async () => {
  const { id } = await post('/customers', 'name=Acme Corp')
  const items = 'items[20][name]=Ink&items[20][unit_cost]=2&items[3][name]=Paper&items[3][unit_cost]=1'
  expect((await post('/invoices', `customer=${id}&${items}`)).items).toMatchObject([{ name: 'Paper' }, { name: 'Ink' }])
})

test('a form in another encoding than UTF-8 is refused by the field, not kept with letters missing', async () => {
  expect(await acme.call('POST', '/customers', { form: 'name=Caf%E9 Corp' })).toMatchObject({
    status: 400,
    json: { code: 'invalid_encoding', param: 'name' },
  })
  // What is right in one field says nothing of another.
  const second = '&&name=%EF%BF%BD&notes=Caf%E9'
  expect((await acme.call('POST', '/customers', { form: second })).json).toMatchObject({ param: 'notes' })
  const { name } = await post('/customers', 'name=Caf%C3%A9 %EF%BF%BD 100% %zz')
  expect(name).toBe('Café \ufffd 100% %zz')
})
