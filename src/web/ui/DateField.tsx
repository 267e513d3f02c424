import '@mantine/dates/styles.layer.css'
import { DateInput, type DateInputProps } from '@mantine/dates'
import { IconCalendar } from '@tabler/icons-react'
import { dateTyped } from './date-typed.ts'
import { dateText, useToday } from './dates.tsx'

/** A calendar date, `YYYY-MM-DD`, without a time or a zone. It can be typed as the reader writes dates, or picked. */
export function DateField(props: Omit<DateInputProps, 'valueFormat' | 'dateParser'>) {
  const today = useToday()
  return (
    <DateInput
      valueFormat={dateText}
      dateParser={dateTyped}
      leftSection={<IconCalendar size={15} aria-hidden />}
      defaultDate={today}
      highlightToday
      {...props}
    />
  )
}
