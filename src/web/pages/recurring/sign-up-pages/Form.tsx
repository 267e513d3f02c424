import { Checkbox, MultiSelect, Paper, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { IconExternalLink, IconTrash } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useRead, useWrite } from '../../../query.ts'
import type { SignUpPage, SignUpPageAddon } from '../../../records.ts'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { confirm } from '../../../ui/confirm.tsx'
import { FormButtons, FormSection } from '../../../ui/form-parts.tsx'
import { useGo } from '../../../ui/links.tsx'
import { type Action, PageHeader } from '../../../ui/PageHeader.tsx'
import { FormProblem, LeaveGuard } from '../../../ui/record-form.tsx'
import { Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { Addons } from './Addons.tsx'
import { Offer } from './Offer.tsx'
import { type PageForm, useSignUpPageForm } from './use-sign-up-page-form.ts'

export function NewSignUpPage() {
  return <SignUpPageEditor addons={[]} />
}

export function EditSignUpPage() {
  const id = Number(useParams({ strict: false }).id)
  const page = useRead('GET /sign_up_pages/{id}', { id })
  const addons = useRead('GET /sign_up_page_addons', {
    query: { per_page: 100, sort: 'id asc', filter: { sign_up_page_id: id } },
  })
  return (
    <Shown read={page}>
      {(shown) => (
        <Shown read={addons}>{(rows) => <SignUpPageEditor key={shown.id} page={shown} addons={inOrder(rows)} />}</Shown>
      )}
    </Shown>
  )
}

function inOrder(addons: readonly SignUpPageAddon[]): SignUpPageAddon[] {
  return [...addons].sort((left, right) => left.order - right.order || left.id - right.id)
}

interface EditorProps {
  readonly page?: SignUpPage
  readonly addons: readonly SignUpPageAddon[]
}

function SignUpPageEditor({ page, addons }: EditorProps) {
  const { form, submit, saving, problem, isUnsaved } = useSignUpPageForm(page, addons)
  const offers = form.values.type === 'recurring'
  const { actions, more } = useActions(page)
  return (
    <form onSubmit={submit} noValidate>
      <PageHeader
        title={page ? page.name : 'New sign-up page'}
        crumbs={[
          { label: 'Settings', to: paths.companyProfile() },
          { label: 'Sign-up pages', to: paths.signUpPages() },
        ]}
        subtitle={offers ? 'Whoever signs up begins a subscription.' : 'Whoever signs up saves a way to pay, nothing more.'}
        actions={actions}
        more={more}
      />
      <FormProblem problem={problem} />
      <Stack gap="md" maw={860}>
        {page ? <PublicLink url={page.url} /> : null}
        <Heading form={form} />
        {offers ? <Offer form={form} /> : null}
        {offers ? <Addons form={form} /> : null}
        <Questions form={form} />
        <FormButtons back={paths.signUpPages()} saving={saving} verb={page ? 'Save' : 'Create page'} />
      </Stack>
      <LeaveGuard isUnsaved={isUnsaved} />
    </form>
  )
}

function useActions(page: SignUpPage | undefined): { actions: Action[]; more: Action[] } {
  const go = useGo()
  const remove = useWrite((id: number) => call('DELETE /sign_up_pages/{id}', { id }), { quiet: true })
  if (!page) return { actions: [], more: [] }
  const ask = () =>
    confirm({
      title: `Delete ${page.name}?`,
      text: 'Its link works no more. Subscriptions that began there go on.',
      verb: 'Delete page',
      danger: true,
      run: async () => {
        await remove.mutateAsync(page.id)
        toast(`${page.name} deleted.`)
        go(paths.signUpPages())
      },
    })
  return {
    actions: [{ label: 'Preview', icon: <IconExternalLink size={16} />, href: page.url }],
    more: [{ label: 'Delete', icon: <IconTrash size={16} />, danger: true, run: ask, needs: 'settings.edit' }],
  }
}

function PublicLink({ url }: { readonly url: string }) {
  return (
    <Paper p="md" component="section" aria-label="Public link">
      <TextInput
        label="Public link"
        description="Whoever has it can sign up. It shows what was saved last."
        value={url}
        readOnly
        rightSection={<CopyButton value={url} label="Copy the link" />}
        onFocus={(event) => event.currentTarget.select()}
      />
    </Paper>
  )
}

const TYPES = [
  { value: 'recurring', label: 'Begins a subscription' },
  { value: 'autopay', label: 'Saves a way to pay (AutoPay)' },
]

const WIDE = { gridColumn: '1 / -1' }

function Heading({ form }: { readonly form: PageForm }) {
  return (
    <FormSection title="Page">
      <TextInput
        label="Name"
        description="The title of the page."
        required
        autoFocus={!form.values.name}
        maxLength={255}
        {...form.getInputProps('name')}
      />
      <Select
        label="Whoever signs up"
        description="What the page is for."
        data={TYPES}
        allowDeselect={false}
        {...form.getInputProps('type')}
      />
      <Textarea
        label="Text under the title"
        autosize
        minRows={2}
        maxRows={10}
        style={WIDE}
        {...form.getInputProps('header_text')}
      />
    </FormSection>
  )
}

/** What people are asked besides their name, e-mail and way of paying. */
function Questions({ form }: { readonly form: PageForm }) {
  const fields = useList('GET /custom_fields', { query: { per_page: 100, sort: 'name asc', filter: { object: 'customer' } } })
  const known = fields.data?.rows ?? []
  const isOffer = form.values.type === 'recurring'
  return (
    <FormSection title="What is asked" text="Name, e-mail and the way of paying are always asked.">
      <Stack gap="sm">
        <Checkbox label="Billing address" {...form.getInputProps('billing_address', { type: 'checkbox' })} />
        {isOffer ? <Checkbox label="Shipping address" {...form.getInputProps('shipping_address', { type: 'checkbox' })} /> : null}
      </Stack>
      {known.length > 0 || form.values.custom_fields.length > 0 ? (
        <MultiSelect
          label="Custom fields of customers"
          placeholder={form.values.custom_fields.length > 0 ? '' : 'None'}
          searchable
          data={known.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('custom_fields')}
        />
      ) : (
        <Text c="dimmed" fz="sm">
          Custom fields of customers can be asked here too, once there are some.
        </Text>
      )}
      <TextInput
        label="Address of your terms"
        description="People must agree to them."
        placeholder="https://"
        type="url"
        {...form.getInputProps('tos_url')}
      />
      <TextInput
        label="Where to go afterwards"
        description="Empty: our own page says thank you."
        placeholder="https://"
        type="url"
        {...form.getInputProps('thanks_url')}
      />
    </FormSection>
  )
}
