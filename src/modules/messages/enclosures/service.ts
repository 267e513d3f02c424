import type { Work } from '../../../platform/work.ts'
import { attachmentsOf } from '../attachments/service.ts'
import { findFiles } from '../files/service.ts'
import { chooseFiles, chooseLogo, type MailFile } from './rules.ts'

/** The files attached to a document, as far as a mail can carry them. */
export async function encloseFiles(
  work: Work,
  type: 'invoice' | 'estimate' | 'credit_note',
  id: number,
): Promise<readonly MailFile[]> {
  const attachments = (await attachmentsOf(work, type, [id])).get(id) ?? []
  const ids = attachments.map(({ file }) => file.id)
  const files = await findFiles(work, ids)
  return chooseFiles(ids.flatMap((file) => files.find((one) => one.id === file) ?? []))
}

/** The company's logo, to be shown in the mail by its content id; null where there is none that mail programs show. */
export async function encloseLogo(work: Work): Promise<(MailFile & { readonly content_id: string }) | null> {
  const { logo_file } = work.company
  const [file] = logo_file === null ? [] : await findFiles(work, [logo_file])
  return file ? chooseLogo(file) : null
}
