import { IconFileDownload, IconLink } from '@tabler/icons-react'
import type { CreditNote, Estimate, Invoice } from '../../../records.ts'
import type { Action } from '../../../ui/PageHeader.tsx'
import { toast, toastProblem } from '../../../ui/toasts.ts'

/** The paper of a document and its link, while it has them. */
export function linkActions({
  url,
  pdf_url,
  draft,
}: Pick<Invoice | Estimate | CreditNote, 'url' | 'pdf_url' | 'draft'>): Action[] {
  const reason = draft ? 'Issue it first.' : 'A voided document has none.'
  return [
    { label: 'Download PDF', icon: <IconFileDownload size={16} />, ...(pdf_url ? { href: pdf_url } : { reason }) },
    {
      label: 'Copy portal link',
      icon: <IconLink size={16} />,
      ...(url ? { run: () => navigator.clipboard.writeText(url).then(() => toast('Link copied.'), toastProblem) } : { reason }),
    },
  ]
}
