import { IconPlus } from '@tabler/icons-react'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList } from '../../../query.ts'
import { idOf, type PdfTemplate, type Theme } from '../../../records.ts'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { DateText } from '../../../ui/dates.tsx'
import { LinkButton, TextLink } from '../../../ui/links.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { RemoveButton } from '../../catalog/RemoveButton.tsx'
import { ENGINES, KINDS, LEFT_OUT } from './template-texts.ts'

const columnsIn = (theme: Theme | undefined): readonly Column<PdfTemplate>[] => [
  {
    id: 'name',
    header: 'Name',
    sort: 'name',
    cell: ({ id, name }) => (
      <TextLink to={paths.pdfTemplate(id)} fw={550}>
        {name}
      </TextLink>
    ),
  },
  {
    id: 'kind',
    header: 'For',
    sort: 'document_type',
    cell: ({ document_type }) => KINDS.find(({ value }) => value === document_type)?.label,
  },
  {
    id: 'engine',
    header: 'Written in',
    cell: (template) => ENGINES.find(({ value }) => value === template.template_engine)?.label,
  },
  { id: 'state', header: 'State', cell: (template) => <State template={template} theme={theme} /> },
  { id: 'changed', header: 'Changed', sort: 'updated_at', cell: ({ updated_at }) => <DateText at={updated_at} /> },
  {
    id: 'remove',
    header: '',
    align: 'right',
    cell: ({ id, name }) => (
      <RemoveButton
        noun="template"
        name={name}
        keeps="Papers that were issued in it"
        remove={() => call('DELETE /pdf_templates/{id}', { id })}
      />
    ),
  },
]

function State({ template, theme }: { readonly template: PdfTemplate; readonly theme: Theme | undefined }) {
  if (template.last_error !== null) return <StatusBadge tone="bad">Could not be printed</StatusBadge>
  const isUsed = theme !== undefined && idOf(theme[`${template.document_type}_template_id`]) === template.id
  return isUsed ? <StatusBadge tone="good">In use</StatusBadge> : <StatusBadge tone="quiet">Not in use</StatusBadge>
}

/** Papers of the company's own design. */
export function PdfTemplateList() {
  const search = useListSearch()
  const theme = useList('GET /themes', { query: { filter: { default: true }, per_page: 1 } }).data?.rows[0]
  const templates = useList('GET /pdf_templates', {
    query: { page: search.page, per_page: search.per_page, sort: search.sort ?? 'name asc', exclude: LEFT_OUT },
  })
  return (
    <>
      <PageHeader
        title="PDF templates"
        crumbs={[
          { label: 'Settings', to: paths.companyProfile() },
          { label: 'Appearance', to: paths.appearance() },
        ]}
        subtitle={
          <>
            Papers of your own design. Which kind uses which is chosen under{' '}
            <TextLink to={paths.appearance()}>Appearance</TextLink>.
          </>
        }
        actions={[{ label: 'New template', icon: <IconPlus size={16} />, to: paths.newPdfTemplate(), needs: 'settings.edit' }]}
      />
      <DataTable
        noun="PDF templates"
        columns={columnsIn(theme)}
        search={search}
        list={templates}
        keyOf={({ id }) => id}
        empty={{
          title: 'No templates yet',
          text: 'Your papers are printed in the style chosen under Appearance. A template takes its place.',
          action: <LinkButton to={paths.newPdfTemplate()}>New template</LinkButton>,
        }}
      />
    </>
  )
}
