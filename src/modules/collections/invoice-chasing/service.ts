import { EmailIn } from '../../../contract/wire.ts'
import { addDays, dayOf, midnight } from '../../../core/date.ts'
import { inField, Refusal } from '../../../core/refusal.ts'
import { eachInTurn, lookAgain, type Place } from '../../../platform/jobs.ts'
import type { Work } from '../../../platform/work.ts'
import { contactsOf } from '../../customers/contacts/service.ts'
import { findCustomer, lockCustomer } from '../../customers/customers/service.ts'
import { leaveEmails } from '../../messages/emails/service.ts'
import { prepareInvoice } from '../../messages/invoice-emails/service.ts'
import { postInvoice } from '../../messages/letters/service.ts'
import { mailWriting } from '../../messages/templates/variables.ts'
import { queueTexts } from '../../messages/text-messages/service.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { findInvoice, lockInvoice } from '../../receivables/invoices/service.ts'
import { anyPlanned, causeOf, type Kept, type Outcome, planStep, stepsOfInvoice, takePlanned } from '../chased-steps/service.ts'
import type { ChaseStep } from '../invoice-cadences/contract.ts'
import { scheduleGiven } from '../invoice-cadences/rules.ts'
import { findInvoiceCadence, findInvoiceCadences } from '../invoice-cadences/service.ts'
import { promiseOf } from '../promises/service.ts'
import type { DeliveryGiven, InvoiceDelivery } from './contract.ts'
import { actionsOf, decideMoment, type Moment, momentsOf, titleOf } from './moments.ts'
import * as store from './store.ts'

export const wakeDeliveries = store.wake

/** When the next step of an invoice comes, or at once where one was planned and not done. */
export async function nextInvoiceChase(work: Work): Promise<Date | null> {
  return (await anyPlanned(work, 'invoice')) ? work.now : store.nextAt(work)
}

const AT_A_TIME = 200

/** Plans the steps of all invoices whose moment has come, and takes them. */
export async function chaseInvoices(place: Place): Promise<void> {
  const seen = new Set<number>()
  for (;;) {
    const ids = (await place.work((work) => store.due(work, AT_A_TIME))).filter((id) => !seen.has(id))
    if (ids.length === 0) break
    for (const id of ids) seen.add(id)
    await eachInTurn(ids, (id) => place.work((work) => planMoment(work, id)))
  }
  await takePlanned(place, 'invoice', (kept) => takeStep(place, kept))
}

/** Decides with the customer and the invoice held, so that nobody else writes about it today, and notes when to look again. */
async function planMoment(work: Work, id: number): Promise<void> {
  await lockCustomer(work, (await findInvoice(work, id)).customer)
  const invoice = await lockInvoice(work, id)
  const delivery = await store.lock(work, id)
  if (!delivery || delivery.disabled) return
  const moments = await momentsFor(work, invoice, delivery)
  const steps = await stepsOfInvoice(work, id)
  const decision = decideMoment(
    moments,
    {
      taken: new Set(steps.flatMap(({ once }) => once.moment ?? [])),
      last_day: (await store.isNamedToday(work, id)) ? work.today.date : (steps.at(-1)?.step.date.date ?? null),
      sent: invoice.sent,
      due_date: invoice.due_date?.date ?? null,
      state: await chasingState(work, invoice),
    },
    work.now,
    work.zone,
  )
  if (decision.take) await plan(work, invoice, delivery, decision.take)
  await store.setNext(work, id, decision.next_at)
}

async function plan(work: Work, { id, customer }: Invoice, { cadence_id }: store.Delivery, { key, step }: Moment): Promise<void> {
  const once = { walk: null, step_id: null, invoice_id: id, moment: key }
  await planStep(work, { once, customer, chasing_cadence: cadence_id, name: titleOf(step), actions: actionsOf(step) })
}

/**
 * Of these invoices, which may be chased, those that are reminded of on their own today: by now, or later in the day. Whoever
 * writes about the account of a customer leaves them out.
 */
