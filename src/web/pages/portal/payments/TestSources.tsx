import { Radio, Select, Stack, Text } from '@mantine/core'
import type { PortalMethod } from '../../../records.ts'

interface TestSourcesProps {
  readonly method: PortalMethod
  readonly token: string
  readonly choose: (token: string) => void
}

const AT_A_GLANCE = 6

/** Cards or accounts of the simulated gateway, by what happens when one pays with them. */
export function TestSources({ method, token, choose }: TestSourcesProps) {
  const label = method.id === 'credit_card' ? 'Test card' : 'Test account'
  const note = (
    <Text fz="xs" c="dimmed">
      Test mode: no money moves, and no card number is asked for.
    </Text>
  )
  if (method.test_sources.length > AT_A_GLANCE) {
    return (
      <div>
        <Select
          label={label}
          allowDeselect={false}
          data={method.test_sources.map((source) => ({ value: source.token, label: `${source.label} (${source.token})` }))}
          value={token}
          onChange={(value) => choose(value ?? '')}
          mb={4}
        />
        {note}
      </div>
    )
  }
  return (
    <Radio.Group label={label} value={token} onChange={choose}>
      {note}
      <Stack gap={8} mt={10}>
        {method.test_sources.map((source) => (
          <Radio key={source.token} value={source.token} label={source.label} description={source.token} />
        ))}
      </Stack>
    </Radio.Group>
  )
}
