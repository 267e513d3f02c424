import { Autocomplete, type AutocompleteProps } from '@mantine/core'

/** When payment is due, in the words that are printed. Any text is allowed; these are understood. */
export function TermsField(props: Omit<AutocompleteProps, 'data'>) {
  return (
    <Autocomplete
      label="Payment terms"
      placeholder="Such as NET 30"
      data={['Due on receipt', 'NET 7', 'NET 14', 'NET 30', 'NET 60', '2% 10 NET 30']}
      {...props}
    />
  )
}
