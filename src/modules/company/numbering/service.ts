import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import { templateParts } from '../../catalog/numbering/template.ts'
import { type Series, settingsOf } from '../companies/settings.ts'
import * as store from './store.ts'

export type { NumberedTable } from './store.ts'

const STRETCHES_MAX = 100

/**
 * Takes the next number of a series, without gaps, inside this work: `INV-0001`. Numbers that callers gave to rows of the
 * table themselves are passed over, and so are those that issued documents had before. One round trip, two where a number is taken.
 * @throws Refusal refused `no_free_number`
 */
export async function takeNumber(work: Work, series: Series, table: store.NumberedTable): Promise<string> {
  const { number, taken } = await store.nextNumber(work, series, formOf(work, series), table)
  return taken ? findFreeNumber(work, series, table) : number
}

async function findFreeNumber(work: Work, series: Series, table: store.NumberedTable): Promise<string> {
  const form = formOf(work, series)
  for (let stretch = 0; stretch < STRETCHES_MAX; stretch++) {
    const number = await store.skipTaken(work, series, form, table)
    if (number !== null) return number
  }
  throw new Refusal('refused', 'no_free_number', 'All numbers of this form are taken; choose another form in Settings.', 'number')
}

/** An issued document got another number: the one it had is given to no other by the series, and counts as taken for good. */
export function retireNumber(work: Work, series: Series, document: number, number: string): Promise<void> {
  return store.insertFormer(work, series, document, number)
}

function formOf(work: Work, series: Series): store.NumberForm {
  return templateParts(settingsOf(work.company).number_templates[series], work.today.date)
}
