import type { Hono } from 'hono'
import { Refusal } from '../../../core/refusal.ts'
import { isFileSignature } from '../../../platform/file-links.ts'
import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { openWork } from '../../../platform/work.ts'
import { File, type operations } from './contract.ts'
import { servedAs } from './rules.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  create: (desk, { body }) => service.createFile(desk, body),
  get: (work, { id }) => service.findFile(work, id),
  delete: (work, { id }) => service.deleteFile(work, id),
}

export const expanders: Expanders = {
  file: async (work, ids) =>
    new Map((await service.findFiles(work, ids.map(Number))).map((file) => [file.id, encodeWire(File, file)])),
}

/** Downloads by signed link: whoever has the link may read the file until it expires. */
export function mountFiles(app: Hono, platform: Platform): void {
  app.get('/files/:company/:id/:signature/:name', async (c) => {
    const { company, id, signature } = c.req.param()
    const { file, bytes } = await readSigned(platform, company, id, signature)
    const { type, disposition } = servedAs(file)
    return new Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: {
        'Content-Type': type,
        'Content-Length': String(bytes.length),
        'Content-Disposition': disposition,
        'X-Content-Type-Options': 'nosniff',
        // A browser's PDF viewer does not open in a sandbox; nothing else needs more than to be shown.
        'Content-Security-Policy':
          type === 'application/pdf'
            ? "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
            : "default-src 'none'; sandbox",
        'Cross-Origin-Resource-Policy': 'cross-origin',
        'Referrer-Policy': 'no-referrer',
        'Cache-Control': 'private, max-age=86400',
      },
    })
  })
}

async function readSigned(
  platform: Platform,
  company: string,
  id: string,
  signature: string,
): Promise<{ file: File; bytes: Uint8Array }> {
  const gone = new Refusal('not_found', 'file_not_found', 'There is no file under this link, or the link has expired.')
  if (!/^\d{1,15}$/.test(company) || !/^\d{1,15}$/.test(id)) throw gone
  const [companyId, fileId] = [Number(company), Number(id)]
  // The signature is checked before anything is looked up, and again by the company's own clock.
  const genuine = (now: Date) => isFileSignature(platform.config, { companyId, id: fileId }, signature, now)
  if (!genuine(new Date(0))) throw gone
  const file = await openWork(platform, { companyId, actor: { kind: 'system' } }, async (work) =>
    genuine(work.now) ? service.findFile(work, fileId) : null,
  )
  const bytes = file?.content_hash ? await platform.outside.storage.read(file.content_hash) : null
  if (!file || !bytes) throw gone
  return { file, bytes }
}
