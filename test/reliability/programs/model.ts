import fc from 'fast-check'
import { Books, balanceOf, leftOf, No, statusOf, unapplied } from '../../oracle/receivables.ts'
import type { Answer, Arena, Caller } from '../arena.ts'
import type { Program } from '../program.ts'

interface Size {
  readonly sequences: number
  readonly commands: number
}

/** One customer, told twice: by the product and by the model. */
interface Real {
  readonly arena: Arena
  readonly company: Caller
  readonly customer: number
  readonly count: { accepted: number; refused: number }
}

/** Sequences run side by side, each lane in a company of its own, so that none waits for the numbers of another. */
const LANES = 8

export const model: Program<Size> = {
  id: 5,
  title: 'Random sequences of commands against a small model',
  pass: '0 differences in acceptance, balances, credit, status and books after every command; the shortest failing sequence is printed',
  // The model knows calls, not what jobs print, mail and remind of afterwards.
  settings: { JOBS: 'off' },
  full: { sequences: 10_000, commands: 24 },
  short: { sequences: 40, commands: 14 },
  async run(arena, { sequences, commands }, sheet) {
    const count = { accepted: 0, refused: 0 }
    const lanes = await Promise.all(
      Array.from({ length: LANES }, async (_, lane) => {
        const company = await arena.newCompany('Dunder Mifflin', { test_mode: true })
        return fc.check(
          fc.asyncProperty(fc.commands([...COMMANDS], { maxCommands: commands, size: 'max' }), async (sequence) => {
            const { json } = await company.call('POST', '/customers', { body: { name: 'Acme Corp' } })
            const real: Real = { arena, company, customer: json.id, count }
            const books = new Books()
            for (const command of OPENING) await command.run(books, real)
            await fc.asyncModelRun(() => ({ model: books, real }), sequence)
          }),
          { numRuns: Math.ceil(sequences / LANES), seed: sheet.seed + lane, endOnFailure: false },
        )
      }),
    )
    const failed = lanes.filter((details) => details.failed)
    const runs = lanes.reduce((sum, { numRuns }) => sum + numRuns, 0)
    sheet.claim('sequences', runs, runs >= sequences || failed.length > 0)
    sheet.note('commands', `${count.accepted} accepted, ${count.refused} refused`)
    sheet.claim(
      'sequences that differ from the model',
      failed.length,
      failed.length === 0,
      failed.map((details) => fc.defaultReportMessage(details)).join('\n'),
    )
  },
}

type Call = readonly [method: string, path: string, body?: object]

/** What a command asks of the product, and what it does to the model once that has answered. Null: there is nothing to act on. */
interface Verb {
  call(books: Books, real: Real, dice: Dice): Call | null
  /** @throws No where the product must refuse */
  model(books: Books, dice: Dice, answer: Answer): void
}

interface Dice {
  readonly which: number
  readonly other: number
  readonly cents: number
  readonly flag: boolean
}

const one = <T>(from: readonly T[], at: number): T | null => (from.length === 0 ? null : from[at % from.length]!)
const usd = (cents: number) => cents / 100
const lines = (cents: number) => [{ name: 'Paper', quantity: 1, unit_cost: usd(cents) }]

/** Half of the time an amount that fits exactly, so that things get paid. */
function amountFor(owed: number, { cents, flag }: Dice): number {
  return flag && owed > 0 ? owed : cents
}

const onInvoice = (
  call: (id: number, dice: Dice) => Call,
  model: (books: Books, invoice: Books['invoices'][number], dice: Dice) => void,
): Verb => ({
  call: (books, _real, dice) => {
    const invoice = one(books.invoices, dice.which)
    return invoice && call(invoice.id, dice)
  },
  model: (books, dice) => model(books, one(books.invoices, dice.which)!, dice),
})

