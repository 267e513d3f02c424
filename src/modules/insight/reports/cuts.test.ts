import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../proof/service.ts'

/**
 * However a history is cut into periods: each begins with what the one before ended with, its rows come to its end, and what is
 * open, how late it is, and what the reports say of that day come to the same. What happens today leaves yesterday as it was.
 */
const world = await openWorld({ now: '2014-09-01T15:00:00Z' })
const { acme } = world
afterAll(() => world.close())

const DAY_MS = 86_400_000
const cents = (amount: number) => Math.round(amount * 100)
const total = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + cents(amount), 0)
/** Noon of a day that lies so many days before today. */
const ago = (days: number) => Math.floor((world.now().getTime() - days * DAY_MS) / 1000)
const dayOf = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10)
const call = (method: string, path: string, body?: object) => acme.call(method, path, { ...(body && { body }) })
const post = async (path: string, body: object) => {
  const { status, json, text } = await call('POST', path, body)
  expect(status, `${path} ${text}`).toBeLessThan(300)
  return json
}
const get = async (path: string) => {
  const { status, json, text } = await call('GET', path)
  expect(status, `${path} ${text}`).toBe(200)
  return json
}

function dice(seed: number) {
  let state = seed
  return (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}
type Roll = ReturnType<typeof dice>

interface Row {
  readonly type: string
  readonly amount: number
  readonly balance: number
}

interface Family {
  readonly parent: number
  readonly members: number[]
}

/** What the reports say that the members of a family owe on a day, in cents. */
async function reported({ members }: Family, day: string) {
  const owed = async (type: string, column: string) => {
    const { data } = await post('/reports', { type, parameters: { end_date: day, currency: 'usd' } })
    if (data.length === 0) return 0
    const at = data[0].columns.findIndex(({ id }: { id: string }) => id === column)
    const rows = data[0].rows.filter(({ object_id }: { object_id: number }) => members.includes(object_id))
    return total(rows.map(({ cells }: { cells: number[] }) => cells[at]!))
  }
  return [await owed('aging_summary', 'total'), await owed('a_r_overview', 'receivable')]
}

/** Cuts the history of a family at random days, and holds each period against the others. */
async function proveCuts(roll: Roll, family: Family) {
  const days = [...new Set(Array.from({ length: 4 }, () => roll(100) - 20))].toSorted((a, b) => b - a).map(ago)
  let before = 0
  let start = ago(400)
  for (const end of days) {
    const forward = await get(`/customers/${family.parent}/statement?start=${start}&end=${end}`)
    const open = await get(`/customers/${family.parent}/statement?type=open_item&end=${end}`)
    const rows = forward.rows.filter(({ type }: Row) => type !== 'previous_balance' && type !== 'credit_balance_adjustment')
    const said = {
      opening: cents(forward.rows[0].balance),
      rows: before + total(rows.map(({ amount }: Row) => amount)),
      last: cents(forward.rows.at(-1).balance),
      open: total(open.rows.map(({ balance }: Row) => balance)),
      aged: total(open.aging.map(({ amount }: { amount: number }) => amount)),
      reported: await reported(family, dayOf(end)),
    }
    const owed = cents(forward.balance)
    expect(said, `until ${dayOf(end)}`).toEqual({
      opening: before,
      rows: owed,
      last: owed,
      open: owed,
      aged: owed,
      reported: [owed, owed],
    })
    before = owed
    start = end + 86_400
  }
}

/** Everything that is said of the days before today. */
async function gone(family: Family) {
  const said: unknown[] = []
  for (const days of [1, 9, 25, 60]) {
    const { rows, balance, credit_balance } = await get(
      `/customers/${family.parent}/statement?start=${ago(days + 30)}&end=${ago(days)}`,
    )
    const open = await get(`/customers/${family.parent}/statement?type=open_item&end=${ago(days)}`)
    said.push({
      days,
      rows: rows.map(({ type, amount, balance, date }: Row & { date: number }) => [type, amount, balance, dayOf(date)]),
      balance,
      credit_balance,
      open: open.rows.map(({ type, balance }: Row) => [type, balance]),
      aging: open.aging,
    })
  }
  return said
}

type Kind = 'invoices' | 'notes' | 'payments' | 'uses' | 'adjustments'
type Known = Record<Kind, number[]>
type Verb = readonly [method: string, path: string, body?: object, kind?: Kind]

/** What people do on the day on which it happens. */
function today(roll: Roll, known: Known, { members }: Family): Verb {
  const pick = (kind: Kind) => known[kind].slice(-6)[roll(Math.min(known[kind].length, 6))]
  const customer = members[roll(members.length)]
  const [invoice, note, payment] = [pick('invoices'), pick('notes'), pick('payments')]
  const amount = (1 + roll(4000)) / 100
  const items = [{ name: 'Paper', unit_cost: 20 + roll(80) }]
  const later = [{ amount: 5, expires: ago(-roll(12)) }]
  const verbs: Verb[] = [
    ['POST', '/invoices', { customer, items, payment_terms: `NET ${roll(20)}` }, 'invoices'],
    ['POST', '/invoices', { customer, items, discounts: later, payment_terms: 'NET 7' }, 'invoices'],
    ['POST', '/invoices', { customer, items, date: ago(-roll(9)) }, 'invoices'],
    [
      'POST',
      '/payments',
      { customer: members[0], amount, applied_to: [{ type: 'invoice', invoice, amount, short_pay: roll(3) === 0 }] },
      'payments',
    ],
    [
      'POST',
      '/payments',
      {
        customer: members[0],
        amount: 90,
        applied_to: [
          { type: 'invoice', invoice, amount },
          { type: 'credit', amount: 10 },
        ],
      },
      'payments',
    ],
    [
      'POST',
      '/payments',
      {
        customer: members[0],
        amount: 0,
        applied_to: [{ type: 'applied_credit', document_type: 'invoice', invoice, amount: amount / 8 }],
      },
      'payments',
    ],
    [
      'POST',
      '/charges',
      {
        customer: members[0],
        amount,
        method: 'credit_card',
        invoiced_token: 'tok_visa_4242',
        applied_to: [{ type: 'invoice', invoice, amount }],
      },
      'payments',
    ],
    ['POST', `/transactions/${pick('uses')}/refunds`, { amount: amount / 4 }],
    ['POST', '/credit_notes', { customer, items, ...(roll(2) === 0 && { invoice }) }, 'notes'],
    ['POST', `/credit_notes/${note}/${roll(2) === 0 ? 'void' : 'refunds'}`, {}],
    ['POST', `/invoices/${invoice}/void`],
    ['POST', `/invoices/${invoice}/bad_debt`],
    ['PATCH', `/invoices/${invoice}`, { closed: roll(2) === 0 }],
    ['DELETE', `/payments/${payment}`],
    ['POST', '/credit_balance_adjustments', { customer: members[0], amount: amount / 2 }, 'adjustments'],
    ['POST', `/customers/${members[0]}/consolidate_invoices`, {}, 'invoices'],
  ]
  return verbs[roll(verbs.length)]!
}

/** What people put right afterwards. */
async function correction(roll: Roll, known: Known, { members }: Family): Promise<Verb> {
  const pick = (kind: Kind) => known[kind].slice(-6)[roll(Math.min(known[kind].length, 6))]
  const amount = (1 + roll(4000)) / 100
  const date = ago(roll(50) - 10)
  const items = [{ name: 'Paper', unit_cost: 20 + roll(80) }]
  const [invoice, payment] = [pick('invoices'), pick('payments')]
  const owed = invoice ? (await get(`/invoices/${invoice}`)).balance : 0
  const verbs: Verb[] = [
    [
      'PUT',
      `/invoices/${invoice}/payment_plan`,
      {
        autopay: false,
        installments: [
          { date: ago(-2), amount: 5 },
          { date: ago(-6), amount: Math.max(cents(owed) - 500, 1) / 100 },
        ],
      },
    ],
    ['POST', '/invoices', { customer: members[roll(members.length)], items, date }, 'invoices'],
    ['POST', '/payments', { customer: members[0], amount, date, applied_to: [{ type: 'invoice', invoice, amount }] }, 'payments'],
    [
      'PATCH',
      `/invoices/${invoice}`,
      [{ date }, { items }, { date, items }, { payment_terms: 'NET 3' }, { due_date: date }][roll(5)]!,
    ],
    ['PATCH', `/credit_notes/${pick('notes')}`, [{ date }, { items }][roll(2)]!],
    [
      'PATCH',
      `/payments/${payment}`,
      [{ date }, { amount: amount + 40 }, { applied_to: [{ type: 'invoice', invoice, amount }] }][roll(3)]!,
    ],
    ['PATCH', `/credit_balance_adjustments/${pick('adjustments')}`, { date, amount: amount / 4 }],
  ]
  return verbs[roll(verbs.length)]!
}

async function people(): Promise<Family> {
  const parent = (await post('/customers', { name: 'Globex', consolidated: true })).id
  const child = (await post('/customers', { name: 'Globex West', parent_customer: parent, payment_terms: 'NET 10' })).id
  return { parent, members: [parent, child] }
}

/** Somebody who was there twice: with bills and credit of their own, from now on of the family. */
async function merge({ parent }: Family) {
  const { id } = await post('/customers', { name: 'Globex Inc' })
  for (const days of [3, 40])
    await post('/invoices', { customer: id, items: [{ name: 'Paper', unit_cost: 12 }], date: ago(days) })
  await post('/credit_balance_adjustments', { customer: id, amount: 7, date: ago(20) })
  await post(`/customers/${parent}/merge`, { customer: id })
}

test.each([1, 2, 3])('however the history is cut, it is one (seed %i)', async (seed) => {
  const roll = dice(seed)
  const family = await people()
  const known: Known = { invoices: [], notes: [], payments: [], uses: [], adjustments: [] }
  let done = 0
  for (let i = 0; i < 72; i++) {
    const isToday = roll(3) > 0
    const before = isToday ? await gone(family) : null
    const [method, path, body, kind] = isToday ? today(roll, known, family) : await correction(roll, known, family)
    const { status, json, text } = await call(method, path, body)
    expect(status, `${method} ${path} ${text}`).toBeLessThan(500)
    if (status < 300) done++
    if (kind && status < 300) known[kind].push(json.id)
    if (kind === 'payments' && status < 300) known.uses.push(...json.applied_to.map(({ id }: { id: number }) => id))
    if (before && status < 300) expect(await gone(family), `${i}: ${method} ${path} ${JSON.stringify(body)}`).toEqual(before)
    if (i % 8 !== 7) continue
    if (i === 31) await merge(family)
    await proveCuts(roll, family)
    const evening = await gone(family)
    await world.settle()
    expect(await gone(family), 'what happens by itself').toEqual(evening)
    world.travel(new Date(world.now().getTime() + (2 + roll(5)) * DAY_MS))
  }
  expect(done).toBeGreaterThan(25)
  expect((await proveBooks(world.platform)).breaches).toEqual([])
})
