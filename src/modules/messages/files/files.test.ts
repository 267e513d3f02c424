import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

const encoder = new TextEncoder()

/** A multipart form as a browser or curl sends it. */
async function upload(content: string | Uint8Array, { name = 'logo.png', type = 'image/png', query = '' } = {}) {
  const head = encoder.encode(
    `--edge\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`,
  )
  const body = Buffer.concat([
    head,
    typeof content === 'string' ? encoder.encode(content) : content,
    encoder.encode('\r\n--edge--\r\n'),
  ])
  const headers = {
    host: 'localhost:3000',
    authorization: `Basic ${btoa(`${acme.key}:`)}`,
    'content-type': 'multipart/form-data; boundary=edge',
    'content-length': String(body.length),
  }
  const response = await world.app.fetch(
    new Request(`http://localhost:3000/api/files${query}`, { method: 'POST', headers, body }),
  )
  return { status: response.status, json: JSON.parse(await response.text()) }
}

async function download(url: string) {
  const response = await world.app.fetch(new Request(url, { headers: { host: 'localhost:3000' } }))
  return { status: response.status, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) }
}

test('a link is registered as documented, and never fetched', async () => {
  const form = 'url=https://example.com/img/logo-invoice.png&name=logo-invoice.png&size=6936&type=image/png'
  const { status, json } = await acme.call('POST', '/files', { form })
  expect({ status, json }).toMatchObject({
    status: 201,
    json: {
      object: 'file',
      name: 'logo-invoice.png',
      size: 6936,
      type: 'image/png',
      url: 'https://example.com/img/logo-invoice.png',
    },
  })
  expect((await acme.call('GET', `/files/${json.id}`)).json).toEqual(json)
  expect((await acme.call('DELETE', `/files/${json.id}`)).status).toBe(204)
  expect((await acme.call('GET', `/files/${json.id}`)).status).toBe(404)
})

test('what was uploaded can be read by its signed link, byte for byte, without a key', async () => {
  const content = Uint8Array.from({ length: 5000 }, (_, index) => index % 256)
  const { status, json } = await upload(content, { name: 'Rechnung März.png' })
  expect({ status, json }).toMatchObject({ status: 201, json: { name: 'Rechnung März.png', size: 5000, type: 'image/png' } })
  expect(json).not.toHaveProperty('content_hash')
  const read = await download(json.url)
  expect(read.status).toBe(200)
  expect(read.bytes).toEqual(content)
  expect(read.headers.get('content-type')).toBe('image/png')
  expect(read.headers.get('x-content-type-options')).toBe('nosniff')
  expect((await acme.call('GET', `/files/${json.id}`)).json.url).toBe(json.url)
})

test('a page with script is handed over for saving and never shown', async () => {
  const { json } = await upload('<script>alert(1)</script>', { name: 'page.html', type: 'text/html' })
  const { headers } = await download(json.url)
  expect(headers.get('content-type')).toBe('application/octet-stream')
  expect(headers.get('content-disposition')).toMatch(/^attachment;/)
  expect(headers.get('content-security-policy')).toContain('sandbox')
})

test('a link that was altered, belongs to another file or has expired opens nothing', async () => {
  const [mine, other] = [(await upload('mine')).json, (await upload('other')).json]
  const [, , , , company, id, signature, name] = mine.url.split('/')
  for (const path of [
    `/files/${company}/${other.id}/${signature}/${name}`,
    `/files/${globex.id}/${id}/${signature}/${name}`,
    `/files/${company}/${id}/${signature.slice(0, -1)}${signature.endsWith('a') ? 'b' : 'a'}/${name}`,
    `/files/${company}/${id}/zzzzzz${signature.slice(signature.indexOf('-'))}/${name}`,
    `/files/${company}/x/${signature}/${name}`,
  ]) {
    expect((await world.request('GET', path)).status, path).toBe(404)
  }
  expect((await download(mine.url)).status).toBe(200)
  world.travel('2014-11-27T15:00:00Z')
  expect((await download(mine.url)).status).toBe(404)
  expect((await download((await acme.call('GET', `/files/${mine.id}`)).json.url)).status).toBe(200)
  await acme.call('DELETE', `/files/${mine.id}`)
  expect((await download(mine.url)).status).toBe(404)
})

test.each([
  [{}, 'file'],
  [{ url: 'javascript:alert(1)' }, 'url'],
  [{ url: 'https://example.com/a', type: 'no type' }, 'type'],
  [{ url: 'https://example.com/a', size: -1 }, 'size'],
])('%o is refused and named', async (body, param) => {
  expect(await acme.call('POST', '/files', { body })).toMatchObject({ status: 400, json: { param } })
})

test('a file may have 20 MB to the byte, and one above the limit is refused', async () => {
  expect((await upload(new Uint8Array(20_000_000))).json).toMatchObject({ size: 20_000_000 })
  expect(await upload(new Uint8Array(20_000_001))).toMatchObject({ status: 400, json: { param: 'file' } })
  expect((await upload(new Uint8Array(20_200_000))).status).toBe(413)
  expect((await upload('')).status).toBe(400)
})

test('a rehearsed upload leaves nothing behind', async () => {
  const { status, json } = await upload('x', { query: '?dry_run=true' })
  expect(status).toBe(201)
  expect((await acme.call('GET', `/files/${json.id}`)).status).toBe(404)
})

test('another company cannot see, use or delete a file', async () => {
  const { json } = await upload('mine')
  for (const method of ['GET', 'DELETE']) expect((await globex.call(method, `/files/${json.id}`)).status).toBe(404)
})
