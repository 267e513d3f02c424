import type { Desk } from '../../../platform/http/handlers.ts'
import type { Work } from '../../../platform/work.ts'
import type { File, FileDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

declare module '../../../platform/outside.ts' {
  interface Outside {
    readonly storage: ContentStorage
  }
}

/** Keeps content by its SHA-256 (hex). Keeping the same content again changes nothing. */
export interface ContentStorage {
  keep(bytes: Uint8Array): Promise<string>
  /** Null where there is no such content. */
  read(hash: string): Promise<Uint8Array | null>
}

/** Content goes to the storage first; a row that names it is written only then. */
export async function createFile(desk: Desk, draft: FileDraft): Promise<File> {
  const { storage } = desk.platform.outside
  const upload = rules.uploadOf(draft, desk.platform.config.UPLOAD_LIMIT)
  const hash = upload && !desk.rehearsal ? await storage.keep(upload.bytes) : null
  return desk.work(async (work) => {
    const id = await work.newId()
    const plain = rules.draftFile({ id, content_hash: hash, url: draft.url ?? '', now: work.now }, draft)
    const file = upload ? { ...plain, url: store.storedUrl(work, plain) } : plain
    await store.insert(work, file)
    return file
  })
}

export async function deleteFile(work: Work, id: number): Promise<null> {
  await store.remove(work, id)
  return null
}

export const findFile = store.find
/** The files among these ids; ids that name none are left out. No query where there are no ids. */
export async function findFiles(work: Work, ids: readonly number[]): Promise<File[]> {
  return ids.length === 0 ? [] : store.findMany(work, ids)
}
