import { CloseButton, Select, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { CustomField } from '../../../records.ts'
import { DateField } from '../../../ui/DateField.tsx'
import { MoneyField, NumberField } from '../../../ui/number-fields.tsx'

interface InputProps {
  readonly value?: unknown
  readonly onChange?: (value: unknown) => void
  readonly error?: ReactNode
}

/** A form that keeps what is typed under `metadata`. */
export interface MetadataForm {
  readonly getInputProps: (path: string) => InputProps
}

interface CustomFieldInputsProps {
  readonly fields: readonly CustomField[]
  readonly currency: string
  readonly form: MetadataForm
}

/** An input for each of the company's own fields, by its type. */
export function CustomFieldInputs({ fields, currency, form }: CustomFieldInputsProps) {
  return fields.map((field) => (
    <CustomFieldInput key={field.internal_id} field={field} currency={currency} {...form.getInputProps(`metadata.${field.id}`)} />
  ))
}

interface CustomFieldInputProps extends InputProps {
  readonly field: CustomField
  readonly currency: string
}

const YES_OR_NO = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
]

function CustomFieldInput({ field, currency, value, onChange, ...input }: CustomFieldInputProps) {
  const text = value === undefined || value === null ? '' : String(value)
  const common = { ...input, label: field.name }
  const change = (next: string | null) => onChange?.(next ?? '')
  if (typeof value === 'object' && value !== null)
    return <StructureInput {...common} json={JSON.stringify(value)} remove={() => change('')} />
  switch (field.type) {
    case 'boolean':
      return <Select {...common} clearable placeholder="Not said" data={YES_OR_NO} value={text || null} onChange={change} />
    case 'enum':
      return <Select {...common} clearable placeholder="Not said" data={field.choices} value={text || null} onChange={change} />
    case 'date':
      return <DateField {...common} clearable placeholder="Not said" value={dayOrNull(text)} onChange={change} />
    case 'integer':
    case 'double':
      return <NumberField {...common} value={text} onChange={change} />
    case 'money':
      return <MoneyField {...common} currency={currency} value={text} onChange={change} />
    case 'string':
      return <TextInput {...common} maxLength={255} value={text} onChange={({ currentTarget }) => change(currentTarget.value)} />
  }
}

interface StructureInputProps extends Pick<InputProps, 'error'> {
  readonly label: string
  readonly json: string
  readonly remove: () => void
}

/** A list or an object, older than the field: typed text would take the place of what only a program understands. */
function StructureInput({ json, remove, ...input }: StructureInputProps) {
  return (
    <TextInput
      {...input}
      readOnly
      description="Kept by a program"
      value={json}
      rightSection={<CloseButton aria-label={`Remove ${input.label}`} onClick={remove} />}
    />
  )
}

/** What stood there before the field was a date is no day; it shows as empty, and stays unless another is chosen. */
function dayOrNull(text: string): string | null {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : null
}
