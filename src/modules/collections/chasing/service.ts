import { dayOf } from '../../../core/date.ts'
import { Refusal } from '../../../core/refusal.ts'
import { eachInTurn, type Place } from '../../../platform/jobs.ts'
import { encodeWire } from '../../../platform/wire.ts'
import type { Work } from '../../../platform/work.ts'
import { contactsOf } from '../../customers/contacts/service.ts'
import { Customer } from '../../customers/customers/contract.ts'
import { findCustomer, findCustomers, lockCustomer, updateCustomer } from '../../customers/customers/service.ts'
import { leaveEmails } from '../../messages/emails/service.ts'
import { postStatement } from '../../messages/letters/service.ts'
import { findSmsTemplate } from '../../messages/sms-templates/service.ts'
import { isKnownTemplate } from '../../messages/templates/service.ts'
import { mailWriting } from '../../messages/templates/variables.ts'
import { queueTexts } from '../../messages/text-messages/service.ts'
import { anyPlanned, causeOf, type Kept, latestSteps, type Outcome, planStep, takePlanned } from '../chased-steps/service.ts'
import { type Cadence, testOf } from '../chasing-cadences/rules.ts'
import {
  activeCadences,
  type ChasingStep,
  findCadences,
  findSteps,
  finishRun,
  nextCadenceRun,
} from '../chasing-cadences/service.ts'
import { remindedAlone } from '../invoice-chasing/service.ts'
import { createChaseTask } from '../tasks/service.ts'
import { type AccountInvoice, accountValues, balancesOf, dateOfStep, isEnough } from './account.ts'
import type { CustomerChasing } from './contract.ts'
import { agesOf, type Decision, decideStep } from './next-step.ts'
import * as store from './store.ts'

/** When a cadence runs next, or at once where a step was planned and not done. */
export async function nextChase(work: Work): Promise<Date | null> {
  return (await anyPlanned(work, 'customer')) ? work.now : nextCadenceRun(work)
}

const AT_A_TIME = 200

/** Runs every cadence whose time has come: gives it to new customers, plans the steps that are due, and takes them. */
export async function chaseCustomers(place: Place): Promise<void> {
  const cadences = await place.work(activeCadences)
  for (const cadence of cadences.filter(({ next_run }) => next_run <= place.now)) {
    await enrolCustomers(place, cadence, cadences)
    await planSteps(place, cadence)
    await place.work((work) => finishRun(work, cadence))
  }
  await takePlanned(place, 'customer', (kept) => takeStep(place, kept))
}

/** Customers without a cadence get the first whose conditions they meet, else the default. */
async function enrolCustomers(place: Place, cadence: Cadence, cadences: readonly Cadence[]): Promise<void> {
  if (cadence.assignment_mode === 'none') return
  const byId = cadences.toSorted((one, other) => one.id - other.id)
  const conditional = byId.flatMap((one) => (one.assignment_mode === 'conditions' ? [{ id: one.id, test: testOf(one) }] : []))
  for (let last = 0, count = AT_A_TIME; count === AT_A_TIME; ) {
    const customers = await place.work(async (work) => findCustomers(work, await store.unassigned(work, last, AT_A_TIME)))
    count = customers.length
    last = Math.max(last, ...customers.map(({ id }) => id))
    const own = customers.filter((customer) => {
      const wire = encodeWire(Customer, customer)
      const chosen = conditional.find(({ test }) => test(wire))?.id
      return chosen === undefined ? cadence.assignment_mode === 'default' : chosen === cadence.id
    })
    await eachInTurn(own, ({ id }) => place.work((work) => enrolCustomer(work, id, cadence.id)))
  }
}

async function enrolCustomer(work: Work, id: number, cadence: number): Promise<void> {
  const { chasing_cadence } = await lockCustomer(work, id)
  if (chasing_cadence === null) await updateCustomer(work, id, { chasing_cadence: cadence })
}

/** Looks at all followers together, and opens a unit of work only for those for whom something changes. */
async function planSteps(place: Place, cadence: Cadence): Promise<void> {
  for (let last = 0, count = AT_A_TIME; count === AT_A_TIME; ) {
    const moving = await place.work(async (work) => {
      const ids = await store.followers(work, cadence.id, last, AT_A_TIME)
      count = ids.length
      last = Math.max(last, ...ids)
      const positions = await standings(work, cadence, ids)
      return positions.flatMap((position) => (isMove(position, decide(work, cadence, position)) ? position.customer : []))
    })
    await eachInTurn(moving, (id) => place.work((work) => moveCustomer(work, cadence, id)))
  }
}

