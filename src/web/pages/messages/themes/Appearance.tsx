import {
  Alert,
  Checkbox,
  Grid,
  Group,
  Paper,
  Radio,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core'
import { call, list } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useRead, useWrite } from '../../../query.ts'
import type { PdfTemplate, Theme } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { DateText } from '../../../ui/dates.tsx'
import { FormButtons } from '../../../ui/form-parts.tsx'
import { LinkButton } from '../../../ui/links.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { FormProblem, LeaveGuard, useRecordForm } from '../../../ui/record-form.tsx'
import { Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { LEFT_OUT } from '../pdf-templates/template-texts.ts'
import { ThemePreview } from './ThemePreview.tsx'
import { STYLE_TEXTS, SWITCHES, TEMPLATE_KINDS, type ThemeValues, TITLE_GROUPS, themeBody, themeValues } from './theme-texts.ts'

/** How documents look on paper. The theme that is edited is the one papers are printed in. */
export function Appearance() {
  const themes = useList('GET /themes', { query: { filter: { default: true }, per_page: 1 } })
  const templates = useRead('GET /pdf_templates', { query: { per_page: 100, exclude: LEFT_OUT } })
  return (
    <Shown read={themes}>
      {({ rows }) => <ThemeForm theme={rows[0] ?? null} templates={(templates.data ?? []) as readonly PdfTemplate[]} />}
    </Shown>
  )
}

function ThemeForm({ theme, templates }: { readonly theme: Theme | null; readonly templates: readonly PdfTemplate[] }) {
  const { form, submit, saving, problem, isUnsaved } = useThemeForm(theme)
  return (
    <form onSubmit={submit} noValidate>
      <PageHeader
        title="Appearance"
        crumbs={[{ label: 'Settings', to: paths.companyProfile() }]}
        subtitle="How invoices, estimates, credit notes, receipts and statements look on paper."
      />
      <FormProblem problem={problem} />
      <FailedTemplates templates={templates} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Stack gap="md">
            <StyleChoice form={form} />
            <Words form={form} />
            <Titles form={form} />
            <OwnTemplates form={form} templates={templates} />
            <FormButtons saving={saving} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <ThemePreview values={form.values} />
        </Grid.Col>
      </Grid>
      <LeaveGuard isUnsaved={isUnsaved} />
    </form>
  )
}

type Form = Pick<ReturnType<typeof useThemeForm>, 'form'>

function StyleChoice({ form }: Form) {
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb="md">
        Style
      </Title>
      <Radio.Group aria-label="Style" {...form.getInputProps('style')}>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          {STYLE_TEXTS.map(({ value, label, text }) => (
            <Radio.Card key={value} value={value} p="sm" radius="md">
              <Group wrap="nowrap" align="flex-start" gap="sm">
                <Radio.Indicator />
                <div>
                  <Text fw={500}>{label}</Text>
                  <Text fz="sm" c="dimmed">
                    {text}
                  </Text>
                </div>
              </Group>
            </Radio.Card>
          ))}
        </SimpleGrid>
      </Radio.Group>
      <Group mt="md" justify="space-between" gap="xs">
        <Text fz="sm" c="dimmed">
          Logo and colour are those of the company.
        </Text>
        <LinkButton to={paths.companyProfile()} variant="default" size="xs">
          Change logo or colour
        </LinkButton>
      </Group>
    </Paper>
  )
}

function Words({ form }: Form) {
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb="md">
        What is shown
      </Title>
      <Stack gap="sm">
        {SWITCHES.map(([name, label]) => (
          <Checkbox key={name} label={label} {...form.getInputProps(name, { type: 'checkbox' })} />
        ))}
        <Textarea
          label="Terms"
          description="Stand on invoices, estimates and credit notes."
          autosize
          minRows={2}
          maxRows={10}
          {...form.getInputProps('terms')}
        />
        <Textarea label="Last words of an estimate" autosize maxRows={6} {...form.getInputProps('estimate_footer')} />
        <Textarea label="Last words of a receipt" autosize maxRows={6} {...form.getInputProps('receipt_footer')} />
      </Stack>
    </Paper>
  )
}

function Titles({ form }: Form) {
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb={2}>
        Titles
      </Title>
      <Text c="dimmed" mb="md">
        {form.values.use_translations
          ? 'Words you change stand on papers in your own language; other languages keep ours.'
          : 'These words stand on every paper, whatever its language.'}
      </Text>
      <Stack gap="md">
        {TITLE_GROUPS.map(({ label, titles }) => (
          <details key={label}>
            <summary style={{ cursor: 'pointer', fontWeight: 500 }}>{label}</summary>
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" mt="xs">
              {titles.map(([name, title]) => (
                <TextInput key={name} label={title} maxLength={100} {...form.getInputProps(name)} />
              ))}
            </SimpleGrid>
          </details>
        ))}
      </Stack>
    </Paper>
  )
}

/** One is chosen for each kind; they are written on pages of their own. */
function OwnTemplates({ form, templates }: Form & { readonly templates: readonly PdfTemplate[] }) {
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb={2}>
        PDF templates
      </Title>
      <Text c="dimmed" mb="md">
        A template of your own takes the place of the style.
      </Text>
      {templates.length > 0 ? (
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" mb="md">
          {TEMPLATE_KINDS.map(([kind, label]) => (
            <Select
              key={kind}
              label={label}
              placeholder="In the style above"
              clearable
              data={templates
                .filter((template) => template.document_type === kind)
                .map(({ id, name }) => ({ value: String(id), label: name }))}
              {...form.getInputProps(`${kind}_template_id`)}
            />
          ))}
        </SimpleGrid>
      ) : null}
      <LinkButton to={templates.length > 0 ? paths.pdfTemplates() : paths.newPdfTemplate()} variant="default" size="xs">
        {templates.length > 0 ? 'Manage templates' : 'New template'}
      </LinkButton>
    </Paper>
  )
}

function FailedTemplates({ templates }: { readonly templates: readonly PdfTemplate[] }) {
  return templates
    .filter(({ last_error }) => last_error !== null)
    .map(({ id, name, last_error, last_error_at }) => (
      <Alert key={id} color="brick" variant="light" mb="md" title={`The PDF template “${name}” could not be printed`}>
        <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
          {last_error} (<DateText at={last_error_at} />) Our own paper was used instead.
        </Text>
      </Alert>
    ))
}

function useThemeForm(theme: Theme | null) {
  const write = useWrite(
    (body: Body<'PATCH /themes/{code}'>) => (theme ? call('PATCH /themes/{code}', { code: theme.id, body }) : createTheme(body)),
    { quiet: true },
  )
  return useRecordForm<ThemeValues>({
    initial: themeValues(theme),
    save: async (values) => {
      await write.mutateAsync(themeBody(values))
      toast('Appearance saved. Papers already issued stay as they are.')
    },
  })
}

/** The first theme is called "default"; where that code is taken by one that is not in use, it is taken up again. */
async function createTheme(body: Body<'PATCH /themes/{code}'>) {
  const { rows } = await list('GET /themes', { query: { filter: { id: 'default' } } })
  const used = { ...body, default: true }
  return rows.length > 0
    ? call('PATCH /themes/{code}', { code: 'default', body: used })
    : call('POST /themes', { body: { ...used, id: 'default' } })
}
