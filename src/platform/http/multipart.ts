import { Refusal } from '../../core/refusal.ts'

/** A file that came with a form. */
export interface UploadedFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

/** Reads a multipart form; the part `file` becomes an UploadedFile, all others text. */
export async function readMultipart(bytes: Uint8Array, contentType: string): Promise<Record<string, unknown>> {
  let form: FormData
  try {
    form = await new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { 'content-type': contentType } }).formData()
  } catch {
    throw new Refusal('invalid', 'invalid_multipart', 'The multipart body is malformed.')
  }
  const fields: Record<string, unknown> = {}
  for (const [name, value] of form) {
    fields[name] =
      typeof value === 'string'
        ? value
        : ({
            name: value.name,
            type: value.type || 'application/octet-stream',
            bytes: await value.bytes(),
          } satisfies UploadedFile)
  }
  return fields
}
