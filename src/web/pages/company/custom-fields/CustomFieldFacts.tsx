import type { CustomField } from '../../../records.ts'
import { Fact } from '../../../ui/Fact.tsx'
import { fieldTexts } from '../../../ui/fields.ts'
import { fieldsSaid, type Metadata } from './metadata.ts'
import { useCustomFields } from './use-custom-fields.ts'

interface CustomFieldFactsProps {
  readonly object: CustomField['object']
  readonly metadata: Metadata
  readonly currency: string
}

/** What a record says in the company's own fields; nothing where it says nothing. */
export function CustomFieldFacts({ object, metadata, currency }: CustomFieldFactsProps) {
  const fields = useCustomFields(object)
  return fieldTexts(fieldsSaid(metadata, fields), currency).map(([name, value]) => (
    <Fact key={name} label={name}>
      {value}
    </Fact>
  ))
}
