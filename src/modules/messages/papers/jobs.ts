import { after } from '../../../platform/jobs.ts'
import { creditNotePaper, invoicePaper, printPaper } from './service.ts'

/** The bill as it was sent is a document of its own: it is printed when it is issued, and once more when it is edited. */
export const jobs = [
  after(['invoice.issued', 'invoice.updated'], 'print-issued-invoice', async (place, { object, previous }) => {
    if (object.draft || (previous && !PRINTED.some((field) => field in previous))) return
    const order = await place.work((work) => invoicePaper(work, object.id))
    if (order.key && !order.kept) await printPaper(place.platform, order)
  }),
  after(['credit_note.issued', 'credit_note.updated'], 'print-issued-credit-note', async (place, { object, previous }) => {
    if (object.draft || (previous && !PRINTED.some((field) => field in previous))) return
    const order = await place.work((work) => creditNotePaper(work, object.id))
    if (order.key && !order.kept) await printPaper(place.platform, order)
  }),
]

/** Fields whose change may make another paper. */
const PRINTED = [
  'draft',
  'items',
  'discounts',
  'taxes',
  'total',
  'name',
  'number',
  'date',
  'due_date',
  'payment_terms',
  'purchase_order',
  'notes',
  'ship_to',
  'autopay',
] as const