interface Standing extends store.Position {
  /** Its invoices that are reminded of on their own today. */
  readonly alone: ReadonlySet<number>
}

async function standings(work: Work, { id }: Cadence, customers: readonly number[]): Promise<Standing[]> {
  const positions = await store.positions(work, id, customers)
  const alone = await remindedAlone(
    work,
    positions.flatMap(dueOf).map((invoice) => invoice.id),
  )
  return positions.map((position) => ({ ...position, alone }))
}

function dueOf({ invoices }: Pick<store.Position, 'invoices'>): readonly AccountInvoice[] {
  return invoices.filter(({ state }) => state === 'due')
}

type Action = ChasingStep['action']

/** What a step is about: each invoice is written about once a day, and its own reminder comes before that of the account. */
function subjectsOf(standing: Standing, action: Action): number[] {
  const ids = dueOf(standing).map(({ id }) => id)
  return action === 'phone' || action === 'escalate' ? ids : ids.filter((id) => !standing.alone.has(id))
}

function decide(work: Work, { steps, min_balance }: Cadence, standing: Standing): Decision {
  const due = dueOf(standing)
  const position = { ...standing, is_enough: isEnough(due, min_balance) }
  const decision = decideStep(steps, standing.invoices, position, work.today.date)
  const step = decision.take === null ? null : steps[decision.take]!
  return step && isCrowded(step.action, subjectsOf(standing, step.action).length, due.length)
    ? decideStep(steps, standing.invoices, { ...position, is_enough: false }, work.today.date)
    : decision
}

/** Whether a step waits for another run: nothing is left to write about, or a letter, which shows the account, would say it twice. */
function isCrowded(action: Action, subjects: number, due: number): boolean {
  return action === 'mail' ? subjects < due : subjects === 0 && due > 0
}

function isMove({ next_chase_step, taken }: store.Position, decision: Decision): boolean {
  return decision.take !== null || decision.next_chase_step !== next_chase_step || (decision.restart && taken.size > 0)
}

/** Decides again with the customer held, and plans the step: whoever comes second finds it planned. */
async function moveCustomer(work: Work, cadence: Cadence, id: number): Promise<void> {
  const customer = await lockCustomer(work, id)
  if (customer.chasing_cadence !== cadence.id || !customer.chase || !customer.active) return
  const [position] = await standings(work, cadence, [id])
  const decision = decide(work, cadence, position!)
  if (!isMove(position!, decision)) return
  if (decision.restart || position!.walk === null) await store.endWalk(work, id)
  const step = decision.take === null ? null : cadence.steps[decision.take]!
  if (step) {
    const walk = decision.restart ? null : position!.walk
    const once = { walk: walk ?? (await store.startWalk(work, id, cadence.id)), step_id: step.id, invoice_id: null, moment: null }
    const plan = { once, customer: id, chasing_cadence: cadence.id, name: step.name, actions: [step.action] }
    await planStep(work, { ...plan, invoices: subjectsOf(position!, step.action) })
  }
  if (decision.next_chase_step !== customer.next_chase_step)
    await updateCustomer(work, id, { next_chase_step: decision.next_chase_step })
}

/** Does what was planned, unless nothing is owed any more. */
async function takeStep(place: Place, kept: Kept): Promise<Outcome> {
  const found = await place.work(async (work) => {
    const [step] = await findSteps(work, [kept.step.chase_step!])
    return { step, due: (await dueInvoices(work, kept)).length }
  })
  if (!found.step) return { state: 'skipped', said: 'The step was taken out of the cadence.' }
  if (found.due === 0) return NOTHING_OWED
  return ACTIONS[found.step.action](place, kept, found.step)
}

const NOTHING_OWED = { state: 'skipped', said: 'Nothing is owed any more.' } as const
const DONE = { state: 'done' } as const

/** What a step was planned about, as far as it still is to be reminded of. */
async function dueInvoices(work: Work, { step: { customer }, invoices: subjects }: Kept): Promise<readonly AccountInvoice[]> {
  const invoices = (await store.openInvoices(work, [customer])).get(customer) ?? []
  return dueOf({ invoices }).filter(({ id }) => subjects.includes(id))
}

type Act = (place: Place, kept: Kept, step: ChasingStep) => Promise<Outcome>

const ACTIONS: Readonly<Record<ChasingStep['action'], Act>> = {
  email: mailStep,
  sms: textStep,
  async mail(place, { step }) {
    await postStatement(place, step.customer, { type: 'open_item' }, { cause: causeOf(step) })
    return DONE
  },
  phone: async (_, kept, step) => ({ ...DONE, within: (work) => createTask(work, kept, step, 'phone') }),
  escalate: async (_, kept, step) => ({ ...DONE, within: (work) => createTask(work, kept, step, 'review') }),
}

