import { Button, TextInput, type TextInputProps } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useRead } from '../../query.ts'

interface UsernameFieldProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  readonly value: string
  readonly onChange: (username: string) => void
}

/** The name of a company in addresses; while one types it says whether it is free, and offers a free one where it is not. */
export function UsernameField({ value, onChange, error, ...input }: UsernameFieldProps) {
  const [asked] = useDebouncedValue(value, 300)
  const answer = useRead('GET /companies/username_available', { query: { username: asked } }, { enabled: asked.length >= 3 }).data
  const isTold = answer !== undefined && asked === value
  const taken = isTold && !answer.available ? (answer.problem ?? `${value} is taken.`) : null
  const suggestion = isTold && !answer.available ? answer.suggestion : null
  return (
    <TextInput
      label="Username"
      description={`Your customers see it in addresses: ${window.location.host}/portal/${value || 'yourname'}`}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      {...input}
      value={value}
      error={error || taken}
      onChange={(event) => onChange(event.currentTarget.value.toLowerCase())}
      {...(suggestion
        ? {
            rightSectionWidth: 150,
            rightSection: (
              <Button size="compact-xs" variant="light" maw={140} onClick={() => onChange(suggestion)}>
                Use {suggestion}
              </Button>
            ),
          }
        : {})}
    />
  )
}