const VERBS: Readonly<Record<string, Verb>> = {
  bill: {
    call: (_books, { customer }, { cents, flag }) => ['POST', '/invoices', { customer, items: lines(cents), draft: flag }],
    model: (books, { cents, flag }, { json }) => books.bill(json?.id, cents, flag),
  },
  edit: onInvoice(
    (id, { cents }) => ['PATCH', `/invoices/${id}`, { items: lines(cents) }],
    (books, invoice, { cents }) => books.edit(invoice, cents),
  ),
  renumber: onInvoice(
    (id, { cents }) => ['PATCH', `/invoices/${id}`, { number: `R-${id}-${cents}` }],
    (books, invoice) => books.renumber(invoice),
  ),
  convert: onInvoice(
    (id, { flag }) => ['PATCH', `/invoices/${id}`, { currency: flag ? 'usd' : 'eur' }],
    (books, invoice, { flag }) => books.convert(invoice, flag ? 'usd' : 'eur'),
  ),
  issue: onInvoice(
    (id) => ['PATCH', `/invoices/${id}`, { draft: false }],
    (books, invoice) => books.issue(invoice),
  ),
  remove: onInvoice(
    (id) => ['DELETE', `/invoices/${id}`],
    (books, invoice) => books.remove(invoice),
  ),
  cancel: onInvoice(
    (id) => ['POST', `/invoices/${id}/void`],
    (books, invoice) => books.cancel(invoice),
  ),
  'write off': onInvoice(
    (id) => ['POST', `/invoices/${id}/bad_debt`],
    (books, invoice) => books.writeOff(invoice),
  ),
  reopen: onInvoice(
    (id) => ['PATCH', `/invoices/${id}`, { closed: false }],
    (books, invoice) => books.reopen(invoice),
  ),
  /** Cash, of which half as much again may stay unapplied. */
  pay: {
    call(books, { customer }, dice) {
      const invoice = one(books.invoices, dice.which)
      if (!invoice) return null
      const amount = amountFor(balanceOf(invoice), dice)
      const applied_to = [{ type: 'invoice', invoice: invoice.id, amount: usd(amount) }]
      return ['POST', '/payments', { customer, currency: 'usd', amount: usd(amount + dice.other), applied_to }]
    },
    model(books, dice, { json }) {
      const invoice = one(books.invoices, dice.which)!
      const amount = amountFor(balanceOf(invoice), dice)
      books.pay(json?.id, null, amount + dice.other, [{ kind: 'cash', invoice, amount }])
    },
  },
  charge: {
    call(books, { customer }, dice) {
      const invoice = one(books.invoices, dice.which)
      if (!invoice) return null
      const amount = usd(amountFor(balanceOf(invoice), dice))
      const applied_to = [{ type: 'invoice', invoice: invoice.id, amount }]
      return [
        'POST',
        '/charges',
        { customer, currency: 'usd', method: 'credit_card', amount, gateway_token: 'tok_visa', applied_to },
      ]
    },
    model(books, dice, { json }) {
      const invoice = one(books.invoices, dice.which)!
      const amount = amountFor(balanceOf(invoice), dice)
      books.pay(json?.id, json?.charge?.id, amount, [{ kind: 'cash', invoice, amount }])
    },
  },
  keep: {
    call: (_books, { customer }, { cents, other }) => [
      'POST',
      '/payments',
      { customer, amount: usd(cents + other), applied_to: [{ type: 'credit', amount: usd(cents) }] },
    ],
    model: (books, { cents, other }, { json }) => books.pay(json?.id, null, cents + other, [{ kind: 'keep', amount: cents }]),
  },
  'spend credit': {
    call(books, { customer }, dice) {
      const invoice = one(books.invoices, dice.which)
      if (!invoice) return null
      const amount = usd(amountFor(Math.min(balanceOf(invoice), books.credit), dice))
      const applied_to = [{ type: 'applied_credit', document_type: 'invoice', invoice: invoice.id, amount }]
      return ['POST', '/payments', { customer, currency: 'usd', amount: 0, applied_to }]
    },
    model(books, dice, { json }) {
      const invoice = one(books.invoices, dice.which)!
      const amount = amountFor(Math.min(balanceOf(invoice), books.credit), dice)
      books.pay(json?.id, null, 0, [{ kind: 'credit', invoice, amount }])
    },
  },
  credit: {
    call(books, { customer }, { which, cents, flag }) {
      const invoice = flag ? one(books.invoices, which) : null
      return ['POST', '/credit_notes', { customer, items: lines(cents), ...(invoice && { invoice: invoice.id }) }]
    },
    model: (books, { which, cents, flag }, { json }) => {
      books.creditNote(json?.id, cents, flag ? one(books.invoices, which) : null)
    },
  },
  'spend note': {
    call(books, { customer }, dice) {
      const [invoice, note] = [one(books.invoices, dice.which), one(books.notes, dice.other)]
      if (!invoice || !note) return null
      const amount = usd(amountFor(Math.min(balanceOf(invoice), leftOf(note)), dice))
      const applied_to = [{ type: 'credit_note', credit_note: note.id, document_type: 'invoice', invoice: invoice.id, amount }]
      return ['POST', '/payments', { customer, currency: 'usd', amount: 0, applied_to }]
    },
    model(books, dice, { json }) {
      const [invoice, note] = [one(books.invoices, dice.which)!, one(books.notes, dice.other)!]
      const amount = amountFor(Math.min(balanceOf(invoice), leftOf(note)), dice)
      books.pay(json?.id, null, 0, [{ kind: 'note', invoice, note, amount }])
    },
  },
  'refund note': {
    call(books, _real, dice) {
      const note = one(books.notes, dice.which)
      return note && ['POST', `/credit_notes/${note.id}/refunds`, { amount: usd(amountFor(leftOf(note), dice)) }]
    },
    model(books, dice) {
      const note = one(books.notes, dice.which)!
      books.refundNote(note, amountFor(leftOf(note), dice))
    },
  },
  'cancel note': {
    call: (books, _real, { which }) => {
      const note = one(books.notes, which)
      return note && ['POST', `/credit_notes/${note.id}/void`]
    },
    model: (books, { which }) => books.cancelNote(one(books.notes, which)!),
  },
  refund: {
    call(books, _real, dice) {
      const payment = one(charged(books), dice.which)
      return (
        payment && [
          'POST',
          `/charges/${payment.charge}/refunds`,
          { amount: usd(amountFor(payment.amount - payment.returned, dice)) },
        ]
      )
    },
    model(books, dice) {
      const payment = one(charged(books), dice.which)!
      books.refund(payment, amountFor(payment.amount - payment.returned, dice))
    },
  },
  undo: {
    call: (books, _real, { which }) => {
      const payment = one(books.payments, which)
      return payment && ['DELETE', `/payments/${payment.id}`]
    },
    model: (books, { which }) => books.undo(one(books.payments, which)!),
  },
}

