import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { openLocal } from './local.ts'
import { type FileStore, fileKey } from './port.ts'
import { openS3 } from './s3.ts'

export * from './port.ts'

/**
 * The file store as configured: a folder (`file:///folder`), a bucket (see `parseS3Url`), or without a setting the folder
 * `files` of the data folder.
 */
export function openFileStore(settings: { readonly storage_url?: string | undefined; readonly data_folder: string }): FileStore {
  const { storage_url, data_folder } = settings
  if (storage_url?.startsWith('s3:')) return openS3({ url: storage_url, spool_folder: path.join(data_folder, 'spool') })
  return openLocal(storage_url ? fileURLToPath(storage_url) : path.join(data_folder, 'files'))
}

/** A space of the store as content that is kept and read whole, by its SHA-256. */
export function contentStorage(store: FileStore, space = 'content') {
  return {
    async keep(bytes: Uint8Array): Promise<string> {
      return (await store.put(space, bytes)).sha256
    },
    async read(hash: string): Promise<Uint8Array | null> {
      const found = await store.get(fileKey(space, hash))
      return found && new Uint8Array(await buffer(found.stream))
    },
  }
}
