import { Alert, Button, Group, Loader, Paper, Text, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useRead } from '../../../query.ts'
import { problemText } from '../../../ui/toasts.ts'
import { PdfButton, Printed } from './Printed.tsx'
import { offsetOf, placeText, type TemplateValues, templateBody } from './template-texts.ts'

interface Problem {
  readonly part: string | null
  readonly line: number | null
  readonly column: number | null
  readonly said: string
}

/** The example as the template prints it, while it is written; where it cannot be printed, why and where. */
export function TemplatePreview({ values }: { readonly values: TemplateValues }) {
  const [settled] = useDebouncedValue(values, 700)
  const { name: _, ...body } = templateBody(settled)
  const preview = useRead('POST /pdf_templates/preview', { body }, { keep: true, enabled: settled.html.trim() !== '' })
  const { pdf, svg, problem } = preview.data ?? { pdf: null, svg: null, problem: null }
  return (
    <Paper p="lg" component="section" style={{ position: 'sticky', top: 72 }}>
      <Group justify="space-between" mb="md" gap="xs">
        <Title order={2}>Preview</Title>
        <Group gap="xs">
          {preview.isFetching ? <Loader size="xs" aria-label="The preview is made" /> : null}
          {pdf ? <PdfButton pdf={pdf} name={values.document_type} /> : null}
        </Group>
      </Group>
      {preview.error ? (
        <Text c="var(--mantine-color-error)" role="alert">
          {problemText(preview.error)}
        </Text>
      ) : problem ? (
        <Wrong problem={problem} values={values} />
      ) : null}
      {svg ? <Printed svg={svg} /> : null}
    </Paper>
  )
}

function Wrong({ problem, values }: { readonly problem: Problem; readonly values: TemplateValues }) {
  const { part, line, column, said } = problem
  const place = placeText(problem)
  const show = () => {
    const input = document.querySelector<HTMLTextAreaElement>(`textarea[data-path="${CSS.escape(part ?? '')}"]`)
    if (!input || line === null) return
    const edges = input.closest('details')
    if (edges) edges.open = true
    const { start, end } = offsetOf(values[part as keyof TemplateValues] ?? '', line, column ?? 1)
    input.focus()
    input.setSelectionRange(start, end)
  }
  return (
    <Alert color="brick" variant="light" role="alert" title="This cannot be printed">
      {place ? <Text fw={550}>{place}</Text> : null}
      <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
        {said}
      </Text>
      {part !== null && line !== null ? (
        <Button size="xs" variant="default" mt="xs" onClick={show}>
          Go to the place
        </Button>
      ) : null}
    </Alert>
  )
}
