import { constants, createReadStream } from 'node:fs'
import { access, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { checkKey, checkSpace, type FileStore, fileKey } from './port.ts'
import { spool, sweep } from './spool.ts'

/** Files in a folder of this machine. A file gets its name by a rename, so it is there whole or not at all. */
export function openLocal(folder: string): FileStore {
  const unfinished = path.join(folder, '.unfinished')
  const placeOf = (key: string) => {
    checkKey(key)
    return path.join(folder, ...key.split('/'))
  }
  return {
    name: 'local',
    async put(space, content, options) {
      checkSpace(space)
      const { file, sha256, size } = await spool(unfinished, content, options?.bytes_max)
      const key = fileKey(space, sha256)
      try {
        const place = placeOf(key)
        await mkdir(path.dirname(place), { recursive: true, mode: 0o700 })
        await rename(file, place)
        await syncFolder(path.dirname(place))
      } catch (error) {
        await rm(file, { force: true })
        throw error
      }
      return { key, sha256, size }
    },
    async get(key) {
      const found = await sizeOf(placeOf(key))
      return found === null ? null : { size: found, stream: createReadStream(placeOf(key)) }
    },
    async head(key) {
      const found = await sizeOf(placeOf(key))
      return found === null ? null : { size: found }
    },
    async remove(key) {
      await rm(placeOf(key), { force: true })
    },
    async check() {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await access(folder, constants.W_OK)
        await sweep(unfinished)
        return { ready: true, said: `Files are kept in ${folder}.` }
      } catch {
        return { ready: false, said: `The folder ${folder} cannot be written.` }
      }
    },
    async close() {},
  }
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** Makes the new name itself survive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
