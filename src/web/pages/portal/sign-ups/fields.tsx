import { Select, SimpleGrid, TextInput } from '@mantine/core'
import type { PortalSignUp } from '../../../records.ts'
import { CountrySelect } from '../../../ui/place-fields.tsx'
import type { useRecordForm } from '../../../ui/record-form.tsx'
import type { SignUpForm } from './form.ts'

type FormOf = ReturnType<typeof useRecordForm<SignUpForm>>['form']

interface AddressFieldsProps {
  readonly form: FormOf
  /** What stands before the names of the fields: nothing, or `ship_to.`. */
  readonly prefix: string
  /** As browsers call it when they fill it in. */
  readonly group: 'billing' | 'shipping'
}

export function AddressFields({ form, prefix, group }: AddressFieldsProps) {
  const field = (name: string, autoComplete: string) => ({
    autoComplete: `${group} ${autoComplete}`,
    ...form.getInputProps(`${prefix}${name}`),
  })
  return (
    <>
      <TextInput label="Street and number" required {...field('address1', 'address-line1')} />
      <TextInput label="Street, second line" {...field('address2', 'address-line2')} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label="City" required {...field('city', 'address-level2')} />
        <TextInput label="State or region" {...field('state', 'address-level1')} />
        <TextInput label="Postal code" {...field('postal_code', 'postal-code')} />
        <CountrySelect label="Country" {...field('country', 'country')} />
      </SimpleGrid>
    </>
  )
}

/** What the company asks for besides. */
export function OwnFields({ form, fields }: { readonly form: FormOf; readonly fields: PortalSignUp['fields'] }) {
  return fields.map(({ id, name, type, choices }) => {
    const input = form.getInputProps(`fields.${id}`)
    if (type === 'enum' || type === 'boolean')
      return (
        <Select
          key={id}
          label={name}
          data={
            type === 'enum'
              ? choices
              : [
                  { value: 'true', label: 'Yes' },
                  { value: 'false', label: 'No' },
                ]
          }
          {...input}
        />
      )
    return <TextInput key={id} label={name} inputMode={type === 'string' ? 'text' : 'decimal'} {...input} />
  })
}
