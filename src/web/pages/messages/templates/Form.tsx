import { Checkbox, Grid, Group, Paper, Stack, Text, Textarea, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconRestore } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useRead, useWrite } from '../../../query.ts'
import type { EmailTemplate } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { CodeCell } from '../../../ui/cells.tsx'
import { confirm } from '../../../ui/confirm.tsx'
import { FormButtons } from '../../../ui/form-parts.tsx'
import { NumberField } from '../../../ui/number-fields.tsx'
import { type Action, PageHeader } from '../../../ui/PageHeader.tsx'
import { FormProblem, LeaveGuard, useRecordForm } from '../../../ui/record-form.tsx'
import { Shown } from '../../../ui/states.tsx'
import { problemText, toast } from '../../../ui/toasts.ts'
import { OPTION_TEXTS, optionText } from './option-texts.ts'

export function EmailTemplatePage() {
  const code = String(useParams({ strict: false }).id)
  const read = useRead('GET /email_templates/{code}', { code })
  return (
    <Shown read={read}>{(template) => <TemplateForm key={`${template.id} ${template.updated_at}`} template={template} />}</Shown>
  )
}

function TemplateForm({ template }: { readonly template: EmailTemplate }) {
  const { form, submit, saving, problem, isUnsaved } = useTemplateForm(template)
  const restore = useWrite(() => call('DELETE /email_templates/{code}', { code: template.id }), {
    quiet: true,
    onDone: () => toast('Our text is back.'),
  })
  const restoring: Action = {
    label: 'Return to our text',
    icon: <IconRestore size={16} />,
    needs: 'settings.edit',
    reason: template.customized ? undefined : 'It is our text already.',
    run: () =>
      confirm({
        title: 'Return to our text?',
        text: 'Your subject, body and options of this template are gone.',
        verb: 'Return to our text',
        danger: true,
        run: () => restore.mutateAsync(undefined),
      }),
  }
  return (
    <form onSubmit={submit} noValidate>
      <PageHeader
        title={template.name}
        crumbs={[
          { label: 'Settings', to: paths.companyProfile() },
          { label: 'E-mail templates', to: paths.emailTemplates() },
        ]}
        more={[restoring]}
      />
      <FormProblem problem={problem} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack gap="md">
            <Paper p="lg" component="section" aria-label="Text">
              <Stack gap="md">
                <TextInput label="Subject" required {...form.getInputProps('subject')} />
                <Textarea label="Body" required autosize minRows={10} maxRows={24} {...form.getInputProps('body')} />
                <Variables names={template.variables} />
              </Stack>
            </Paper>
            <Options form={form} />
            <FormButtons back={paths.emailTemplates()} saving={saving} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Preview code={template.id} subject={form.values.subject} body={form.values.body} />
        </Grid.Col>
      </Grid>
      <LeaveGuard isUnsaved={isUnsaved} />
    </form>
  )
}

function Variables({ names }: { readonly names: readonly string[] }) {
  return (
    <details>
      <summary style={{ cursor: 'pointer' }}>What the text may name</summary>
      <Group gap="xs" mt="xs">
        {names.map((name) => (
          <CodeCell key={name}>{`{{${name}}}`}</CodeCell>
        ))}
      </Group>
    </details>
  )
}

/** What the template does by itself. */
function Options({ form }: Pick<ReturnType<typeof useTemplateForm>, 'form'>) {
  const known = Object.keys(form.values.options).filter((name) => name in OPTION_TEXTS)
  if (known.length === 0) return null
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb="md">
        By itself
      </Title>
      <Stack gap="sm">
        {known.map((name) => {
          const value = form.values.options[name]
          const field = `options.${name}`
          if (typeof value === 'boolean')
            return <Checkbox key={name} label={optionText(name)} {...form.getInputProps(field, { type: 'checkbox' })} />
          return name === 'button_text' ? (
            <TextInput key={name} label={optionText(name)} placeholder="As usual" {...form.getInputProps(field)} />
          ) : (
            <NumberField key={name} label={optionText(name)} {...form.getInputProps(field)} />
          )
        })}
      </Stack>
    </Paper>
  )
}

/** The mail as a customer would get it, filled in with an example. */
function Preview({ code, subject, body }: { readonly code: string; readonly subject: string; readonly body: string }) {
  const [text] = useDebouncedValue(body, 400)
  const [title] = useDebouncedValue(subject, 400)
  const filled = useRead(
    'POST /email_templates/{code}/preview',
    { code, body: { subject: title, body: text } },
    { enabled: title.trim() !== '' && text.trim() !== '' },
  )
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb="md">
        Preview
      </Title>
      {filled.error ? (
        <Text c="var(--mantine-color-error)" role="alert">
          {problemText(filled.error)}
        </Text>
      ) : null}
      {filled.data ? (
        <>
          <Text fw={600} mb="sm" style={{ overflowWrap: 'anywhere' }}>
            {filled.data.subject}
          </Text>
          <iframe
            title="The mail as your customer sees it"
            sandbox=""
            srcDoc={filled.data.html}
            style={{ width: '100%', height: 560, border: '1px solid var(--line)', borderRadius: 6, background: '#fff' }}
          />
        </>
      ) : null}
    </Paper>
  )
}

function useTemplateForm(template: EmailTemplate) {
  const write = useWrite(
    (body: Body<'PATCH /email_templates/{code}'>) => call('PATCH /email_templates/{code}', { code: template.id, body }),
    { quiet: true },
  )
  const shown = Object.entries(template.options).map(([name, value]) => [
    name,
    typeof value === 'boolean' ? value : String(value ?? ''),
  ])
  return useRecordForm({
    initial: {
      subject: template.subject,
      body: template.body,
      options: Object.fromEntries(shown) as Record<string, string | boolean>,
    },
    check: (values) => ({
      subject: values.subject.trim() ? null : 'Enter a subject.',
      body: values.body.trim() ? null : 'Enter a text.',
      ...Object.fromEntries(
        Object.entries(values.options).map(([name, value]) => [
          `options.${name}`,
          typeof template.options[name] === 'number' && !/^\d{1,3}$/.test(String(value)) ? 'Enter a whole number.' : null,
        ]),
      ),
    }),
    save: async ({ subject, body, options }) => {
      const given = Object.entries(options).map(([name, value]) => [
        name,
        typeof template.options[name] === 'number' ? Number(value) : value === '' ? null : value,
      ])
      await write.mutateAsync({ subject, body, options: Object.fromEntries(given) })
      toast(`${template.name} saved.`)
    },
  })
}
