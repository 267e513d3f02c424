import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { api, events } from '../src/contract/index.ts'
import { openApi, openApiText } from '../src/contract/openapi.ts'
import type { Operations } from '../src/contract/operation.ts'
import { COVERAGE, coverageText } from './api-coverage.ts'
import { openWorld } from './world.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const world = await openWorld()
afterAll(() => world.close())
const document = openApi(api, events)

test('docs/openapi.json is what the contract says; `netterms generate` writes it anew', () => {
  expect(readFileSync(path.join(root, 'docs/openapi.json'), 'utf8') === openApiText(document)).toBe(true)
})

test('docs/api-coverage.md is what contract and tests say; `npm run coverage-table` writes it anew', () => {
  expect(readFileSync(COVERAGE, 'utf8')).toBe(coverageText())
})

test('every operation is described, and every pointer leads somewhere', async () => {
  const { status, json } = await world.request('GET', '/api/openapi.json')
  expect({ status, json }).toEqual({ status: 200, json: JSON.parse(JSON.stringify(document)) })
  for (const [resource, operations] of Object.entries(api)) {
    for (const [name, operation] of Object.entries(operations as Operations)) {
      expect(json.paths[operation.path][operation.method.toLowerCase()]).toMatchObject({
        operationId: `${resource}.${name}`,
        summary: operation.summary,
        'x-scope': operation.scope,
      })
    }
  }
  const pointers = new Set(JSON.stringify(json).match(/(?<="\$ref":"#\/)[^"]+/g))
  for (const pointer of pointers) {
    expect(
      pointer.split('/').reduce((place, key) => place?.[key], json),
      pointer,
    ).toBeTypeOf('object')
  }
})

test('the reference is one page of our own, with an address for every operation, and runs no script of others', async () => {
  const { status, headers, text } = await world.request('GET', '/api/docs')
  expect(status).toBe(200)
  expect(headers.get('content-type')).toMatch('text/html')
  expect(headers.get('content-security-policy')).toMatch("script-src 'self'")
  for (const [resource, operations] of Object.entries(api)) {
    for (const name of Object.keys(operations)) expect(text).toContain(`<article id="${resource}.${name}"`)
  }
  expect(text).toContain('curl -X POST http://localhost:3000/api/invoices \\\n  -u YOUR_API_KEY:')
  expect([...text.matchAll(/<script src="([^"]+)"|<link rel="stylesheet" href="([^"]+)"/g)].map(([, a, b]) => a ?? b)).toEqual([
    '/api/docs/style.css',
    '/api/docs/search.js',
  ])
  const links = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id!)
  expect(links.filter((id) => !text.includes(`id="${id}"`))).toEqual([])
  for (const file of ['style.css', 'search.js']) expect((await world.request('GET', `/api/docs/${file}`)).status).toBe(200)
})
