import { setTimeout as sleep } from 'node:timers/promises'
import type { Arena, Caller } from '../arena.ts'
import { crowd, dice, type Program, percentile, type Sheet, tally } from '../program.ts'

interface Size {
  readonly payments: number
  readonly sockets: number
}

export const overApplication: Program<Size> = {
  id: 1,
  title: 'Payments in a crowd never pay an invoice twice',
  pass: 'applied = the total exactly, never above it at any sample; 0 × 5xx; the crowd of payments within 60 s',
  full: { payments: 10_000, sockets: 64 },
  short: { payments: 300, sockets: 16 },
  async run(arena, size, sheet) {
    const company = await arena.newCompany('Crowded Corp')
    await payInFull(company, size, sheet)
    await payAndTakeBack(company, size, sheet)
  },
}

/** Twice as many payments of 1.00 as fit. */
async function payInFull(company: Caller, { payments, sockets }: Size, sheet: Sheet): Promise<void> {
  const fits = payments / 2
  const { customer, invoice } = await owe(company, fits)
  const watch = sample(company, invoice, fits)
  const began = performance.now()
  const answers = await crowd(payments, sockets, () => pay(company, customer, invoice, 1))
  const seconds = (performance.now() - began) / 1000
  const { samples, above } = await watch.end()
  const statuses = answers.map(({ status }) => status)
  const accepted = answers.filter(({ status }) => status < 300).length
  const after = await company.call('GET', `/invoices/${invoice}`)
  sheet.note('answers', tally(statuses))
  sheet.claim('accepted', accepted, accepted === fits)
  sheet.claim('applied', after.json.amount_paid, after.json.amount_paid === fits && after.json.balance === 0)
  sheet.claim('samples above the total', `${above} of ${samples}`, above === 0)
  sheet.claim('answers 5xx or broken', count(statuses, bad), count(statuses, bad) === 0)
  sheet.claim('seconds for the crowd', seconds, seconds <= 60)
  sheet.note('payments per second', payments / seconds)
  sheet.note('p99 ms', percentile(answers.map(({ ms }) => ms), 0.99)) // biome-ignore format: one figure, one line
}

/** Payments, charges, credit notes, refunds and voids come and go; what is paid and credited never exceeds the total. */
async function payAndTakeBack(company: Caller, { payments, sockets }: Size, sheet: Sheet): Promise<void> {
  const total = payments / 10 // so little that the crowd is at the limit most of the time
  const owed = await owe(company, total)
  const watch = sample(company, owed.invoice, total)
  const next = mixed(company, owed, dice(sheet.seed))
  const answers = await crowd(Math.ceil(payments / 4), sockets, next)
  const { samples, above } = await watch.end()
  const statuses = answers.map(({ status }) => status)
  sheet.note('mixed', tally(answers.map(({ verb, status }) => `${verb} ${status}`)))
  const refused = count(statuses, (status) => status === 400)
  sheet.claim('mixed: calls that met the limit', refused, refused > 0)
  sheet.claim('mixed: samples above the total', `${above} of ${samples}`, above === 0)
  sheet.claim('mixed: answers 5xx or broken', count(statuses, bad), count(statuses, bad) === 0)
}

type Verb = 'payment' | 'charge' | 'credit note' | 'refund' | 'void'

/** The next move, by the dice: something new of up to 10.00, or the taking back of something that is there. */
function mixed(company: Caller, { customer, invoice }: Awaited<ReturnType<typeof owe>>, roll: () => number) {
  const made: number[] = []
  const charged: { readonly id: number; readonly amount: number }[] = []
  const taken = <T>(from: T[]): T | undefined =>
    from.length > 0 ? from.splice(Math.floor(roll() * from.length), 1)[0] : undefined
  const told = async (verb: Verb, asked: ReturnType<Arena['request']>) => ({ ...(await asked), verb })
  return async () => {
    const face = roll()
    const amount = Math.ceil(roll() * 1000) / 100
    const old = face < 0.3 ? taken(made) : undefined
    if (old !== undefined) return told('void', company.call('DELETE', `/payments/${old}`))
    const back = face < 0.4 ? taken(charged) : undefined
    if (back) return told('refund', company.call('POST', `/charges/${back.id}/refunds`, { body: { amount: back.amount } }))
    if (face < 0.5) {
      const body = { customer, invoice, items: [{ name: 'Returned tubing', quantity: 1, unit_cost: amount }] }
      return told('credit note', company.call('POST', '/credit_notes', { body }))
    }
    if (face < 0.65) {
      const applied_to = [{ type: 'invoice', invoice, amount }]
      const body = { customer, method: 'credit_card', gateway_token: 'tok_visa', amount, applied_to }
      const answer = await told('charge', company.call('POST', '/charges', { body }))
      if (answer.status === 201) charged.push({ id: answer.json.charge.id, amount })
      return answer
    }
    const answer = await told('payment', pay(company, customer, invoice, amount))
    if (answer.status === 201) made.push(answer.json.id)
    return answer
  }
}

async function owe(company: Caller, amount: number): Promise<{ customer: number; invoice: number }> {
  const customer = (await company.call('POST', '/customers', { body: { name: 'Globex' } })).json.id
  const body = { customer, items: [{ name: 'Copper tubing', quantity: 1, unit_cost: amount }] }
  return { customer, invoice: (await company.call('POST', '/invoices', { body })).json.id }
}

function pay(company: Caller, customer: number, invoice: number, amount: number): ReturnType<Arena['request']> {
  return company.call('POST', '/payments', { body: { customer, amount, applied_to: [{ type: 'invoice', invoice, amount }] } })
}

/** Reads the invoice a hundred times a second while others write. */
function sample(company: Caller, invoice: number, total: number) {
  let running = true
  let samples = 0
  let above = 0
  const ended = (async () => {
    while (running) {
      const { json } = await company.call('GET', `/invoices/${invoice}`)
      samples++
      if (!json || !adds(json, total)) above++
      await sleep(10)
    }
  })()
  return {
    async end() {
      running = false
      await ended
      return { samples, above }
    },
  }
}

/** What is paid, credited and left is the total, to the cent, and none of it is below nothing. */
function adds(invoice: { amount_paid: number; amount_credited: number; balance: number; total: number }, total: number): boolean {
  const parts = [invoice.amount_paid, invoice.amount_credited, invoice.balance]
  const cents = parts.reduce((sum, part) => sum + Math.round(part * 100), 0)
  return parts.every((part) => part >= 0) && cents === Math.round(invoice.total * 100) && invoice.total === total
}

const bad = (status: number) => status === 0 || status >= 500
const count = (statuses: readonly number[], is: (status: number) => boolean) => statuses.filter(is).length