export async function remindedAlone(work: Work, ids: readonly number[]): Promise<ReadonlySet<number>> {
  if (ids.length === 0) return new Set()
  const tomorrow = midnight({ date: addDays(work.today.date, 1), zone: work.zone })
  const tonight = new Date(tomorrow.getTime() - 1)
  const coming = (await store.waiting(work, ids, tomorrow)).filter(({ id: _, schedule, taken, ...dates }) => {
    const progress = { ...dates, taken: new Set(taken), state: 'due' } as const
    return decideMoment(momentsOf(schedule, { ...dates, zone: work.zone }), progress, tonight, work.zone).take !== null
  })
  return new Set([...(await store.remindedToday(work, ids)), ...coming.map(({ id }) => id)])
}

/** Nobody is chased whom the company told not to chase. */
async function chasingState(work: Work, { id, customer }: Invoice) {
  const { chase, active } = await findCustomer(work, customer)
  return chase && active ? store.stateOf(work, id) : 'off'
}

async function momentsFor(work: Work, invoice: Invoice, delivery: store.Delivery): Promise<readonly Moment[]> {
  if (invoice.draft) return []
  return momentsOf(await scheduleOf(work, delivery), {
    issued_at: invoice.date_issued ?? invoice.created_at,
    due_date: invoice.due_date?.date ?? null,
    zone: work.zone,
  })
}

async function scheduleOf(work: Work, { chase_schedule, cadence_id }: store.Delivery): Promise<readonly ChaseStep[]> {
  if (chase_schedule) return chase_schedule
  const [cadence] = cadence_id === null ? [] : await findInvoiceCadences(work, [cadence_id])
  return cadence?.chase_schedule ?? []
}

/** Takes every way of a step to the customer; those that are closed say why. Nothing leaves where nothing is owed any more. */
async function takeStep(place: Place, kept: Kept): Promise<Outcome> {
  const id = kept.step.invoice as number
  const isDue = (work: Work) =>
    findInvoice(work, id)
      .then((invoice) => chasingState(work, invoice))
      .then((state) => state === 'due')
  if (!(await place.work(isDue))) return { state: 'skipped', said: 'Nothing is to be reminded of any more.' }
  const recipients = await place.work((work) => recipientsOf(work, id, kept))
  const problems: string[] = []
  for (const action of kept.step.actions) {
    try {
      if (action === 'email') await mailStep(place, kept, recipients, isDue)
      if (action === 'sms') await textStep(place, kept, recipients)
      if (action === 'mail') await postInvoice(place, id, { cause: causeOf(kept.step) })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      problems.push(error.message)
    }
  }
  const state = problems.length === kept.step.actions.length ? 'failed' : 'done'
  return { state, ...(problems.length > 0 && { said: problems.join(' ') }) }
}

interface Recipients {
  /** Absent: the customer's usual ones. */
  readonly emails?: readonly { readonly email: string; readonly name: string | null }[]
  readonly phones?: readonly { readonly phone: string; readonly name: string | null }[]
}

/** The addresses of the invoice, or the contacts with the role that the step asks for. */
async function recipientsOf(work: Work, id: number, { once }: Kept): Promise<Recipients> {
  const [invoice, delivery] = [await findInvoice(work, id), await store.find(work, id)]
  const moments = delivery ? await momentsFor(work, invoice, delivery) : []
  const role = moments.find(({ key }) => key === once.moment)?.step.options.role
  const contacts = role
    ? (await contactsOf(work, invoice.customer)).filter((contact) => contact.role?.toLowerCase() === role.toLowerCase())
    : []
  const own = delivery?.emails?.split(',').map((email) => ({ email: email.trim(), name: null }))
  const emails = own ?? contacts.flatMap(({ email, name }) => (email ? [{ email, name }] : []))
  const phones = contacts.flatMap(({ phone, name }) => (phone ? [{ phone, name }] : []))
  return { ...((own || role) && { emails }), ...(role && { phones }) }
}

