import type { Work } from '../../../platform/work.ts'

/** What was put on paper: which document, and a hash of all it says. */
export interface PaperKey {
  readonly document_type: string
  readonly document_id: number
  readonly facts_hash: Buffer
}

/** Under which hash the storage keeps the copy with this content; null where there is none yet. */
export async function find(
  { tx, companyId }: Work,
  { document_type, document_id, facts_hash }: PaperKey,
): Promise<string | null> {
  const row = await tx
    .selectFrom('papers')
    .select('content_hash')
    .where('company_id', '=', companyId)
    .where('document_type', '=', document_type)
    .where('document_id', '=', document_id)
    .where('facts_hash', '=', facts_hash)
    .executeTakeFirst()
  return row?.content_hash ?? null
}

/** Keeps the first copy with this content, and answers which that is: two may print at once. */
export async function insert(work: Work, key: PaperKey, content_hash: string): Promise<string> {
  await work.tx
    .insertInto('papers')
    .values({ ...key, company_id: work.companyId, content_hash, created_at: work.now })
    .onConflict((conflict) => conflict.columns(['company_id', 'document_type', 'document_id', 'facts_hash']).doNothing())
    .execute()
  return (await find(work, key)) ?? content_hash
}
