import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { assert } from '../../core/assert.ts'
import { checkKey, checkSpace, type FileStore, fileKey } from './port.ts'
import { spool, sweep } from './spool.ts'

export interface S3Settings {
  /** See `parseS3Url`. */
  readonly url: string
  /** Where content waits while its hash is computed. */
  readonly spool_folder: string
  readonly connect_timeout_ms?: number
  readonly request_timeout_ms?: number
}

export interface S3Place {
  readonly bucket: string
  readonly region: string
  /** Before every key, with a slash at its end, or empty. */
  readonly prefix: string
  readonly endpoint?: string
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

const CONNECT_TIMEOUT_MS = 5_000
const REQUEST_TIMEOUT_MS = 60_000
const ATTEMPTS_MAX = 3
const BETWEEN_ATTEMPTS_MS = 200
/** The library would write to the console; what matters is thrown. */
const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }

/** Files in a bucket of S3 or of anything that speaks its protocol. */
export function openS3(settings: S3Settings): FileStore {
  const place = parseS3Url(settings.url)
  const client = clientOf(place, settings)
  const at = (key: string) => {
    checkKey(key)
    return { Bucket: place.bucket, Key: place.prefix + key }
  }
  return {
    name: 's3',
    async put(space, content, options) {
      checkSpace(space)
      const { file, sha256, size } = await spool(settings.spool_folder, content, options?.bytes_max)
      try {
        const key = fileKey(space, sha256)
        const known = await orNull(client.send(new HeadObjectCommand(at(key))))
        if (known?.ContentLength !== size) await upload(client, at(key), file, size, options?.content_type)
        return { key, sha256, size }
      } finally {
        await rm(file, { force: true })
      }
    },
    async get(key) {
      const found = await orNull(client.send(new GetObjectCommand(at(key))))
      return found?.Body instanceof Readable ? { size: found.ContentLength ?? 0, stream: found.Body } : null
    },
    async head(key) {
      const found = await orNull(client.send(new HeadObjectCommand(at(key))))
      return found ? { size: found.ContentLength ?? 0 } : null
    },
    async remove(key) {
      await orNull(client.send(new DeleteObjectCommand(at(key))))
    },
    async check() {
      try {
        await sweep(settings.spool_folder)
        await client.send(new HeadBucketCommand({ Bucket: place.bucket }))
        return { ready: true, said: `Files are kept in the bucket ${place.bucket}.` }
      } catch (error) {
        const why = error instanceof Error ? error.name : 'unknown'
        return { ready: false, said: `The bucket ${place.bucket} cannot be used (${why}): check STORAGE_URL.` }
      }
    },
    async close() {
      client.destroy()
    },
  }
}

/**
 * Two spellings: `s3://key:secret@host[:port]/bucket[/prefix]?region=…` for any server, with `&tls=off` for one without
 * TLS; `s3://bucket[/prefix]?region=…[&endpoint=https://…]` with credentials from the environment, as AWS tools do.
 * @throws Error for anything else
 */
export function parseS3Url(text: string): S3Place {
  assert(URL.canParse(text) && new URL(text).protocol === 's3:', 'the address of the file storage begins with s3://')
  const url = new URL(text)
  const path = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent)
  const hasCredentials = url.username !== ''
  const bucket = hasCredentials ? path.shift() : url.hostname
  assert(bucket !== undefined && /^[a-z0-9][a-z0-9.-]{1,62}$/i.test(bucket), 'the address of the file storage names no bucket')
  const host = `${url.searchParams.get('tls') === 'off' ? 'http' : 'https'}://${url.host}`
  const endpoint = hasCredentials ? host : (url.searchParams.get('endpoint') ?? undefined)
  assert(endpoint === undefined || URL.canParse(endpoint), 'the endpoint of the file storage cannot be read')
  return {
    bucket,
    region: url.searchParams.get('region') ?? 'us-east-1',
    prefix: path.map((part) => `${part}/`).join(''),
    ...(endpoint && { endpoint }),
    ...(hasCredentials && {
      credentials: { accessKeyId: decodeURIComponent(url.username), secretAccessKey: decodeURIComponent(url.password) },
    }),
  }
}

function clientOf(place: S3Place, settings: S3Settings): S3Client {
  return new S3Client({
    region: place.region,
    ...(place.endpoint && { endpoint: place.endpoint, forcePathStyle: true }),
    ...(place.credentials && { credentials: place.credentials }),
    maxAttempts: ATTEMPTS_MAX,
    logger: SILENT,
    // Servers other than Amazon's do not all know the newer checksums; our keys are checksums already.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: settings.connect_timeout_ms ?? CONNECT_TIMEOUT_MS,
      requestTimeout: settings.request_timeout_ms ?? REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  })
}

/** A stream cannot be sent twice, so each attempt opens the file anew. */
async function upload(
  client: S3Client,
  at: { Bucket: string; Key: string },
  file: string,
  size: number,
  type?: string,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const Body = createReadStream(file)
      await client.send(new PutObjectCommand({ ...at, Body, ContentLength: size, ...(type && { ContentType: type }) }))
      return
    } catch (error) {
      const ours = error instanceof S3ServiceException && (error.$metadata.httpStatusCode ?? 500) < 500
      if (ours || attempt >= ATTEMPTS_MAX) throw error
      await pause(BETWEEN_ATTEMPTS_MS * attempt)
    }
  }
}

async function orNull<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer
  } catch (error) {
    const missing = error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404
    if (missing && error.name !== 'NoSuchBucket') return null
    throw error
  }
}
