import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

const customer: number = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id

async function newFile(name: string): Promise<number> {
  return (await acme.call('POST', '/files', { body: { url: `https://example.com/${name}`, name, size: 1, type: 'image/png' } }))
    .json.id
}

async function newInvoice(attachments: readonly number[] = []): Promise<number> {
  const { status, json } = await acme.call('POST', '/invoices', {
    body: { customer, items: [{ name: 'Paper', unit_cost: 45 }], attachments },
  })
  expect(status, JSON.stringify(json)).toBe(201)
  return json.id
}

async function namesOn(invoice: number): Promise<string[]> {
  return (await acme.call('GET', `/invoices/${invoice}/attachments`)).json.map(
    ({ file }: { file: { name: string } }) => file.name,
  )
}

test('files given with an invoice are its attachments, in that order', async () => {
  const [a, b] = [await newFile('a.png'), await newFile('b.png')]
  const invoice = await newInvoice([b, a])
  const list = await acme.call('GET', `/invoices/${invoice}/attachments`)
  expect(list.json).toMatchObject([
    {
      object: 'attachment',
      parent_type: 'invoice',
      parent_id: invoice,
      location: 'attachment',
      file: { id: b, object: 'file', url: 'https://example.com/b.png' },
    },
    { file: { id: a } },
  ])
  expect(list.headers.get('X-Total-Count')).toBe('2')
  expect(list.headers.get('Link')).toContain('rel="self"')
  expect((await acme.call('POST', `/invoices/${invoice}/attachments`, { body: {} })).json).toEqual(list.json)
})

test('sending the list again replaces it; leaving it out keeps it', async () => {
  const [a, b, c] = [await newFile('a.png'), await newFile('b.png'), await newFile('c.png')]
  const invoice = await newInvoice([a, b])
  await acme.call('PATCH', `/invoices/${invoice}`, { body: { notes: 'x' } })
  expect(await namesOn(invoice)).toEqual(['a.png', 'b.png'])
  await acme.call('PATCH', `/invoices/${invoice}`, { body: { attachments: [c, b] } })
  expect((await namesOn(invoice)).toSorted()).toEqual(['b.png', 'c.png'])
  await acme.call('PATCH', `/invoices/${invoice}`, { body: { attachments: [] } })
  expect(await namesOn(invoice)).toEqual([])
})

test('a file that does not exist here is named', async () => {
  const file = await newFile('a.png')
  const body = { customer, items: [{ name: 'Paper', unit_cost: 45 }], attachments: [file, 99_999_999] }
  expect(await acme.call('POST', '/invoices', { body })).toMatchObject({
    status: 400,
    json: { code: 'unknown_file', param: 'attachments[1]' },
  })
})

test('a file is attached once, and cannot be deleted while it is', async () => {
  const [file, invoice] = [await newFile('a.png'), await newInvoice()]
  const attach = () =>
    acme.call('POST', '/attachments', {
      body: { parent_type: 'invoice', parent_id: invoice, file_id: file, location: 'attachment' },
    })
  const attached = await attach()
  expect(attached).toMatchObject({ status: 201, json: { parent_id: invoice, file: { id: file } } })
  expect(await attach()).toMatchObject({ status: 400, json: { code: 'attached_already' } })
  expect(await acme.call('DELETE', `/files/${file}`)).toMatchObject({ status: 400, json: { code: 'file_in_use' } })
  expect((await acme.call('DELETE', `/attachments/${attached.json.id}`)).status).toBe(204)
  expect((await acme.call('DELETE', `/files/${file}`)).status).toBe(204)
})

test('a deleted draft lets go of its files', async () => {
  const file = await newFile('a.png')
  const { json } = await acme.call('POST', '/invoices', {
    body: { customer, draft: true, items: [{ name: 'Paper', unit_cost: 45 }], attachments: [file] },
  })
  expect((await acme.call('DELETE', `/invoices/${json.id}`)).status).toBe(204)
  await world.settle()
  expect((await acme.call('DELETE', `/files/${file}`)).status).toBe(204)
})

test('what is not here is not found, and a body names it', async () => {
  const [file, invoice] = [await newFile('a.png'), await newInvoice()]
  expect((await acme.call('GET', '/invoices/99999999/attachments')).status).toBe(404)
  expect((await acme.call('GET', `/credit_notes/${invoice}/attachments`)).status).toBe(404)
  expect((await acme.call('GET', `/estimates/${invoice}/attachments`)).status).toBe(404)
  const post = (body: unknown, company = acme) => company.call('POST', '/attachments', { body })
  expect(await post({ parent_type: 'invoice', parent_id: 99_999_999, file_id: file })).toMatchObject({
    status: 400,
    json: { param: 'parent_id' },
  })
  expect(await post({ parent_type: 'spaceship', parent_id: invoice, file_id: file })).toMatchObject({
    status: 400,
    json: { param: 'parent_type' },
  })
  expect(await post({ parent_type: 'invoice', parent_id: invoice, file_id: file }, globex)).toMatchObject({ status: 400 })
  expect((await globex.call('GET', `/invoices/${invoice}/attachments`)).status).toBe(404)
})
