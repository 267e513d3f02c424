import { Anchor, Group } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList } from '../../../query.ts'
import type { SignUpPage } from '../../../records.ts'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { BLANK } from '../../../ui/cells.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { LinkButton, TextLink } from '../../../ui/links.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { RemoveButton } from '../../catalog/RemoveButton.tsx'

const columns: readonly Column<SignUpPage>[] = [
  {
    id: 'name',
    header: 'Name',
    sort: 'name',
    cell: ({ id, name }) => (
      <TextLink to={paths.signUpPage(id)} fw={550}>
        {name}
      </TextLink>
    ),
  },
  {
    id: 'type',
    header: 'Whoever signs up',
    sort: 'type',
    cell: ({ type }) => (type === 'recurring' ? 'Begins a subscription' : 'Saves a way to pay'),
  },
  { id: 'plans', header: 'Plans', cell: ({ plans }) => (plans.length > 0 ? plans.join(', ') : BLANK) },
  {
    id: 'link',
    header: 'Public link',
    cell: ({ name, url }) => (
      <Group component="span" gap={4} wrap="nowrap">
        <Anchor href={url} target="_blank" rel="noreferrer" aria-label={`Open ${name}`}>
          Open
        </Anchor>
        <CopyButton value={url} label={`Copy the link of ${name}`} />
      </Group>
    ),
  },
  {
    id: 'remove',
    header: '',
    align: 'right',
    cell: ({ id, name }) => (
      <RemoveButton
        noun="page"
        name={name}
        keeps="Its link works no more; subscriptions that began there"
        remove={() => call('DELETE /sign_up_pages/{id}', { id })}
      />
    ),
  },
]

/** Pages on which customers begin subscriptions or AutoPay by themselves. */
export function SignUpPageList() {
  const search = useListSearch()
  const pages = useList('GET /sign_up_pages', {
    query: { page: search.page, per_page: search.per_page, sort: search.sort ?? 'name asc' },
  })
  return (
    <>
      <PageHeader
        title="Sign-up pages"
        crumbs={[{ label: 'Settings', to: paths.companyProfile() }]}
        subtitle="Customers begin subscriptions or AutoPay by themselves; you give them the link."
        actions={[{ label: 'New page', icon: <IconPlus size={16} />, to: paths.newSignUpPage(), needs: 'settings.edit' }]}
      />
      <DataTable
        noun="sign-up pages"
        columns={columns}
        search={search}
        list={pages}
        keyOf={({ id }) => id}
        empty={{
          title: 'No sign-up pages yet',
          text: 'A page offers plans, or just asks for a card. Put its link on your website or in a mail.',
          action: <LinkButton to={paths.newSignUpPage()}>New page</LinkButton>,
        }}
      />
    </>
  )
}
