import { Alert, Anchor, Text } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'

interface PreviewNoteProps {
  readonly company: { readonly name: string }
  /** What nobody but the customer may do here, in a sentence; nothing where they may do all. */
  readonly text?: string | undefined
  /** The same thing in the dashboard, and what it is called. */
  readonly own?: readonly [path: string, name: string]
}

/** Said to the company's own people: this is what the customer sees, and what is the customer's alone. */
export function PreviewNote({ company, text, own }: PreviewNoteProps) {
  return (
    <Alert
      className="no-print"
      mb="md"
      color="blue"
      variant="light"
      role="status"
      icon={<IconEye size={20} />}
      title="Preview of what your customer sees"
    >
      <Text>{`You are signed in to ${company.name}.${text ? ` ${text}` : ''}`}</Text>
      {own ? (
        <Anchor href={own[0]} underline="always">
          {`Open ${own[1]} in the dashboard`}
        </Anchor>
      ) : null}
    </Alert>
  )
}
