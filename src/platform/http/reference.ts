import { readFileSync } from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Context, Hono } from 'hono'
import { referencePage } from './reference/page.ts'
import type { ApiDocument } from './reference/schema.ts'
import { PAGE_HEADERS } from './web.ts'

/** Mounts the API document, and the reference that people read, made from it. Everything comes from this server. */
export function mountReference(app: Hono, document: Readonly<Record<string, unknown>>, baseUrl: string): void {
  const page = kept(() => referencePage(document as unknown as ApiDocument, `${baseUrl.replace(/\/$/, '')}/api`))
  const json = kept(() => JSON.stringify(document))
  const file = (name: string) => kept(() => readFileSync(path.join(import.meta.dirname, 'reference', name), 'utf8'))
  const [style, search] = [file('style.css'), file('search.js')]
  app.get('/api/openapi.json', (c) => serve(c, json, 'application/json'))
  app.get('/api/docs', (c) => serve(c, page, 'text/html; charset=utf-8'))
  app.get('/api/docs/style.css', (c) => serve(c, style, 'text/css; charset=utf-8'))
  app.get('/api/docs/search.js', (c) => serve(c, search, 'text/javascript; charset=utf-8'))
}

interface Kept {
  plain(): string
  small(): Uint8Array<ArrayBuffer>
}

/** Made when it is first asked for. */
function kept(make: () => string): Kept {
  let plain: string | undefined
  let small: Uint8Array<ArrayBuffer> | undefined
  return {
    plain() {
      plain ??= make()
      return plain
    },
    small() {
      small ??= new Uint8Array(brotliCompressSync(this.plain(), { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }))
      return small
    },
  }
}

function serve(c: Context, content: Kept, type: string): Response {
  const headers = { ...PAGE_HEADERS, 'Content-Type': type, 'Cache-Control': 'no-cache', Vary: 'Accept-Encoding' }
  if (!/\bbr\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(content.plain(), 200, headers)
  return c.body(content.small(), 200, { ...headers, 'Content-Encoding': 'br' })
}
