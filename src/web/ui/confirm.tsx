import { Button, Group, Stack, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { type ReactNode, useState } from 'react'
import { problemText } from './toasts.ts'

interface Question {
  readonly title: string
  readonly text: ReactNode
  /** What the button says: the verb, never "OK". */
  readonly verb: string
  readonly danger?: boolean
  readonly run: () => Promise<unknown>
}

/** Asks before something that cannot be taken back. The dialog stays until the work is done, and says why if it was refused. */
export function confirm(question: Question): void {
  const id = modals.open({ title: question.title, children: <Asking question={question} close={() => modals.close(id)} /> })
}

function Asking({ question, close }: { readonly question: Question; readonly close: () => void }) {
  const [problem, setProblem] = useState<string | null>(null)
  const [running, setRunning] = useState(false)
  const run = async () => {
    setRunning(true)
    try {
      await question.run()
      close()
    } catch (error) {
      setProblem(problemText(error))
      setRunning(false)
    }
  }
  return (
    <Stack gap="md">
      <Text component="div">{question.text}</Text>
      {problem ? (
        <Text c="var(--mantine-color-error)" role="alert">
          {problem}
        </Text>
      ) : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close} data-autofocus>
          Cancel
        </Button>
        <Button {...(question.danger ? { color: 'brick' } : {})} loading={running} onClick={run}>
          {question.verb}
        </Button>
      </Group>
    </Stack>
  )
}
