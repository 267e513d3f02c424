import { Button, Group, Modal, Stack, Text, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { addDays, addMonths, type CalendarDate, calendarDate } from '../../core/date.ts'
import { call } from '../api.ts'
import { clockQuery, useWrite } from '../query.ts'
import { useForbidden } from '../session.ts'
import { DateField } from '../ui/DateField.tsx'
import { dateOf, dateText, instantText, secondsOf, useZone } from '../ui/dates.tsx'
import { FormProblem } from '../ui/record-form.tsx'
import { problemText, toast } from '../ui/toasts.ts'
import classes from './AppFrame.module.css'

const STEPS: readonly (readonly [label: string, from: (day: CalendarDate) => CalendarDate])[] = [
  ['1 day', (day) => addDays(day, 1)],
  ['1 week', (day) => addDays(day, 7)],
  ['1 month', (day) => addMonths(day, 1)],
]

/** Says that this company is a sandbox and what day it is there; its clock can be moved forward. */
export function TestClock() {
  const [opened, { open, close }] = useDisclosure()
  const zone = useZone()
  const clock = useQuery({ ...clockQuery, refetchInterval: 60_000 }).data
  const day = clock ? dateText(dateOf(clock.now, zone)) : null
  return (
    <>
      <UnstyledButton className={classes.test ?? ''} onClick={open}>
        Test mode
        {clock?.frozen && day ? <span className={classes.testDay}>{` · ${day}`}</span> : null}
        <span className="visually-hidden">Open the test clock</span>
      </UnstyledButton>
      <Modal opened={opened} onClose={close} title="Test clock">
        {clock ? <ClockForm now={clock.now} /> : null}
      </Modal>
    </>
  )
}

function ClockForm({ now }: { readonly now: number }) {
  const zone = useZone()
  const today = dateOf(now, zone)
  const [chosen, setChosen] = useState<string | null>(null)
  const reason = useForbidden()('settings.edit')
  const [reached, setReached] = useState<number | null>(null)
  const advance = useWrite((to: number) => advanceTo(to, setReached), {
    quiet: true,
    onDone: (clock) => {
      setChosen(null)
      toast(`It is ${dateText(dateOf(clock.now, zone))} now.`)
    },
  })
  /** The same time of day, so that a step is a whole day, week or month. */
  const go = (day: CalendarDate) => advance.mutate(now + secondsOf(day, zone) - secondsOf(today, zone))
  return (
    <Stack gap="md">
      <FormProblem problem={advance.error ? problemText(advance.error) : null} />
      <Text>
        In this sandbox it is <strong>{instantText(now, zone)}</strong>. Nothing leaves it and no money moves. Move its clock
        forward and everything due on the way happens in order: bills, reminders, payments.
      </Text>
      <Group gap="xs">
        {STEPS.map(([label, from]) => (
          <Button
            key={label}
            variant="default"
            disabled={advance.isPending || reason !== undefined}
            onClick={() => go(from(today))}
          >
            {`+ ${label}`}
          </Button>
        ))}
      </Group>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (chosen) go(calendarDate(chosen))
        }}
      >
        <Group gap="xs" align="flex-end">
          <DateField
            label="To a day"
            minDate={addDays(today, 1)}
            value={chosen}
            onChange={setChosen}
            style={{ flex: 1 }}
            disabled={reason !== undefined}
          />
          <Button type="submit" loading={advance.isPending} disabled={chosen === null || reason !== undefined}>
            Move the clock
          </Button>
        </Group>
      </form>
      <Text fz="xs" c="dimmed" role="status">
        {reason ??
          (advance.isPending
            ? `On the way${reached ? `, at ${dateText(dateOf(reached, zone))}` : ''}. Everything due happens one after the other, which can take a while.`
            : 'It only goes forward. Once moved, it stands still until it is moved again.')}
      </Text>
    </Stack>
  )
}

/** One call goes as far as it gets within seconds; it is asked again until the clock has arrived. */
async function advanceTo(to: number, onReached: (now: number | null) => void) {
  for (onReached(null); ; ) {
    const clock = await call('POST /test_clock/advance', { body: { to } })
    if (clock.arrived) return clock
    onReached(clock.now)
  }
}
