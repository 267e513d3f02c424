import { paths } from '../../../paths.ts'
import { useList } from '../../../query.ts'
import type { EmailTemplate } from '../../../records.ts'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { sentence } from '../../receivables/invoices/methods.ts'

const columns: readonly Column<EmailTemplate>[] = [
  { id: 'name', header: 'Name', primary: true, cell: (template) => template.name },
  { id: 'about', header: 'About', cell: (template) => sentence(template.type) },
  { id: 'subject', header: 'Subject', cell: (template) => template.subject },
  {
    id: 'own',
    header: 'Text',
    cell: (template) =>
      template.customized ? <StatusBadge tone="info">Yours</StatusBadge> : <StatusBadge tone="quiet">Ours</StatusBadge>,
  },
]

export function EmailTemplateList() {
  const search = useListSearch()
  const templates = useList('GET /email_templates', { query: { page: search.page, per_page: search.per_page } })
  return (
    <>
      <PageHeader
        title="E-mail templates"
        crumbs={[{ label: 'Settings', to: paths.companyProfile() }]}
        subtitle="The words of the mails your customers get."
      />
      <DataTable
        noun="e-mail templates"
        columns={columns}
        search={search}
        list={templates}
        keyOf={(template) => template.id}
        linkOf={(template) => paths.emailTemplate(template.id)}
        empty={{ title: 'No templates', text: 'They appear here.' }}
      />
    </>
  )
}
