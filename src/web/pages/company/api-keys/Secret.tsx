import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core'
import { CopyButton } from '../../../ui/CopyButton.tsx'

interface SecretProps {
  readonly secret: string
  /** How it is used, and the words above. */
  readonly example: string
  readonly caption: string
  readonly close: () => void
}

/** The only time a secret is seen. */
export function Secret({ secret, example, caption, close }: SecretProps) {
  return (
    <Stack gap="md">
      <Alert color="amber" variant="light">
        Copy the key now. It is shown only this once.
      </Alert>
      <Group gap={6} wrap="nowrap">
        <Code block style={{ flex: 1, overflowWrap: 'anywhere', whiteSpace: 'normal' }} data-secret>
          {secret}
        </Code>
        <CopyButton value={secret} label="Copy the key" />
      </Group>
      <div>
        <Text fz="xs" c="dimmed" mb={4}>
          {caption}
        </Text>
        <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {example}
        </Code>
      </div>
      <Group justify="flex-end">
        <Button onClick={close}>I have copied it</Button>
      </Group>
    </Stack>
  )
}