const charged = (books: Books) => books.payments.filter(({ charge }) => charge !== null)

class Command implements fc.AsyncCommand<Books, Real> {
  readonly name: string
  readonly dice: Dice

  constructor(name: string, dice: Dice) {
    this.name = name
    this.dice = dice
  }

  check(): boolean {
    return true
  }

  async run(books: Books, real: Real): Promise<void> {
    const verb = VERBS[this.name]!
    const call = verb.call(books, real, this.dice)
    if (!call) return
    const [method, path, body] = call
    const answer = await real.company.call(method, path, body ? { body } : {})
    const accepted = answer.status >= 200 && answer.status < 300
    if (!accepted && (answer.status < 400 || answer.status >= 500)) throw new Error(`${method} ${path} answered ${answer.status}`)
    const reason = refusalOf(() => verb.model(books, this.dice, answer))
    if (accepted !== (reason === null))
      throw new Error(
        `${method} ${path} ${JSON.stringify(body)}: answered ${answer.status} ${answer.text.slice(0, 300)}; the model: ${reason ?? 'accepts'}`,
      )
    real.count[accepted ? 'accepted' : 'refused']++
    await compare(books, real)
  }

  toString(): string {
    return `${this.name} ${JSON.stringify(this.dice)}`
  }
}

/** Every sequence finds something to act on. */
const OPENING = [500, 2_000].map((cents) => new Command('bill', { which: 0, other: 0, cents, flag: false }))