async function mailStep(place: Place, kept: Kept, { email_template_id, role }: ChasingStep): Promise<Outcome> {
  const { step } = kept
  let outcome: Outcome = NOTHING_OWED
  await leaveEmails(place, async (work) => {
    const customer = await findCustomer(work, step.customer)
    const invoices = await dueInvoices(work, kept)
    if (invoices.length === 0) return null
    outcome = DONE
    const contacts = role ? await contactsWithRole(work, customer, role) : []
    return {
      template: email_template_id && (await isKnownTemplate(work, email_template_id)) ? email_template_id : 'chasing_email',
      customer,
      document: { type: 'customer', id: customer.id },
      values: (words) => accountValues(invoices, { terms: customer.payment_terms, today: work.today.date }, words),
      url: accountUrl(customer),
      cause: causeOf(step),
      ...(role && { to: contacts.flatMap(({ email, name }) => (email ? [{ email, name }] : [])) }),
    }
  })
  return outcome
}

function textStep(place: Place, kept: Kept, { sms_template_id, role }: ChasingStep): Promise<Outcome> {
  const { step } = kept
  return place.work(async (work) => {
    const customer = await findCustomer(work, step.customer)
    const invoices = await dueInvoices(work, kept)
    if (invoices.length === 0) return NOTHING_OWED
    const words = mailWriting(customer.language ?? work.company.language, work.company.country)
    const balance = balancesOf(invoices).map(words.money).join(', ')
    const contacts = role ? await contactsWithRole(work, customer, role) : []
    await queueTexts(work, place, {
      customer,
      document: { type: 'customer', id: customer.id },
      message: sms_template_id ? (await findSmsTemplate(work, sms_template_id)).message : ACCOUNT_TEXT,
      values: {
        invoice_number: invoices.flatMap(({ number }) => number ?? []).join(', '),
        total: balance,
        balance,
        url: accountUrl(customer),
      },
      cause: causeOf(step),
      ...(role && { to: contacts.flatMap(({ phone, name }) => (phone ? [{ phone, name }] : [])) }),
    })
    return DONE
  })
}

const ACCOUNT_TEXT = '{{company_name}}: {{balance}} is open on your account. {{url}}'

function accountUrl({ statement_pdf_url }: Customer): string {
  return statement_pdf_url.replace(/\/pdf$/, '?type=open_item')
}

/** @throws Refusal where nobody there has the role: writing to somebody else would be a surprise */
async function contactsWithRole(work: Work, { id, name }: Customer, role: string) {
  const contacts = (await contactsOf(work, id)).filter((contact) => contact.role?.toLowerCase() === role.toLowerCase())
  if (contacts.length > 0) return contacts
  throw new Refusal('refused', 'role_missing', `No contact of ${name} has the role ${role}.`, 'role')
}

async function createTask(work: Work, { step }: Kept, { id, assigned_user_id }: ChasingStep, action: 'phone' | 'review') {
  const { owner } = await findCustomer(work, step.customer)
  await createChaseTask(work, {
    name: step.name,
    action,
    due_date: work.now,
    customer_id: step.customer,
    user_id: assigned_user_id ?? owner,
    chase_step_id: id,
  })
}

const STEPS_SHOWN = 10

export async function findCustomerChasing(work: Work, id: number): Promise<CustomerChasing> {
  const customer = await findCustomer(work, id)
  const { chasing_cadence, next_chase_step } = customer
  const [cadence] = chasing_cadence === null ? [] : await findCadences(work, [chasing_cadence])
  const invoices = (await store.openInvoices(work, [id])).get(id) ?? []
  const next_step = cadence?.steps?.find((step) => step.id === next_chase_step) ?? null
  const next_run = (customer.chase && cadence?.next_run) || null
  const next = next_step && next_run && { times: cadence!, next_run, today: work.today }
  const at = next && dateOfStep(next_step, invoices, next)
  const ages = agesOf(invoices, work.today.date)
  return {
    object: 'customer_chasing',
    customer: id,
    chase: customer.chase,
    chasing_cadence: cadence ?? null,
    next_step,
    next_date: at && dayOf(at, work.zone),
    next_run,
    ...ages,
    held: invoices.filter(({ state }) => state === 'held').length,
    steps: (await latestSteps(work, id, STEPS_SHOWN)).map(({ step }) => step),
  }
}
