import '@mantine/dates/styles.layer.css'
import { DateInput, type DateInputProps } from '@mantine/dates'
import { IconCalendar } from '@tabler/icons-react'
import { dateText } from './dates.tsx'

/** A calendar date, `YYYY-MM-DD`, without a time or a zone. It can be typed as the reader writes dates, or picked. */
export function DateField(props: Omit<DateInputProps, 'valueFormat' | 'dateParser'>) {
  return (
    <DateInput
      valueFormat={dateText}
      dateParser={dateTyped}
      leftSection={<IconCalendar size={15} aria-hidden />}
      highlightToday
      {...props}
    />
  )
}

const order = new Intl.DateTimeFormat()
  .formatToParts(new Date(0))
  .flatMap((part) => (['day', 'month', 'year'].includes(part.type) ? [part.type] : []))

/** `2014-12-18`, `18.12.2014` or `12/18/14` in the reader's own order, or `18 Dec 2014`. */
export function dateTyped(text: string): string | null {
  const words = text.trim()
  if (/^\d{4}-\d{1,2}-\d{1,2}$/.test(words)) return civil(words.split('-').map(Number) as [number, number, number])
  const figures = words.match(/^(\d{1,4})[./\s-](\d{1,2})[./\s-](\d{1,4})\.?$/)
  if (figures) {
    const named = Object.fromEntries(order.map((name, index) => [name, Number(figures[index + 1])])) as Record<
      'day' | 'month' | 'year',
      number
    >
    return civil([named.year < 100 ? named.year + 2000 : named.year, named.month, named.day])
  }
  const parsed = new Date(words)
  return Number.isNaN(parsed.getTime()) ? null : civil([parsed.getFullYear(), parsed.getMonth() + 1, parsed.getDate()])
}

function civil([year, month, day]: [number, number, number]): string | null {
  const date = new Date(Date.UTC(year, month - 1, day))
  const isReal = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return isReal ? date.toISOString().slice(0, 10) : null
}
