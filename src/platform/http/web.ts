import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Context, Hono } from 'hono'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.webmanifest': 'application/manifest+json',
}

/** What every page of ours says to the browser: only our own scripts run, nobody frames us, nothing is guessed. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
}

/** Fonts and pictures. */
const COMPRESSED_ALREADY: ReadonlySet<string> = new Set(['.woff2', '.png', '.ico'])

interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
  readonly etag: string
  /** Brotli, made when it is first asked for; null for what is compressed already. */
  readonly small: (() => Uint8Array<ArrayBuffer>) | null
}

/** Serves the built web app: its files, and its first page for every address that is a screen. */
export function mountWeb(app: Hono, folder: string): void {
  if (!existsSync(path.join(folder, 'index.html'))) return
  const assets = readAssets(folder)
  app.get('*', (c) => {
    const asset = assets.get(c.req.path)
    if (asset) return reply(c, asset, c.req.path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    if (path.extname(c.req.path) !== '') return c.text('Not found', 404)
    return reply(c, assets.get('/index.html')!, 'no-cache')
  })
}

function readAssets(folder: string): ReadonlyMap<string, Asset> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name)
      const bytes = new Uint8Array(readFileSync(file))
      const address = `/${path.relative(folder, file).split(path.sep).join('/')}`
      return [
        address,
        {
          bytes,
          type: TYPES[path.extname(file)] ?? 'application/octet-stream',
          etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`,
          small: COMPRESSED_ALREADY.has(path.extname(file)) ? null : once(() => compressed(bytes)),
        },
      ]
    }),
  )
}

function reply(c: Context, { bytes, type, etag, small }: Asset, caching: string): Response {
  const headers = { ...PAGE_HEADERS, 'Content-Type': type, 'Cache-Control': caching, ETag: etag, Vary: 'Accept-Encoding' }
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers)
  if (small && /\bbr\b/.test(c.req.header('accept-encoding') ?? ''))
    return c.body(small(), 200, { ...headers, 'Content-Encoding': 'br' })
  return c.body(bytes, 200, headers)
}

function compressed(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }))
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
