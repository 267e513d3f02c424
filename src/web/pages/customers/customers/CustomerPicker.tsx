import { Modal, Select, type SelectProps, Stack, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { call } from '../../../api.ts'
import { useList, useRead, useWrite } from '../../../query.ts'
import type { Customer } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { contains } from '../../../ui/list-search.ts'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { TermsField } from './TermsField.tsx'

interface CustomerPickerProps extends Omit<SelectProps, 'data' | 'value' | 'onChange'> {
  readonly value: number | null
  readonly onChange: (customer: Customer | null) => void
}

const NEW = 'new'

/** Finds a customer by name on the server while one types; one that is missing is added without leaving the page. */
export function CustomerPicker({ value, onChange, ...select }: CustomerPickerProps) {
  const [words, setWords] = useState('')
  const [adding, setAdding] = useState(false)
  const [asked] = useDebouncedValue(words, 200)
  const chosen = useRead('GET /customers/{id}', { id: value ?? 0 }, { enabled: value !== null })
  const isChosenShown = chosen.data !== undefined && words === chosen.data.name
  const found = useList('GET /customers', {
    query: { per_page: 20, sort: 'name asc', ...contains('name', isChosenShown ? '' : asked) },
  })
  // What was found for other words must not be chosen by an Enter that comes before the answer.
  const isSettled = isChosenShown || (words === asked && !found.isPlaceholderData && !found.isLoading)
  const rows = (found.data?.rows ?? []).filter(({ name }) => isSettled || matches(name, words))
  const known = value !== null && chosen.data && !rows.some((row) => row.id === value) ? [chosen.data, ...rows] : rows
  return (
    <>
      <Select
        label="Customer"
        placeholder="Type a name"
        searchable
        openOnFocus={false}
        {...select}
        data={[
          ...known.map((row) => ({ value: String(row.id), label: row.name })),
          ...(isSettled ? [{ value: NEW, label: words && !isChosenShown ? `Add “${words}” …` : 'Add a customer …' }] : []),
        ]}
        filter={({ options }) => options}
        value={value === null ? null : String(value)}
        searchValue={words}
        onSearchChange={setWords}
        onChange={(id) => {
          if (id === NEW) setAdding(true)
          else onChange(known.find((row) => String(row.id) === id) ?? null)
        }}
        nothingFoundMessage="Searching …"
        allowDeselect={false}
        selectFirstOptionOnChange={isSettled}
      />
      <Modal opened={adding} onClose={() => setAdding(false)} title="New customer">
        <QuickCustomer
          name={isChosenShown ? '' : words}
          cancel={() => setAdding(false)}
          done={(customer) => {
            setAdding(false)
            onChange(customer)
          }}
        />
      </Modal>
    </>
  )
}

function matches(name: string, words: string): boolean {
  return name.toLowerCase().includes(words.trim().toLowerCase())
}

function QuickCustomer({
  name,
  cancel,
  done,
}: {
  readonly name: string
  readonly cancel: () => void
  readonly done: (customer: Customer) => void
}) {
  const write = useWrite((body: Body<'POST /customers'>) => call('POST /customers', { body }), { quiet: true })
  const { form, submit, saving, problem } = useRecordForm({
    initial: { name, email: '', payment_terms: '' },
    check: (values) => ({ name: values.name.trim() ? null : 'Enter a name.' }),
    save: async (values) =>
      done(
        await write.mutateAsync({
          name: values.name.trim(),
          email: values.email.trim() || null,
          payment_terms: values.payment_terms.trim() || null,
        }),
      ),
  })
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.stopPropagation()
        submit(event)
      }}
    >
      <FormProblem problem={problem} />
      <Stack gap="sm">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <TextInput label="E-mail" type="email" {...form.getInputProps('email')} />
        <TermsField {...form.getInputProps('payment_terms')} />
        <DialogButtons close={cancel} verb="Add customer" saving={saving} />
      </Stack>
    </form>
  )
}
