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
    await payAndVoid(company, size, sheet)
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

/** Payments of many sizes come and go; what is applied never exceeds the total. */
async function payAndVoid(company: Caller, { payments, sockets }: Size, sheet: Sheet): Promise<void> {
  const total = payments
  const { customer, invoice } = await owe(company, total)
  const roll = dice(sheet.seed)
  const watch = sample(company, invoice, total)
  const made: number[] = []
  const answers = await crowd(Math.ceil(payments / 4), sockets, async () => {
    const old = made.length > 0 && roll() < 0.35 ? made.splice(Math.floor(roll() * made.length), 1)[0] : undefined
    if (old !== undefined) return company.call('DELETE', `/payments/${old}`)
    const answer = await pay(company, customer, invoice, Math.ceil(roll() * 1000) / 100)
    if (answer.status === 201) made.push(answer.json.id)
    return answer
  })
  const { samples, above } = await watch.end()
  const statuses = answers.map(({ status }) => status)
  sheet.note('mixed with voids', tally(statuses))
  sheet.claim('mixed: samples above the total', `${above} of ${samples}`, above === 0)
  sheet.claim('mixed: answers 5xx or broken', count(statuses, bad), count(statuses, bad) === 0)
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
      if (!json || json.amount_paid > total || json.balance < 0 || json.amount_paid + json.balance !== json.total) above++
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

const bad = (status: number) => status === 0 || status >= 500
const count = (statuses: readonly number[], is: (status: number) => boolean) => statuses.filter(is).length
