import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server on loopback that speaks the part of S3's wire format that a file store needs: PUT, GET, HEAD and DELETE. */
export interface S3Double {
  readonly host: string
  readonly bucket: string
  readonly access_key: string
  readonly objects: ReadonlyMap<string, { readonly body: Buffer; readonly type: string | undefined }>
  readonly requests: readonly { readonly method: string; readonly path: string }[]
  /** How often the next PUTs go wrong, and how. */
  misbehave(how: 'slow_down' | 'resets' | 'hangs', times?: number): void
  close(): Promise<void>
}

export async function startS3Double(): Promise<S3Double> {
  const bucket = 'netterms-files'
  const access_key = 'AKIADOUBLE'
  const objects = new Map<string, { body: Buffer; type: string | undefined }>()
  const requests: { method: string; path: string }[] = []
  let trouble: { how: Parameters<S3Double['misbehave']>[0]; times: number } = { how: 'slow_down', times: 0 }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://double')
    const method = request.method ?? ''
    requests.push({ method, path: url.pathname })
    const say = (status: number, code: string) => {
      const body = `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`
      response
        .writeHead(status, { 'content-type': 'application/xml', 'x-amz-request-id': '1' })
        .end(method === 'HEAD' ? undefined : body)
    }
    const [, name, ...rest] = url.pathname.split('/')
    const key = decodeURIComponent(rest.join('/'))
    const signed = request.headers.authorization?.startsWith(`AWS4-HMAC-SHA256 Credential=${access_key}/`)
    if (!signed) return say(403, 'InvalidAccessKeyId')
    if (name !== bucket) return say(404, 'NoSuchBucket')
    if (key === '') return response.writeHead(200).end()
    if (method === 'PUT') {
      if (trouble.times > 0) {
        trouble.times -= 1
        if (trouble.how !== 'slow_down') return trouble.how === 'hangs' || request.socket.resetAndDestroy()
        await bodyOf(request)
        return say(503, 'SlowDown')
      }
      const body = await bodyOf(request)
      if (body.length !== Number(request.headers['content-length'])) return say(400, 'IncompleteBody')
      objects.set(key, { body, type: request.headers['content-type'] })
      return response.writeHead(200, { etag: '"1"' }).end()
    }
    if (method === 'DELETE') {
      objects.delete(key)
      return response.writeHead(204).end()
    }
    const found = objects.get(key)
    if (!found) return say(404, method === 'HEAD' ? 'NotFound' : 'NoSuchKey')
    const headers = { 'content-length': found.body.length, 'content-type': found.type ?? 'application/octet-stream', etag: '"1"' }
    return response.writeHead(200, headers).end(method === 'HEAD' ? undefined : found.body)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket,
    access_key,
    objects,
    requests,
    misbehave: (how, times = 1) => {
      trouble = { how, times }
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((closed) => server.close(() => closed()))
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
