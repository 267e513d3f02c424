import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type S3Double, startS3Double } from '../../../test/doubles/s3.ts'
import { type FileStore, openFileStore } from './index.ts'
import { openS3, parseS3Url } from './s3.ts'

let folder: string
let double: S3Double
const opened: FileStore[] = []

const urlOf = (prefix = '') =>
  `s3://${double.access_key}:secret%2F1@${double.host}/${double.bucket}${prefix}?region=eu-central-1&tls=off`

/** Each store, and how to list what it holds. */
const STORES: Record<string, () => Promise<{ store: FileStore; keys: () => Promise<readonly string[]> }>> = {
  local: async () => {
    const data_folder = await mkdtemp(path.join(folder, 'local-'))
    const store = openFileStore({ data_folder })
    const keys = async () => {
      const names = await readdir(path.join(data_folder, 'files'), { recursive: true, withFileTypes: true })
      return names
        .filter((name) => name.isFile())
        .map((name) => path.relative(path.join(data_folder, 'files'), path.join(name.parentPath, name.name)))
    }
    return { store, keys }
  },
  s3: async () => {
    const prefix = randomBytes(4).toString('hex')
    const store = openFileStore({ storage_url: urlOf(`/${prefix}`), data_folder: await mkdtemp(path.join(folder, 's3-')) })
    const keys = async () =>
      [...double.objects.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length + 1))
    return { store, keys }
  },
}

async function* inChunks(content: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size)
}

const read = async (store: FileStore, key: string) => {
  const found = await store.get(key)
  return found && { size: found.size, content: await buffer(found.stream) }
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'netterms-files-'))
  double = await startS3Double()
})

afterAll(async () => {
  await Promise.all(opened.map((store) => store.close()))
  await double.close()
  await rm(folder, { recursive: true, force: true })
})

describe.each(Object.keys(STORES))('every store: %s', (name) => {
  const open = async () => {
    const made = await STORES[name]!()
    opened.push(made.store)
    return made
  }

  test('gives back what was put, by the name of its content', async () => {
    const { store } = await open()
    const content = randomBytes(300_000)
    const sha256 = createHash('sha256').update(content).digest('hex')
    const stored = await store.put('7', inChunks(content, 7_001), { content_type: 'application/pdf' })
    expect(stored).toEqual({ key: `7/${sha256.slice(0, 2)}/${sha256}`, sha256, size: 300_000 })
    expect(await store.head(stored.key)).toEqual({ size: 300_000 })
    expect(await read(store, stored.key)).toEqual({ size: 300_000, content })
  })

  test('empty content is content', async () => {
    const { store } = await open()
    const { key, size } = await store.put('7', new Uint8Array())
    expect(size).toBe(0)
    expect(await read(store, key)).toEqual({ size: 0, content: Buffer.alloc(0) })
  })

  test('the same content is kept once in a space and apart in another', async () => {
    const { store, keys } = await open()
    const content = randomBytes(1000)
    const puts = await Promise.all(Array.from({ length: 10 }, () => store.put('7', content)))
    const other = await store.put('8', content)
    expect(new Set(puts.map(({ key }) => key)).size).toBe(1)
    expect((await keys()).length).toBe(2)
    await store.remove(puts[0]!.key)
    expect(await store.head(puts[0]!.key)).toBe(null)
    expect(await read(store, other.key)).toMatchObject({ content })
  })

  test('what is not there is null, and removing it succeeds', async () => {
    const { store } = await open()
    const key = `7/ab/ab${'0'.repeat(62)}`
    expect(await store.get(key)).toBe(null)
    expect(await store.head(key)).toBe(null)
    await store.remove(key)
  })

  test('too much content is refused and leaves nothing behind', async () => {
    const { store, keys } = await open()
    await expect(store.put('7', inChunks(randomBytes(5000), 100), { bytes_max: 4999 })).rejects.toMatchObject({
      code: 'file_too_large',
    })
    expect(await store.put('7', randomBytes(5000), { bytes_max: 5000 })).toMatchObject({ size: 5000 })
    expect(await keys()).toHaveLength(1)
  })

  test('content that breaks off leaves nothing behind', async () => {
    const { store, keys } = await open()
    await store.put('7', new Uint8Array([1]))
    const breaking = async function* () {
      yield randomBytes(1000)
      throw new Error('the upload was interrupted')
    }
    await expect(store.put('7', breaking())).rejects.toThrow('interrupted')
    expect(await keys()).toHaveLength(1)
  })

  test('a key or a space that is a path is refused', async () => {
    const { store } = await open()
    const hash = 'a'.repeat(64)
    for (const key of [
      '../../etc/passwd',
      '',
      `../aa/${hash}`,
      `7/aa/${hash}/..`,
      `7/aa/${hash}\0`,
      `7/AA/${hash}`,
      `/7/aa/${hash}`,
      `.unfinished/aa/${hash}`,
    ]) {
      for (const call of [store.get(key), store.head(key), store.remove(key)])
        await expect(call).rejects.toMatchObject({ code: 'file_key_invalid' })
    }
    for (const space of ['', '.', '..', 'a/b', '../x', 'A', '-x', 'x'.repeat(64)]) {
      await expect(store.put(space, new Uint8Array([1])), space).rejects.toMatchObject({ code: 'file_space_invalid' })
    }
  })

  test('says whether it is ready', async () => {
    expect(await (await open()).store.check()).toMatchObject({ ready: true })
  })
})

