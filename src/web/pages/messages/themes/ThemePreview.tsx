import { Group, Loader, Paper, Select, Text, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useRead } from '../../../query.ts'
import { problemText } from '../../../ui/toasts.ts'
import { PdfButton, Printed } from '../pdf-templates/Printed.tsx'
import { type Kind, TEMPLATE_KINDS, type ThemeValues, themeBody } from './theme-texts.ts'

/** An example document as it would be printed, while the theme is still being edited. */
export function ThemePreview({ values }: { readonly values: ThemeValues }) {
  const [kind, setKind] = useState<Kind>('invoice')
  const [settled] = useDebouncedValue(values, 500)
  const preview = useRead('POST /themes/preview', { body: { ...themeBody(settled), kind } }, { keep: true })
  return (
    <Paper p="lg" component="section" style={{ position: 'sticky', top: 72 }}>
      <Group justify="space-between" mb="md" gap="xs">
        <Title order={2}>Preview</Title>
        <Group gap="xs">
          {preview.isFetching ? <Loader size="xs" aria-label="The preview is made" /> : null}
          <Select
            aria-label="Kind of document"
            size="xs"
            w={140}
            allowDeselect={false}
            data={TEMPLATE_KINDS.map(([value, label]) => ({ value, label }))}
            value={kind}
            onChange={(value) => value && setKind(value as Kind)}
          />
          {preview.data ? <PdfButton pdf={preview.data.pdf} name={kind} /> : null}
        </Group>
      </Group>
      {preview.error ? (
        <Text c="var(--mantine-color-error)" role="alert">
          {problemText(preview.error)}
        </Text>
      ) : null}
      {preview.data?.problem ? (
        <Text c="var(--mantine-color-error)" role="alert" mb="sm" style={{ overflowWrap: 'anywhere' }}>
          The PDF template could not be printed, so this is our own paper: {preview.data.problem}
        </Text>
      ) : null}
      {preview.data ? <Printed svg={preview.data.svg} /> : null}
    </Paper>
  )
}