const DICE = fc.record({ which: fc.nat(5), other: fc.nat(3), cents: fc.integer({ min: 1, max: 9_999 }), flag: fc.boolean() })
const COMMANDS = Object.keys(VERBS).map((name) => DICE.map((dice) => new Command(name, dice)))

function refusalOf(run: () => void): string | null {
  try {
    run()
    return null
  } catch (error) {
    if (error instanceof No) return error.message
    throw error
  }
}

/** Every document, every payment, the customer's balance and the books of the customer, in cents. */
async function compare(books: Books, { arena, company, customer }: Real): Promise<void> {
  const tables = arena.platform.ownerPool.query<{ invoices: unknown; notes: unknown; payments: unknown; books: unknown }>(
    `select
      (select coalesce(json_agg(json_build_array(id, currency, balance, amount_paid, amount_credited, amount_written_off, paid, closed) order by id), '[]') from invoices where company_id = $1 and customer = $2) as invoices,
      (select coalesce(json_agg(json_build_array(id, balance) order by id), '[]') from credit_notes n where company_id = $1 and customer = $2
        and not exists (select 1 from line_items l where l.company_id = n.company_id and l.document_type = 'credit_note' and l.document_id = n.id and l.type = 'bad-debt')) as notes,
      (select coalesce(json_agg(json_build_array(id, balance, amount_returned, voided) order by id), '[]') from payments p where company_id = $1 and customer = $2 and (amount > 0 or id = any($3))) as payments,
      (select json_build_object('receivable', coalesce(sum(amount) filter (where account = 'receivable'), 0), 'credit', coalesce(sum(-amount) filter (where account = 'customer_credit'), 0),
        'unapplied', coalesce(sum(-amount) filter (where account = 'unapplied_payments'), 0)) from ledger_postings where company_id = $1 and customer_id = $2) as books`,
    [company.id, customer, books.payments.map(({ id }) => id)],
  )
  const [{ rows }, told, list] = await Promise.all([
    tables,
    company.call('GET', `/customers/${customer}/balance`),
    company.call('GET', `/invoices?filter[customer]=${customer}&sort=id%20asc&per_page=100`),
  ])
  const { invoices, notes, payments } = books
  const owed = invoices.filter(({ draft }) => !draft)
  const dollars = ({ currency }: { readonly currency: string }) => currency === 'usd'
  const open = owed.filter(({ closed }) => !closed)
  const left = sum(notes.map(leftOf))
  same('the tables', rows[0], {
    invoices: byId(invoices).map((i) => [i.id, i.currency, balanceOf(i), i.paid, i.credited, i.written_off, i.is_paid, i.closed]),
    notes: byId(notes).map((note) => [note.id, leftOf(note)]),
    payments: byId(payments).map((payment) => [payment.id, unapplied(payment), payment.returned, payment.voided]),
    books: { receivable: sum(owed.map(balanceOf)) - left, credit: books.credit, unapplied: sum(payments.map(unapplied)) },
  })
  const { total_outstanding, available_credits, open_credit_notes } = told.json
  same(
    'the balance of the customer',
    { total_outstanding, available_credits, open_credit_notes },
    {
      total_outstanding: usd(sum(open.filter(dollars).map(balanceOf))),
      available_credits: usd(books.credit),
      open_credit_notes: usd(sum(notes.filter(dollars).map(leftOf))),
    },
  )
  same(
    'what the invoices say',
    list.json.map(({ id, status, balance }: { id: number; status: string; balance: number }) => [id, status, balance]),
    byId(invoices).map((invoice) => [invoice.id, statusOf(invoice), usd(balanceOf(invoice))]),
  )
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)
const byId = <T extends { readonly id: number }>(records: readonly T[]) => records.toSorted((a, b) => a.id - b.id)

function same(what: string, told: unknown, modelled: unknown): void {
  const sorted = (value: unknown) =>
    JSON.stringify(value, (_key, inner) =>
      inner && typeof inner === 'object' && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort()) : inner,
    )
  if (sorted(told) !== sorted(modelled)) throw new Error(`${what}: told ${sorted(told)}, modelled ${sorted(modelled)}`)
}