describe('S3', () => {
  const open = (url: string) => {
    const store = openS3({ url, spool_folder: path.join(folder, 'spool'), connect_timeout_ms: 500, request_timeout_ms: 300 })
    opened.push(store)
    return store
  }

  test('content that is there already is not sent again', async () => {
    const store = open(urlOf('/again'))
    const content = randomBytes(100)
    await store.put('7', content)
    const before = double.requests.filter(({ method }) => method === 'PUT').length
    await store.put('7', content)
    expect(double.requests.filter(({ method }) => method === 'PUT')).toHaveLength(before)
  })

  test('the kind of content is told', async () => {
    const { key } = await open(urlOf('/typed')).put('7', randomBytes(10), { content_type: 'application/pdf' })
    expect(double.objects.get(`typed/${key}`)?.type).toBe('application/pdf')
  })

  test.each(['slow_down', 'resets', 'hangs'] as const)('a PUT that %s once is made again', async (how) => {
    const store = open(urlOf(`/${how.replace('_', '-')}`))
    const content = randomBytes(1000)
    double.misbehave(how)
    const { key } = await store.put('7', content)
    expect(await read(store, key)).toMatchObject({ content })
  })

  test('trouble that lasts is an error, and nothing waits on disk', async () => {
    const spool_folder = await mkdtemp(path.join(folder, 'spool-'))
    const store = openS3({ url: urlOf('/lasting'), spool_folder, request_timeout_ms: 300 })
    opened.push(store)
    double.misbehave('slow_down', 100)
    await expect(store.put('7', randomBytes(10))).rejects.toThrow()
    double.misbehave('slow_down', 0)
    expect(await readdir(spool_folder)).toEqual([])
  })

  test('a wrong key, a wrong bucket and nobody there are not ready, and the secret is not told', async () => {
    for (const url of [
      urlOf().replace(double.access_key, 'AKIAOTHER'),
      urlOf().replace(double.bucket, 'other'),
      urlOf().replace(double.host, '127.0.0.1:1'),
    ]) {
      const checked = await open(url).check()
      expect(checked.ready).toBe(false)
      expect(checked.said).not.toContain('secret')
    }
    await expect(open(urlOf().replace(double.bucket, 'other')).get(`7/aa/${'a'.repeat(64)}`)).rejects.toThrow()
  })

  test('its address is read in both spellings', () => {
    expect(parseS3Url('s3://key:se%2Fcret@minio.example.com:9000/files/a/b?region=eu-west-1')).toEqual({
      bucket: 'files',
      prefix: 'a/b/',
      region: 'eu-west-1',
      endpoint: 'https://minio.example.com:9000',
      credentials: { accessKeyId: 'key', secretAccessKey: 'se/cret' },
    })
    expect(parseS3Url('s3://files/a?region=eu-west-1&endpoint=https://s3.example.com')).toEqual({
      bucket: 'files',
      prefix: 'a/',
      region: 'eu-west-1',
      endpoint: 'https://s3.example.com',
    })
    for (const wrong of ['https://x', 's3://key:secret@host/', 's3:', 's3://files?endpoint=x'])
      expect(() => parseS3Url(wrong), wrong).toThrow()
  })
})

test('what a crash left behind a day ago is cleared away, what is being written is not', async () => {
  const data_folder = await mkdtemp(path.join(folder, 'swept-'))
  const unfinished = path.join(data_folder, 'files', '.unfinished')
  await mkdir(unfinished, { recursive: true })
  await writeFile(path.join(unfinished, 'old.part'), 'x')
  await utimes(path.join(unfinished, 'old.part'), new Date(0), new Date(0))
  await writeFile(path.join(unfinished, 'new.part'), 'x')
  await openFileStore({ data_folder }).check()
  expect(await readdir(unfinished)).toEqual(['new.part'])
})

test('a folder that cannot be written is not ready', async () => {
  const file = path.join(folder, 'a-file')
  await writeFile(file, '')
  expect(await openFileStore({ storage_url: `file://${file}/below`, data_folder: folder }).check()).toMatchObject({
    ready: false,
  })
})
