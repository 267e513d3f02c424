import { Alert, Grid, Paper, Select, SimpleGrid, Stack, Text, Textarea, TextInput, Title } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useRead, useWrite } from '../../../query.ts'
import type { PdfTemplate } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { DateText } from '../../../ui/dates.tsx'
import { FormButtons } from '../../../ui/form-parts.tsx'
import { useGo } from '../../../ui/links.tsx'
import { type Action, PageHeader } from '../../../ui/PageHeader.tsx'
import { FormProblem, LeaveGuard, useRecordForm } from '../../../ui/record-form.tsx'
import { Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { TemplatePreview } from './Preview.tsx'
import {
  ENGINES,
  KINDS,
  restarted,
  SOURCES,
  type Source,
  type TemplateValues,
  templateBody,
  templateValues,
} from './template-texts.ts'

export function NewPdfTemplate() {
  return <TemplateEditor />
}

export function EditPdfTemplate() {
  const id = Number(useParams({ strict: false }).id)
  return (
    <Shown read={useRead('GET /pdf_templates/{id}', { id })}>
      {(template) => <TemplateEditor key={template.id} template={template} />}
    </Shown>
  )
}

function TemplateEditor({ template }: { readonly template?: PdfTemplate }) {
  const { form, submit, saving, problem, isUnsaved } = useTemplateForm(template)
  return (
    <form onSubmit={submit} noValidate>
      <PageHeader
        title={template ? template.name : 'New PDF template'}
        crumbs={[
          { label: 'Appearance', to: paths.appearance() },
          { label: 'PDF templates', to: paths.pdfTemplates() },
        ]}
        subtitle="The example shows how it prints while you write."
        more={useMore(template)}
      />
      <FormProblem problem={problem} />
      {template?.last_error ? (
        <Alert color="brick" variant="light" mb="md" title="It could not be printed the last time">
          <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
            {template.last_error} (<DateText at={template.last_error_at} />) Our own paper was used instead.
          </Text>
        </Alert>
      ) : null}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Stack gap="md">
            <Basics form={form} isNew={!template} />
            <Sources form={form} />
            {form.values.template_engine === 'typst' ? null : <Margins form={form} />}
            <FormButtons back={paths.pdfTemplates()} saving={saving} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <TemplatePreview values={form.values} />
        </Grid.Col>
      </Grid>
      <LeaveGuard isUnsaved={isUnsaved} />
    </form>
  )
}

function useMore(template: PdfTemplate | undefined): Action[] {
  const go = useGo()
  const remove = useWrite((id: number) => call('DELETE /pdf_templates/{id}', { id }), { quiet: true })
  if (!template) return []
  const ask = () =>
    confirm({
      title: `Delete ${template.name}?`,
      text: 'Only a template that no theme uses can be deleted.',
      verb: 'Delete template',
      danger: true,
      run: async () => {
        await remove.mutateAsync(template.id)
        toast(`${template.name} deleted.`)
        go(paths.pdfTemplates())
      },
    })
  return [{ label: 'Delete', icon: <IconTrash size={16} />, danger: true, run: ask, needs: 'settings.edit' }]
}

type Form = Pick<ReturnType<typeof useTemplateForm>, 'form'>

function Basics({ form, isNew }: Form & { readonly isNew: boolean }) {
  const change = (changes: Parameters<typeof restarted>[1]) =>
    form.setValues(isNew ? restarted(form.values, changes) : { ...form.values, ...changes })
  return (
    <Paper p="lg" component="section" aria-label="Template">
      <Stack gap="md">
        <TextInput label="Name" required autoFocus={isNew} maxLength={255} {...form.getInputProps('name')} />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
          <Select
            label="For"
            data={KINDS}
            allowDeselect={false}
            {...form.getInputProps('document_type')}
            onChange={(value) => value && change({ document_type: value as TemplateValues['document_type'] })}
          />
          <Select
            label="Written in"
            data={ENGINES}
            allowDeselect={false}
            {...form.getInputProps('template_engine')}
            onChange={(value) => value && change({ template_engine: value as TemplateValues['template_engine'] })}
          />
        </SimpleGrid>
      </Stack>
    </Paper>
  )
}

function Sources({ form }: Form) {
  const { template_engine, document_type } = form.values
  const field = ([name, label]: readonly [Source, string], rows: number) => (
    <Textarea
      key={name}
      label={label}
      required={name === 'html'}
      autosize
      minRows={rows}
      maxRows={28}
      spellCheck={false}
      wrap="off"
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.8125rem' } }}
      {...form.getInputProps(name)}
    />
  )
  const [paper, css, ...edges] = SOURCES
  return (
    <Paper p="lg" component="section" aria-label="Source">
      <Stack gap="md">
        {field(paper, 14)}
        <Text c="dimmed" fz="sm">
          {template_engine === 'typst'
            ? `Everything about the document is in json(bytes(sys.inputs.content)): company, customer and ${document_type}, each text as it is printed.`
            : `It may name whatever the API says of the ${document_type.replace('_', ' ')}, the customer and the company, such as {{ ${document_type}.number }} or {{ customer.address }}, each text as it is printed.`}
        </Text>
        {template_engine === 'typst' ? null : (
          <>
            {field(css, 5)}
            <details>
              <summary style={{ cursor: 'pointer', fontWeight: 500 }}>Head and foot of each page</summary>
              <Stack gap="md" mt="sm">
                {edges.map((edge) => field(edge, 2))}
              </Stack>
            </details>
          </>
        )}
      </Stack>
    </Paper>
  )
}

function Margins({ form }: Form) {
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb={2}>
        Margins
      </Title>
      <Text c="dimmed" mb="md">
        Lengths such as 12mm, 0.5cm or 1in.
      </Text>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="md">
        <TextInput label="Top" {...form.getInputProps('margin_top')} />
        <TextInput label="Bottom" {...form.getInputProps('margin_bottom')} />
        <TextInput label="Left" {...form.getInputProps('margin_left')} />
        <TextInput label="Right" {...form.getInputProps('margin_right')} />
      </SimpleGrid>
    </Paper>
  )
}

function useTemplateForm(template: PdfTemplate | undefined) {
  const go = useGo()
  const write = useWrite(
    (body: Body<'POST /pdf_templates'>) =>
      template ? call('PATCH /pdf_templates/{id}', { id: template.id, body }) : call('POST /pdf_templates', { body }),
    { quiet: true },
  )
  return useRecordForm<TemplateValues>({
    initial: templateValues(template),
    check: (values) => ({
      name: values.name.trim() ? null : 'Enter a name.',
      html: values.html.trim() ? null : 'Write what is printed.',
    }),
    save: async (values) => {
      const saved = await write.mutateAsync(templateBody(values))
      toast(template ? `${saved.name} saved.` : `${saved.name} saved. Choose it under Appearance to use it.`)
      go(paths.pdfTemplates())
    },
  })
}
