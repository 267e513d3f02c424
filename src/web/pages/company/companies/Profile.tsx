import { Button, ColorInput, FileButton, Group, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { DEFAULT_COLOR } from '../../../../core/brand.ts'
import { call, upload } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useRead, useWrite } from '../../../query.ts'
import type { Company } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { FormButtons, FormSection } from '../../../ui/form-parts.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { CountrySelect, CurrencySelect, TimeZoneSelect } from '../../../ui/place-fields.tsx'
import { FormProblem, LeaveGuard, useRecordForm } from '../../../ui/record-form.tsx'
import { Shown } from '../../../ui/states.tsx'
import { toast, toastProblem } from '../../../ui/toasts.ts'

export function CompanyProfile() {
  return <Shown read={useRead('GET /company')}>{(company) => <ProfileForm company={company} />}</Shown>
}

const TEXTS = ['name', 'email', 'phone', 'website', 'tax_id', 'address1', 'address2', 'city', 'state', 'postal_code'] as const

function ProfileForm({ company }: { readonly company: Company }) {
  const { form, submit, saving, problem, isUnsaved } = useProfileForm(company)
  return (
    <form onSubmit={submit} noValidate>
      <PageHeader
        title="Company"
        crumbs={[{ label: 'Settings', to: paths.companyProfile() }]}
        subtitle={`@${company.username}`}
      />
      <FormProblem problem={problem} />
      <Stack gap="md" maw={860}>
        <Identity form={form} />
        <FormSection title="Books">
          <CurrencySelect
            label="Currency"
            allowDeselect={false}
            description="New customers and invoices begin with it."
            {...form.getInputProps('currency')}
          />
          <TimeZoneSelect
            label="Time zone"
            allowDeselect={false}
            description="Invoices are dated, and fall due, by this clock."
            {...form.getInputProps('time_zone')}
          />
        </FormSection>
        <FormSection title="Branding" text="How documents and the customer portal look.">
          <ColorInput
            label="Colour"
            format="hex"
            eyeDropperButtonProps={{ 'aria-label': 'Pick a colour from the screen' }}
            swatches={[DEFAULT_COLOR, '#2b567c', '#815508', '#9b2c1f', '#5b3f8c', '#2d3431']}
            {...form.getInputProps('color')}
          />
          <LogoField id={form.values.logo_file} change={(id) => form.setFieldValue('logo_file', id)} />
        </FormSection>
        <FormButtons saving={saving} />
      </Stack>
      <LeaveGuard isUnsaved={isUnsaved} />
    </form>
  )
}

function Identity({ form }: Pick<ReturnType<typeof useProfileForm>, 'form'>) {
  const text = (name: (typeof TEXTS)[number], label: string) => <TextInput label={label} {...form.getInputProps(name)} />
  return (
    <>
      <FormSection title="Profile" text="Printed on every document.">
        {text('name', 'Name')}
        {text('tax_id', 'Tax ID')}
        {text('email', 'E-mail')}
        {text('phone', 'Phone')}
        {text('website', 'Website')}
      </FormSection>
      <FormSection title="Address">
        {text('address1', 'Street')}
        {text('address2', 'Street, second line')}
        {text('city', 'City')}
        {text('state', 'State or province')}
        {text('postal_code', 'Postal code')}
        <CountrySelect label="Country" allowDeselect={false} {...form.getInputProps('country')} />
      </FormSection>
    </>
  )
}

function LogoField({ id, change }: { readonly id: number | null; readonly change: (id: number | null) => void }) {
  const stored = useRead('GET /files/{id}', { id: id ?? 0 }, { enabled: id !== null })
  const logo = id === null ? null : stored.data?.url
  const [sending, setSending] = useState(false)
  const take = async (file: File | null) => {
    if (!file) return
    setSending(true)
    await upload(file).then((stored) => change(stored.id), toastProblem)
    setSending(false)
  }
  return (
    <div>
      <Text fw={500} mb={4}>
        Logo
      </Text>
      <Group gap="sm">
        {logo ? <img src={logo} alt="Your logo" style={{ maxHeight: 44, maxWidth: 160, objectFit: 'contain' }} /> : null}
        <FileButton onChange={take} accept="image/png,image/jpeg,image/svg+xml">
          {(button) => (
            <Button {...button} variant="default" loading={sending}>
              {id === null ? 'Upload' : 'Replace'}
            </Button>
          )}
        </FileButton>
        {id === null ? null : (
          <Button variant="subtle" color="gray" onClick={() => change(null)}>
            Remove
          </Button>
        )}
      </Group>
      <Text fz="xs" c="dimmed" mt={4}>
        PNG, JPEG or SVG.
      </Text>
    </div>
  )
}

function useProfileForm(company: Company) {
  const queries = useQueryClient()
  const write = useWrite((body: Body<'PATCH /company'>) => call('PATCH /company', { body }), { quiet: true })
  const texts = Object.fromEntries(TEXTS.map((name) => [name, company[name] ?? ''])) as Record<(typeof TEXTS)[number], string>
  const profile = useRecordForm({
    initial: {
      ...texts,
      country: company.country,
      currency: company.currency,
      time_zone: company.time_zone,
      color: company.color ?? DEFAULT_COLOR,
      logo_file: company.logo_file,
    },
    check: (values) => ({
      name: values.name.trim() ? null : 'Enter the name your customers know.',
      color: /^#[0-9a-f]{6}$/i.test(values.color) ? null : `Enter a colour such as ${DEFAULT_COLOR}.`,
    }),
    save: async ({ name, color, logo_file, country, currency, time_zone, ...others }) => {
      const optional = Object.fromEntries(Object.entries(others).map(([field, value]) => [field, value.trim() || null]))
      await write.mutateAsync({ ...optional, name: name.trim(), color, logo_file, country, currency, time_zone })
      await queries.invalidateQueries({ queryKey: ['session'] })
      profile.form.resetDirty()
      toast('Company saved.')
    },
  })
  return profile
}
