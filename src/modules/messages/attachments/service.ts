import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import { findFiles } from '../files/service.ts'
import type { Attachment, AttachmentDraft, ParentType } from './contract.ts'
import * as store from './store.ts'

export async function listAttachments(work: Work, list: ListQuery, type: ParentType, id: number): Promise<Page<Attachment>> {
  const [{ rows, total }] = await Promise.all([
    store.list(work, list, type, id),
    refuseUnknownParent(work, 'not_found', type, id),
  ])
  return { rows: await complete(work, rows), total }
}

/** What is attached to each of these documents, in the order of attaching. Two queries, or one where there is nothing. */
export async function attachmentsOf(
  work: Work,
  type: ParentType,
  ids: readonly number[],
): Promise<ReadonlyMap<number, readonly Attachment[]>> {
  const attachments = await complete(work, ids.length === 0 ? [] : await store.ofParents(work, type, ids))
  return Map.groupBy(attachments, ({ parent_id }) => parent_id)
}

/** Makes these files the attachments of a document, and takes all others off. One query. */
export async function attachFiles(work: Work, type: ParentType, id: number, files: readonly number[]): Promise<void> {
  const known = await store.replace(work, type, id, [...new Set(files)])
  const unknown = files.findIndex((file) => !known.includes(file))
  if (unknown >= 0)
    throw new Refusal(
      'invalid',
      'unknown_file',
      `There is no file ${files[unknown]}; create it first.`,
      `attachments[${unknown}]`,
    )
}

export async function createAttachment(
  work: Work,
  { parent_type, parent_id, file_id, location }: AttachmentDraft,
): Promise<Attachment> {
  const [id, [file]] = await Promise.all([
    work.newId(),
    findFiles(work, [file_id]),
    refuseUnknownParent(work, 'invalid', parent_type, parent_id),
  ])
  if (!file) throw new Refusal('invalid', 'unknown_file', `There is no file ${file_id}; create it first.`, 'file_id')
  const attachment = {
    id,
    parent_type,
    parent_id,
    location: location ?? 'attachment',
    created_at: work.now,
    updated_at: work.now,
  } as const
  await store.insert(work, { ...attachment, file_id })
  return { ...attachment, object: 'attachment', file }
}

export async function deleteAttachment(work: Work, id: number): Promise<null> {
  const { parent_type, parent_id } = await store.find(work, id)
  // Whoever does not see the document does not see what is attached to it.
  if (!(await store.parentExists(work, parent_type, parent_id))) throw store.notFound(id)
  await store.remove(work, id)
  return null
}

async function refuseUnknownParent(work: Work, kind: 'invalid' | 'not_found', type: ParentType, id: number): Promise<void> {
  if (await store.parentExists(work, type, id)) return
  throw new Refusal(
    kind,
    `${type}_not_found`,
    `No ${type.replace('_', ' ')} ${id}.`,
    kind === 'invalid' ? 'parent_id' : undefined,
  )
}

async function complete(work: Work, attachments: readonly store.KeptAttachment[]): Promise<Attachment[]> {
  const files = new Map(
    (await findFiles(work, [...new Set(attachments.map(({ file_id }) => file_id))])).map((file) => [file.id, file]),
  )
  return attachments.map(({ file_id, ...attachment }) => ({ ...attachment, object: 'attachment', file: files.get(file_id)! }))
}
