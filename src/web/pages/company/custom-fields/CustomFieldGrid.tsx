import { SimpleGrid } from '@mantine/core'
import type { CustomField } from '../../../records.ts'
import { FormSection } from '../../../ui/form-parts.tsx'
import { CustomFieldInputs, type MetadataForm } from './CustomFieldInputs.tsx'
import { useCustomFields } from './use-custom-fields.ts'

interface OwnFieldsProps {
  readonly object: CustomField['object']
  readonly currency: string
  readonly form: MetadataForm
}

/** The company's own fields among those of a form, two in a row where there is room; nothing where it has none. */
export function CustomFieldGrid({ object, currency, form }: OwnFieldsProps) {
  const fields = useCustomFields(object)
  if (fields.length === 0) return null
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
      <CustomFieldInputs fields={fields} currency={currency} form={form} />
    </SimpleGrid>
  )
}

/** The same as a section of a page. */
export function CustomFieldSection({ object, currency, form }: OwnFieldsProps) {
  const fields = useCustomFields(object)
  if (fields.length === 0) return null
  return (
    <FormSection title="Custom fields">
      <CustomFieldInputs fields={fields} currency={currency} form={form} />
    </FormSection>
  )
}
