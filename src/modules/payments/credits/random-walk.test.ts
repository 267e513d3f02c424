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
}

/** One verb, chosen and filled in by the dice. Many are refused; none may fail. */
function step({ roll, pick }: ReturnType<typeof dice>, known: Known) {
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
  const verbs: (() => readonly [method: string, path: string, body?: object, kind?: keyof Known])[] = [
    () => ['POST', '/invoices', { customer, items, draft, date }, 'invoices'],
    () => ['POST', '/credit_notes', { customer, items, draft, date, ...(roll(2) === 0 && { invoice }) }, 'notes'],
    () => ['POST', '/estimates', { customer, items, draft, deposit: 15 }, 'estimates'],
    () => ['POST', '/payments', { customer, amount: roll(3) === 0 ? 0 : 40, applied_to, date }, 'payments'],
    () => ['POST', '/payments', { customer, amount: 50, applied_to, date }, 'payments'],
    () => ['POST', '/payments', { customer, currency, amount: 50, applied_to: [split()] }, 'payments'],
    () => ['POST', '/invoices', { customer, items }, 'invoices'],
    () => ['PATCH', `/payments/${payment}`, roll(2) === 0 ? { applied_to } : { date }],
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

test.each([1, 2, 3])('a random walk over everything that moves credit keeps the books sound (seed %i)', async (seed) => {
  const throws = dice(seed)
  const known: Known = { customers: [], invoices: [], notes: [], estimates: [], payments: [], adjustments: [] }
  for (const name of ['Acme Corp']) known.customers.push((await acme.call('POST', '/customers', { body: { name } })).json.id)
  let done = 0
  for (let i = 0; i < 120; i++) {
    const steps = Array.from({ length: 1 + throws.roll(3) }, () => step(throws, known))
    const answers = await Promise.all(steps.map(([method, path, body]) => acme.call(method, path, { ...(body && { body }) })))
    for (const [at, answer] of answers.entries()) {
      const [method, path, body, kind] = steps[at]!
      expect(answer.status, `${method} ${path} ${JSON.stringify(body)}: ${answer.text}`).toBeLessThan(500)
      if (answer.status < 300) done++
      if (kind && answer.status === 201) known[kind].push(answer.json.id)
    }
    if (i % 20 === 19) expect((await proveBooks(world.platform)).breaches, `after ${i + 1} steps, seed ${seed}`).toEqual([])
  }
  expect(done).toBeGreaterThan(40)
})
