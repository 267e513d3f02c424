import { Button, Group, Modal, Text } from '@mantine/core'
import { useState } from 'react'

interface SendNowDialogProps {
  readonly opened: boolean
  readonly close: () => void
  /** What the customer gets, in a sentence. */
  readonly text: string
  /** On the button: "Send Invoice". */
  readonly verb: string
  readonly send: () => void
  readonly markSent: () => Promise<unknown>
}

/** The question after issuing. */
export function SendNowDialog({ opened, close, text, verb, send, markSent }: SendNowDialogProps) {
  const [marking, setMarking] = useState(false)
  const mark = async () => {
    setMarking(true)
    await markSent().then(close, () => undefined)
    setMarking(false)
  }
  return (
    <Modal opened={opened} onClose={close} title="Send it now?">
      <Text mb="lg">{text}</Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" loading={marking} onClick={mark}>
          I already sent it
        </Button>
        <Button onClick={send} data-autofocus>
          {verb}
        </Button>
      </Group>
    </Modal>
  )
}
