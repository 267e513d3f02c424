import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { openLocal } from './local.ts'
import type { FileStore } from './port.ts'
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