async function mailStep(
  place: Place,
  { step }: Kept,
  { emails }: Recipients,
  isDue: (work: Work) => Promise<boolean>,
): Promise<void> {
  if (emails?.length === 0)
    throw new Refusal('refused', 'role_missing', 'No contact with the role of this step has an e-mail address.')
  await leaveEmails(place, async (work) =>
    (await isDue(work))
      ? prepareInvoice(work, step.invoice as number, emails ? { to: [...emails] } : {}, { cause: causeOf(step) })
      : null,
  )
}

function textStep(place: Place, { step }: Kept, { phones }: Recipients): Promise<void> {
  if (phones?.length === 0) throw new Refusal('refused', 'role_missing', 'No contact with the role of this step has a telephone.')
  return place.work(async (work) => {
    const invoice = await findInvoice(work, step.invoice as number)
    const customer = await findCustomer(work, invoice.customer)
    const words = mailWriting(customer.language ?? work.company.language, work.company.country)
    await queueTexts(work, place, {
      customer,
      document: { type: 'invoice', id: invoice.id },
      message: '{{company_name}}: {{balance}} is open for invoice {{invoice_number}}. {{url}}',
      values: {
        invoice_number: invoice.number ?? '',
        total: words.money(invoice.total),
        balance: words.money(invoice.balance),
        url: invoice.url ?? '',
      },
      cause: causeOf(step),
      ...(phones && { to: phones }),
    })
  })
}

const NONE: store.Delivery = { cadence_id: null, chase_schedule: null, disabled: false, emails: null }

export async function findDelivery(work: Work, id: number): Promise<InvoiceDelivery> {
  const invoice = await findInvoice(work, id)
  return present(work, invoice, (await store.find(work, id)) ?? NONE)
}

export async function replaceDelivery(work: Work, id: number, given: DeliveryGiven): Promise<InvoiceDelivery> {
  const invoice = await lockInvoice(work, id)
  const { cadence_id = null, chase_schedule = null, disabled = false, emails = null } = given
  if (cadence_id !== null && chase_schedule !== null)
    throw new Refusal('invalid', 'schedule_twice', 'Give a cadence, or a schedule of its own, not both.', 'chase_schedule')
  if (cadence_id !== null) await inField('cadence_id', findInvoiceCadence(work, cadence_id))
  const delivery = {
    cadence_id,
    chase_schedule: chase_schedule && scheduleGiven(chase_schedule),
    disabled,
    emails: addresses(emails),
  }
  await store.save(work, id, delivery)
  lookAgain(work, work.now)
  return present(work, invoice, delivery)
}

function addresses(emails: string | null): string | null {
  if (emails === null) return null
  const parts = emails.split(',').map((email) => email.trim())
  if (parts.length <= 5 && parts.every((email) => EmailIn.safeParse(email).success)) return parts.join(', ')
  throw new Refusal('invalid', 'emails_invalid', 'Give up to five e-mail addresses with commas.', 'emails')
}

async function present(work: Work, invoice: Invoice, delivery: store.Delivery): Promise<InvoiceDelivery> {
  const steps = new Map((await stepsOfInvoice(work, invoice.id)).map(({ step, once }) => [once.moment, step]))
  const { cadence_id, disabled, emails } = delivery
  const today = dayOf(work.now, work.zone).date
  return {
    object: 'invoice_delivery',
    invoice: invoice.id,
    cadence_id,
    chase_schedule: [...(await scheduleOf(work, delivery))],
    disabled,
    emails,
    chasing: await chasingState(work, invoice),
    promise: await promiseOf(work, invoice.id),
    moments: (await momentsFor(work, invoice, delivery)).map(({ key, step, at }) => {
      const taken = steps.get(key)
      const isPassed = at <= work.now && dayOf(at, work.zone).date < today
      return {
        trigger: step.trigger,
        name: titleOf(step),
        at,
        actions: actionsOf(step),
        state: taken?.state ?? (isPassed ? 'passed' : 'ahead'),
        said: taken?.said ?? null,
      }
    }),
  }
}
