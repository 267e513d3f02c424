import { Checkbox, Stack, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useRead, useWrite } from '../../../query.ts'
import type { InvoiceCadence } from '../../../records.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { FormButtons, FormSection } from '../../../ui/form-parts.tsx'
import { useGo } from '../../../ui/links.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { FormProblem, LeaveGuard } from '../../../ui/record-form.tsx'
import { Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { InvoiceSteps } from './InvoiceSteps.tsx'
import { useInvoiceCadenceForm } from './use-invoice-cadence-form.ts'

export function NewInvoiceCadence() {
  return <InvoiceCadenceEditor />
}

export function EditInvoiceCadence() {
  const id = Number(useParams({ strict: false }).id)
  const read = useRead('GET /invoice_chasing_cadences/{id}', { id, query: { include: 'num_invoices' } })
  return <Shown read={read}>{(cadence) => <InvoiceCadenceEditor key={cadence.id} cadence={cadence} />}</Shown>
}

function InvoiceCadenceEditor({ cadence }: { readonly cadence?: InvoiceCadence }) {
  const { form, submit, saving, problem, isUnsaved } = useInvoiceCadenceForm(cadence)
  return (
    <form onSubmit={submit} noValidate>
      <PageHeader
        title={cadence ? cadence.name : 'New cadence for invoices'}
        crumbs={[{ label: 'Chasing', to: paths.cadences('invoices') }]}
        subtitle="Reminds of each invoice on its own, until it is paid."
        more={useMore(cadence)}
      />
      <FormProblem problem={problem} />
      <Stack gap="md" maw={860}>
        <FormSection title="Basics">
          <TextInput label="Name" required autoFocus={!cadence} {...form.getInputProps('name')} />
          <Checkbox
            label="All new invoices follow it"
            description="Unless an invoice says otherwise."
            mt={{ base: 0, xs: 26 }}
            {...form.getInputProps('default', { type: 'checkbox' })}
          />
        </FormSection>
        <InvoiceSteps form={form} />
        <FormButtons back={paths.cadences('invoices')} saving={saving} />
      </Stack>
      <LeaveGuard isUnsaved={isUnsaved} />
    </form>
  )
}

function useMore(cadence: InvoiceCadence | undefined) {
  const go = useGo()
  const remove = useWrite((id: number) => call('DELETE /invoice_chasing_cadences/{id}', { id }), { quiet: true })
  if (!cadence) return []
  const followers = cadence.num_invoices ?? 0
  const ask = () =>
    confirm({
      title: `Delete ${cadence.name}?`,
      text:
        followers === 0
          ? 'No open invoice follows it.'
          : `${followers === 1 ? 'One open invoice follows' : `${followers} open invoices follow`} it and will not be chased any more.`,
      verb: 'Delete cadence',
      danger: true,
      run: async () => {
        await remove.mutateAsync(cadence.id)
        toast(`${cadence.name} deleted.`)
        go(paths.cadences('invoices'))
      },
    })
  return [{ label: 'Delete', icon: <IconTrash size={16} />, danger: true, run: ask, needs: 'settings.edit' }]
}
