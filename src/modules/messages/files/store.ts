import { type Selectable, sql } from 'kysely'
import { Refusal } from '../../../core/refusal.ts'
import { violated } from '../../../platform/db/errors.ts'
import type { FilesTable } from '../../../platform/db/tables.ts'
import { fileUrl } from '../../../platform/file-links.ts'
import type { Work } from '../../../platform/work.ts'
import type { File } from './contract.ts'

export async function find(work: Work, id: number): Promise<File> {
  const [file] = await findMany(work, [id])
  if (!file) throw notFound(id)
  return file
}

export async function findMany(work: Work, ids: readonly number[]): Promise<File[]> {
  const rows = await work.tx
    .selectFrom('files')
    .selectAll()
    .where('company_id', '=', work.companyId)
    .where(sql<boolean>`id = any(${ids})`)
    .execute()
  return rows.map((row) => fromRow(work, row))
}

export async function insert({ tx, companyId }: Work, { object: _, url, ...file }: File): Promise<void> {
  await tx
    .insertInto('files')
    .values({ ...file, company_id: companyId, url: file.content_hash === null ? url : null })
    .execute()
}

export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  try {
    const { numDeletedRows } = await tx
      .deleteFrom('files')
      .where('company_id', '=', companyId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (numDeletedRows === 0n) throw notFound(id)
  } catch (error) {
    if (violated(error) === undefined) throw error
    throw new Refusal('refused', 'file_in_use', 'This file is attached to a document; remove it there first.')
  }
}

/** Where a file that is kept here can be read. */
export function storedUrl(
  { config, companyId, now }: Work,
  { id, name }: { readonly id: number; readonly name: string },
): string {
  return fileUrl(config, { companyId, id, name }, now)
}

function notFound(id: number): Refusal {
  return new Refusal('not_found', 'file_not_found', `No file ${id}.`)
}

function fromRow(work: Work, { company_id: _, url, ...row }: Selectable<FilesTable>): File {
  return { ...row, object: 'file', url: url ?? storedUrl(work, row) }
}
