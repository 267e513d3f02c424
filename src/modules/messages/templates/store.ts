import { sql } from 'kysely'
import type { Work } from '../../../platform/work.ts'
import type { Options } from './catalog.ts'
import type { KeptTemplate, KeptText } from './rules.ts'

/** What the company keeps of its templates; of one where an id is given. One query. */
export async function list({ tx, companyId }: Work, id: string | null = null): Promise<KeptTemplate[]> {
  const { rows } = await sql<Omit<KeptTemplate, 'options' | 'texts'> & { options: Options; texts: KeptText[] }>`
    select t.id, t.name, t.type, t.template_engine, t.options, t.created_at, t.updated_at,
      coalesce((select jsonb_agg(jsonb_build_object('language', x.language, 'subject', x.subject, 'body', x.body) order by x.created_at, x.language)
        from email_template_texts x where x.company_id = t.company_id and x.template_id = t.id), '[]') as texts
    from email_templates t where t.company_id = ${companyId} and (${id}::text is null or t.id = ${id}) order by t.created_at, t.id
  `.execute(tx)
  return rows
}

export async function find(work: Work, id: string): Promise<KeptTemplate | null> {
  return (await list(work, id))[0] ?? null
}

/** Writes the template, and the text if there is one. */
export async function save(
  work: Work,
  { id, name, type, template_engine, options, created_at, updated_at }: Omit<KeptTemplate, 'texts'>,
  text: KeptText | null,
): Promise<void> {
  const { tx, companyId: company_id, now } = work
  const row = { name, type, template_engine, options: JSON.stringify(options), updated_at }
  await tx
    .insertInto('email_templates')
    .values({ ...row, company_id, id, created_at })
    .onConflict((conflict) => conflict.columns(['company_id', 'id']).doUpdateSet(row))
    .execute()
  if (!text) return
  const { language, subject, body } = text
  await tx
    .insertInto('email_template_texts')
    .values({ company_id, template_id: id, language, subject, body, created_at: now, updated_at: now })
    .onConflict((conflict) =>
      conflict.columns(['company_id', 'template_id', 'language']).doUpdateSet({ subject, body, updated_at: now }),
    )
    .execute()
}

/** Removes one text, or the template with all of them. Answers whether there was any. */
export async function remove({ tx, companyId }: Work, id: string, languages: readonly string[] | null): Promise<boolean> {
  if (languages === null) {
    const { numDeletedRows } = await tx
      .deleteFrom('email_templates')
      .where('company_id', '=', companyId)
      .where('id', '=', id)
      .executeTakeFirst()
    return numDeletedRows > 0n
  }
  const texts = tx.deleteFrom('email_template_texts').where('company_id', '=', companyId).where('template_id', '=', id)
  const { numDeletedRows } = await texts.where(sql<boolean>`language = any(${languages})`).executeTakeFirst()
  return numDeletedRows > 0n
}
