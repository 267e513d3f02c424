import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
const { acme } = world
afterAll(() => world.close())

/** The same numbers for the same seed. */
function dice(seed: number) {
  let state = seed
  const roll = (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
  /** One of the newest: the older ones are mostly done with. */
  const pick = <T>(from: readonly T[]): T | undefined => from.slice(-5)[roll(Math.min(from.length, 5))]
  return { roll, pick }
}

type Known = {
  customers: number[]
  invoices: number[]
  notes: number[]
  estimates: number[]
  payments: number[]
  adjustments: number[]
  /** Payments as last answered, and since when each of their splits is there. */
  told: Map<number, Payment>
  since: Map<number, number>
}

interface Payment {
  readonly id: number
  readonly amount: number
  readonly balance: number
  readonly applied_to: readonly Split[]
}

interface Split {
  readonly id: number
  readonly type: string
  readonly short_pay: boolean
  readonly created_at: number
}

type Kept = 'customers' | 'invoices' | 'notes' | 'estimates' | 'payments' | 'adjustments'

type Verb = () => readonly [method: string, path: string, body?: object, kind?: Kept]

/** One verb, chosen and filled in by the dice. Many are refused; none may fail. */
function step({ roll, pick }: ReturnType<typeof dice>, known: Known, only: 'splitting' | null) {
  const amountUpTo = (most: number) => (1 + roll(most * 100)) / 100
  const cents = () => amountUpTo(20)
  const date = Math.floor(world.now().getTime() / 1000) - 86_400 * (roll(8) - 2)
  const [customer, invoice, note, estimate, payment] = [
    pick(known.customers),
    pick(known.invoices),
    pick(known.notes),
    pick(known.estimates),
    pick(known.payments),
  ]
  const items = [{ name: 'Paper', unit_cost: 20 + roll(80), ...(roll(3) === 0 && { taxes: [{ amount: cents() }] }) }]
  const draft = roll(6) === 0
  const currency = ['usd', 'usd', 'eur', 'jpy'][roll(4)]!
  // Few, so that they are taken and given up again.
  const number = `W-${roll(12)}`
  const split = () => {
    const amount = cents()
    const on = roll(5) === 0 ? { document_type: 'estimate', estimate } : { document_type: 'invoice', invoice }
    return [
      { type: 'invoice', invoice, amount, short_pay: roll(4) === 0 },
      { type: 'estimate', estimate, amount },
      { type: 'credit', amount },
      { type: 'applied_credit', ...on, amount },
      { type: 'credit_note', credit_note: note, ...on, amount },
      { type: 'credit_note', credit_note: note, amount },
    ][roll(6)]!
  }
  const applied_to = Array.from({ length: 1 + roll(2) }, split)
  /** What is split so far, some of it changed, moved or left out, with ids and without, and perhaps something new. */
  const again = () => {
    const next = before.applied_to.flatMap(({ id, ...one }) => {
      if (roll(5) === 0) return []
      const said = [one, { ...one, amount: cents() }, split()][roll(3)]!
      return roll(3) === 0 ? said : { ...said, id }
    })
    return roll(2) === 0 ? next.toReversed() : [...next, split()]
  }
  const before = known.told.get(payment ?? 0) ?? { amount: 0, balance: 0, applied_to: [] }
  const paid = before.applied_to.find(({ type }) => type === 'invoice')
  const splitting: Verb[] = [
    () => [
      'PATCH',
      `/payments/${payment}`,
      [{ applied_to }, { date }, { amount: roundCents(before.amount + roll(60) - 10) }][roll(3)]!,
    ],
    () => ['PATCH', `/payments/${payment}`, { applied_to: again() }],
    () => ['PATCH', `/payments/${payment}`, { applied_to: again() }],
    () => ['POST', `/transactions/${paid?.id ?? payment}/refunds`, { amount: roundCents(before.balance + amountUpTo(5)) }],
  ]
  if (only === 'splitting') return splitting[roll(splitting.length)]!()
  const verbs: Verb[] = [
    () => ['POST', '/invoices', { customer, items, draft, date }, 'invoices'],
    () => ['POST', '/credit_notes', { customer, items, draft, date, ...(roll(2) === 0 && { invoice }) }, 'notes'],
    () => ['POST', '/estimates', { customer, items, draft, deposit: 15 }, 'estimates'],
    () => ['POST', '/payments', { customer, amount: roll(3) === 0 ? 0 : 40, applied_to, date }, 'payments'],
    () => ['POST', '/payments', { customer, amount: 50, applied_to, date }, 'payments'],
    () => ['POST', '/payments', { customer, currency, amount: 50, applied_to: [split()] }, 'payments'],
    () => ['POST', '/invoices', { customer, items }, 'invoices'],
    ...splitting,
    () => ['DELETE', `/payments/${payment}`],
    () => ['POST', `/invoices/${invoice}/bad_debt`],
    () => [
      'PATCH',
      `/invoices/${invoice}`,
      [
        { closed: false },
        { closed: true },
        { items },
        { draft: false },
        { date },
        { number },
        { currency },
        { currency, date, items },
      ][roll(8)]!,
    ],
    () => ['POST', `/invoices/${invoice}/void`],
    () => [
      'PATCH',
      `/credit_notes/${note}`,
      [{ closed: false }, { closed: true }, { items }, { draft: false }, { date }, { number }, { currency }][roll(7)]!,
    ],
    () => ['POST', `/credit_notes/${note}/${roll(2) === 0 ? 'void' : 'refunds'}`, {}],
    () => ['DELETE', roll(2) === 0 ? `/credit_notes/${note}` : `/estimates/${estimate}`],
    () => ['POST', `/estimates/${estimate}/invoice`, {}, 'invoices'],
    () => [
      'PATCH',
      `/estimates/${estimate}`,
      [{ items }, { approved: 'JL' }, { deposit: cents() }, { closed: roll(2) === 0 }, { number }, { currency }][roll(6)]!,
    ],
    () => ['POST', '/credit_balance_adjustments', { customer, amount: (roll(4_000) - 1_000) / 100, date }, 'adjustments'],
    () => [
      'PATCH',
      `/credit_balance_adjustments/${pick(known.adjustments)}`,
      { amount: cents(), ...(roll(2) === 0 && { date }) },
    ],
    () => ['DELETE', `/credit_balance_adjustments/${pick(known.adjustments)}`],
  ]
  return verbs[roll(verbs.length)]!()
}

const roundCents = (amount: number) => Math.round(amount * 100) / 100

/** What is answered of a payment: nobody's split changed its id or its age, and whoever was named is there. */
function remember(known: Known, body: { applied_to?: readonly { id?: number }[] }, payment: Payment) {
  known.told.set(payment.id, payment)
  for (const { id, created_at } of payment.applied_to) {
    expect(known.since.get(id) ?? created_at, `split ${id} is as old as it was`).toBe(created_at)
    known.since.set(id, created_at)
  }
  const there = new Set(payment.applied_to.map(({ id }) => id))
  const named = (body.applied_to ?? []).filter(({ id, ...one }) => id && !('short_pay' in one && one.short_pay))
  expect(named.filter(({ id }) => !there.has(id!))).toEqual([])
}

/** In the older view, the uses of a payment and its rest come to what was received; what is not applied is told as the rest. */
async function proveUses(known: Known) {
  for (const id of known.payments.slice(-8)) {
    const { json: payment } = await acme.call('GET', `/payments/${id}`)
    const { json: records } = await acme.call('GET', `/transactions?filter[payment]=${id}&per_page=100`)
    const uses = records.map(({ type, method, amount, credit_note }: Record<string, unknown>) => {
      if (type === 'adjustment') return credit_note === null ? -Number(amount) : 0
      return (type === 'payment' || type === 'charge') && method !== 'balance' ? Number(amount) : 0
    })
    const total = uses.reduce((sum: number, use: number) => sum + Math.round(use * 100), 0)
    expect(total, JSON.stringify(records)).toBe(payment.voided ? 0 : Math.round(payment.amount * 100))
    const rest = records.find((record: { id: number }) => record.id === id)?.amount ?? 0
    expect(rest, JSON.stringify(records)).toBeGreaterThanOrEqual(payment.balance)
  }
}

async function start(): Promise<Known> {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id
  const known = { invoices: [], notes: [], estimates: [], payments: [], adjustments: [] }
  return { ...known, customers: [customer], told: new Map(), since: new Map() }
}

/** Steps by the dice, some of them at once. @returns how many were done, and how many of them changed a payment */
async function walk(throws: ReturnType<typeof dice>, known: Known, steps: number, only: 'splitting' | null) {
  let done = 0
  let changed = 0
  for (let i = 0; i < steps; i++) {
    const calls = Array.from({ length: 1 + throws.roll(3) }, () => step(throws, known, only))
    const answers = await Promise.all(calls.map(([method, path, body]) => acme.call(method, path, { ...(body && { body }) })))
    for (const [at, answer] of answers.entries()) {
      const [method, path, body, kind] = calls[at]!
      expect(answer.status, `${method} ${path} ${JSON.stringify(body)}: ${answer.text}`).toBeLessThan(500)
      if (answer.status >= 300) continue
      done++
      if (kind && answer.status === 201) known[kind].push(answer.json.id)
      if (path.startsWith('/payments') && method !== 'DELETE') remember(known, body ?? {}, answer.json)
      if (path.startsWith('/payments') && method === 'PATCH') changed++
    }
    if (i % 20 !== 19) continue
    expect((await proveBooks(world.platform)).breaches, `after ${i + 1} steps`).toEqual([])
    await proveUses(known)
    world.travel(new Date(world.now().getTime() + 3_600_000))
  }
  return { done, changed }
}

test.each([1, 2, 3])('a random walk over everything that moves credit keeps the books sound (seed %i)', async (seed) => {
  expect((await walk(dice(seed), await start(), 120, null)).done).toBeGreaterThan(40)
})

test.each([4, 5])('few payments that are split over and over keep the books sound, and their splits (seed %i)', async (seed) => {
  const known = await start()
  const [customer] = known.customers
  const items = [{ name: 'Paper', unit_cost: 5_000 }]
  const made = async (kind: Kept, path: string, body: object) => {
    const answer = await acme.call('POST', path, { body: { customer, ...body } })
    expect(answer.status, answer.text).toBe(201)
    known[kind].push(answer.json.id)
    return answer.json
  }
  for (let i = 0; i < 3; i++) await made('invoices', '/invoices', { items })
  await made('estimates', '/estimates', { items, deposit: 4_000 })
  for (let i = 0; i < 2; i++) await made('notes', '/credit_notes', { items })
  await made('adjustments', '/credit_balance_adjustments', {
    amount: 3_000,
    date: Math.floor(world.now().getTime() / 1000) - 864_000,
  })
  for (let i = 0; i < 3; i++)
    remember(known, {}, await made('payments', '/payments', { amount: 60, applied_to: [{ type: 'credit', amount: 10 }] }))
  const result = await walk(dice(seed), known, 80, 'splitting')
  expect(result.changed).toBeGreaterThan(40)
})
