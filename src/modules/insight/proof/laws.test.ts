import { afterAll, expect, test } from 'vitest'
import { openWorld, type TestCompany } from '../../../../test/world.ts'
import { LAWS } from './laws.ts'
import { proveBooks } from './service.ts'

/** A law that finds nothing in a broken database proves nothing, so every law is shown its breach. */
const world = await openWorld()
afterAll(() => world.close())

type Made = Record<string, number | string | boolean | null> & { readonly id: number }

/** What a law is about, made through the API, and how it is broken behind its back; $1 is the company. */
interface Breach {
  readonly of: (scene: Scene) => Promise<number | string>
  /** Statements of the owner in one transaction; `:id` is what `of` answered with. */
  readonly plant: readonly string[]
  /** How the proof has to name it; `*` is an id that only the database knows. */
  readonly subject: string
}

interface Scene {
  make(path: string, body?: object, method?: string): Promise<Made>
  customer(): Promise<number>
  invoice(): Promise<Made>
  draft(): Promise<number>
  /** A payment of 60.00 on an invoice of 90.00. */
  payment(): Promise<Made>
  /** A charge of 90.00 that pays an invoice. */
  charge(): Promise<{ readonly charge: number; readonly payment: number }>
  creditNote(): Promise<number>
  estimate(): Promise<number>
  plan(): Promise<number>
  /** A monthly subscription whose first period is billed. */
  subscription(): Promise<number>
  /** The charge with which a subscription on AutoPay began. */
  firstCharge(): Promise<number>
}

const LINES = { items: [{ name: 'Copper tubing', quantity: 2, unit_cost: 45 }] }
const DECEMBER = 1_417_435_200

function openScene(company: TestCompany): Scene {
  const make: Scene['make'] = async (path, body = {}, method = 'POST') => {
    const { status, json, text } = await company.call(method, path, { body })
    expect(status, `${path}: ${text}`).toBeLessThan(300)
    return json
  }
  const customer = async () => (await make('/customers', { name: 'Acme Corp', email: 'bills@acme.example' })).id
  const invoice = async () => make('/invoices', { customer: await customer(), ...LINES })
  return {
    make,
    customer,
    invoice,
    draft: async () => (await make('/invoices', { customer: await customer(), ...LINES, draft: true })).id,
    async payment() {
      const owed = await invoice()
      return make('/payments', {
        customer: owed['customer'],
        amount: 60,
        applied_to: [{ type: 'invoice', invoice: owed.id, amount: 50 }],
      })
    },
    async charge() {
      const owed = await invoice()
      const applied_to = [{ type: 'invoice', invoice: owed.id, amount: 90 }]
      const paid = await make('/charges', { customer: owed['customer'], method: 'credit_card', amount: 90, gateway_token: 'tok_visa_4242', applied_to }) // biome-ignore format: one call
      return { payment: paid.id, charge: (paid['charge'] as unknown as Made).id }
    },
    creditNote: async () => (await make('/credit_notes', { customer: await customer(), ...LINES })).id,
    estimate: async () => (await make('/estimates', { customer: await customer(), ...LINES, deposit: 30 })).id,
    async plan() {
      const owed = await invoice()
      await make(`/invoices/${owed.id}/payment_plan`, { installments: [{ date: DECEMBER, amount: 40 }, { date: DECEMBER + 2_678_400, amount: 50 }] }, 'PUT') // biome-ignore format: one call
      await world.settle()
      return owed.id
    },
    async firstCharge() {
      const plan = await make('/plans', { id: 'monthly', name: 'Monthly', amount: 20, interval: 'month' })
      const payer = await make('/customers', { name: 'Acme Corp', email: 'bills@acme.example', autopay: true })
      const source = { method: 'credit_card', gateway_token: 'tok_visa_4242', make_default: true }
      await make(`/customers/${payer.id}/payment_sources`, source)
      await make('/subscriptions', { customer: payer.id, plan: plan.id })
      const { json } = await company.call('GET', `/charges?filter[customer]=${payer.id}`)
      return (json as Made[])[0]!.id
    },
    async subscription() {
      const plan = await make('/plans', { id: 'monthly', name: 'Monthly', amount: 20, interval: 'month' })
      const { id } = await make('/subscriptions', { customer: await customer(), plan: plan.id })
      await world.settle()
      return id
    },
  }
}

const idOf = (what: 'invoice' | 'payment') => async (scene: Scene) => (await scene[what]()).id
const thrice = (make: Breach['of']) => async (scene: Scene) => {
  for (let i = 0; i < 2; i++) await make(scene)
  return make(scene)
}
const chargeOf = async (scene: Scene) => (await scene.charge()).charge
const entryOf = (id: string) => `(select max(entry_id) from ledger_postings where company_id = $1 and document_id = ${id})`

const BREACHES: Readonly<Record<string, Breach>> = {
  'every entry balances': {
    of: idOf('invoice'),
    plant: [
      `update ledger_postings set amount = amount + 1 where company_id = $1 and entry_id = ${entryOf(':id')} and account <> 'receivable'`,
    ],
    subject: 'entry *',
  },
  'every entry has postings, in its own currency': {
    of: idOf('invoice'),
    plant: [`update ledger_entries set currency = 'eur' where company_id = $1 and id = ${entryOf(':id')}`],
    subject: 'entry *',
  },
  'the balance of an invoice is its total less what was paid and credited, never below zero': {
    of: (scene) => scene.draft(),
    plant: ['update invoices set balance = balance - 1 where company_id = $1 and id = :id'],
    subject: 'invoice :id',
  },
  'what an invoice is owed is its receivable in the books': {
    of: idOf('invoice'),
    plant: ['update invoices set total = total + 1, balance = balance + 1 where company_id = $1 and id = :id'],
    subject: 'invoice :id',
  },
  'what a document posted by being there stands on its day': {
    of: idOf('invoice'),
    plant: ['update invoices set date = date - 1 where company_id = $1 and id = :id'],
    subject: 'invoice :id',
  },
  'what settles a document is in its currency': {
    of: idOf('payment'),
    plant: [
      `update invoices set currency = 'eur' where company_id = $1 and id = (select invoice from payment_applications where company_id = $1 and payment_id = :id)`,
    ],
    subject: 'payment :id',
  },
  'what is applied to an invoice is what it counts as paid and credited': {
    of: idOf('invoice'),
    plant: ['update invoices set amount_paid = 1, total = total + 1 where company_id = $1 and id = :id'],
    subject: 'invoice :id',
  },
  'a payment is never applied beyond its amount, and its balance is what is left': {
    of: idOf('payment'),
    plant: ['update payments set amount = amount + 1 where company_id = $1 and id = :id'],
    subject: 'payment :id',
  },
  'unapplied payments in the books are the balances of payments': {
    of: idOf('payment'),
    plant: ['update payments set amount = amount + 1, balance = balance + 1 where company_id = $1 and id = :id'],
    subject: 'unapplied payments in usd',
  },
  'a succeeded charge has exactly one payment, and no other charge has one': {
    of: chargeOf,
    plant: ['update charges set payment_id = null where company_id = $1 and id = :id'],
    subject: 'charge :id',
  },
  'refunds of a charge add up to what it counts as refunded': {
    of: chargeOf,
    plant: ['update charges set amount_refunded = 1 where company_id = $1 and id = :id'],
    subject: 'charge :id',
  },
  'what a payment gave back are its refunds and lost disputes': {
    of: async (scene) => {
      const { charge, payment } = await scene.charge()
      await scene.make(`/charges/${charge}/refunds`, { amount: 10 })
      return payment
    },
    plant: ["update refunds set status = 'pending' where company_id = $1 and payment_id = :id"],
    subject: 'payment :id',
  },
  'payments under way on an invoice are its open charges': {
    of: idOf('invoice'),
    plant: ['update invoices set pending = 1 where company_id = $1 and id = :id'],
    subject: 'invoice :id',
  },
  'contested money in the books is that of open disputes': {
    of: chargeOf,
    plant: [
      `insert into disputes (company_id, charge, customer, currency, amount, status, reason, gateway, gateway_id, created_at, updated_at)
        select company_id, id, customer, currency, 1, 'open', 'fraudulent', gateway, 'dp_1', now(), now() from charges where company_id = $1 and id = :id`,
    ],
    subject: 'disputes in usd',
  },
  'invoice numbers have no gaps': {
    of: thrice(idOf('invoice')),
    plant: ["update invoices set number = null where company_id = $1 and number = 'INV-0002'"],
    subject: 'invoice number 2',
  },
  'the kept numbers of rows are the numbers of rows': {
    of: (scene) => scene.customer(),
    plant: ["update record_counts set total = total + 1 where company_id = $1 and kind = 'customers'"],
    subject: 'customers',
  },
  'the balance of a credit note is its total less what was used of it, never below zero': {
    of: (scene) => scene.creditNote(),
    plant: ['update credit_notes set voided = true where company_id = $1 and id = :id'],
    subject: 'credit note :id',
  },
  'what a credit note still gives is its receivable in the books, the other way round': {
    of: (scene) => scene.creditNote(),
    plant: ['update credit_notes set total = total + 1, balance = balance + 1 where company_id = $1 and id = :id'],
    subject: 'credit note :id',
  },
  'what payments use of a credit note is what it counts as used': {
    of: (scene) => scene.creditNote(),
    plant: ['update credit_notes set amount_credited = 1, total = total + 1 where company_id = $1 and id = :id'],
    subject: 'credit note :id',
  },
  'what went back for a credit note is what it counts as refunded': {
    of: (scene) => scene.creditNote(),
    plant: ['update credit_notes set amount_refunded = 1, total = total + 1 where company_id = $1 and id = :id'],
    subject: 'credit note :id',
  },
  'what is credited to an invoice is what payments put there, and what is given up was credited': {
    of: idOf('invoice'),
    plant: ['update invoices set amount_credited = 1, total = total + 1 where company_id = $1 and id = :id'],
    subject: 'invoice :id',
  },
  'what was paid for a deposit is the credit that names the estimate': {
    of: (scene) => scene.estimate(),
    plant: ['update estimates set amount_deposited = 1 where company_id = $1 and id = :id'],
    subject: 'estimate :id',
  },
  'an estimate and the invoice it became name each other': {
    of: async (scene) => {
      const estimate = await scene.estimate()
      await scene.make(`/estimates/${estimate}/invoice`)
      return estimate
    },
    plant: ['update estimates set invoice = null where company_id = $1 and id = :id'],
    subject: 'estimate :id',
  },
  'no customer has a credit balance below zero on any day': {
    of: async (scene) => {
      const customer = await scene.customer()
      await scene.make('/credit_balance_adjustments', { customer, amount: 20 })
      await scene.make('/credit_balance_adjustments', { customer, amount: -5 })
      return customer
    },
    plant: [
      `update ledger_entries set date = date - 1 where company_id = $1 and id in (select entry_id from ledger_postings where company_id = $1 and customer_id = :id and amount = 500)`,
    ],
    subject: 'customer :id',
  },
  'a credit balance adjustment is in the books with its amount, and one that is gone is not': {
    of: async (scene) => (await scene.make('/credit_balance_adjustments', { customer: await scene.customer(), amount: 20 })).id,
    plant: ['delete from credit_balance_adjustments where company_id = $1 and id = :id'],
    subject: 'credit balance adjustment :id',
  },
  'credit note numbers have no gaps': {
    of: thrice((scene) => scene.creditNote()),
    plant: ["update credit_notes set number = null where company_id = $1 and number = 'CN-0002'"],
    subject: 'credit_note number 2',
  },
  'estimate numbers have no gaps': {
    of: thrice((scene) => scene.estimate()),
    plant: ["update estimates set number = null where company_id = $1 and number = 'EST-0002'"],
    subject: 'estimate number 2',
  },
  'an invoice that is paid by a plan and its plan know each other': {
    of: (scene) => scene.plan(),
    plant: ["update payment_plans set canceled_at = now(), installments = '[]' where company_id = $1 and invoice = :id"],
    subject: 'payment plan *',
  },
  'the installment date of an invoice is that of its oldest open installment': {
    of: (scene) => scene.plan(),
    plant: ['update invoices set installment_date = installment_date + 1 where company_id = $1 and id = :id'],
    subject: 'invoice :id',
  },
  'a first charge that was taken has made its subscription or says why not, one that was refused at once has made none': {
    of: (scene) => scene.firstCharge(),
    plant: ['update subscriptions set begun_by = null where company_id = $1 and begun_by is not null'],
    subject: 'charge :id',
  },
  'a subscription bills no period that it has not reached, and its own customer': {
    of: (scene) => scene.subscription(),
    plant: [`update subscriptions set next_period = 0 where company_id = $1 and id = :id`],
    subject: 'invoice *',
  },
  'a subscription that is over or paused waits for nothing, any other for a day': {
    of: (scene) => scene.subscription(),
    plant: ['update subscriptions set next_date = null where company_id = $1 and id = :id'],
    subject: 'subscription :id',
  },
  'a line waits or is on a document, never both': {
    of: async (scene) => {
      const customer = await scene.customer()
      await scene.invoice()
      return (await scene.make(`/customers/${customer}/line_items`, { name: 'Usage', quantity: 1, unit_cost: 3 })).id
    },
    plant: [
      'update line_items set id = :id where company_id = $1 and id = (select max(id) from line_items where company_id = $1)',
    ],
    subject: 'line item :id',
  },
  'usage that was billed says so once, and what was rejected was not billed': {
    of: async (scene) => {
      await scene.subscription()
      await scene.make('/usage_events', {
        events: [{ transaction_id: 'one', customer: await scene.customer(), plan: 'monthly' }],
      })
      return 0
    },
    plant: ["update usage_events set status = 'billed', line_item = null where company_id = $1"],
    subject: 'usage event *',
  },
}

test('every law has its breach here', () => {
  expect(Object.keys(BREACHES).sort()).toEqual(LAWS.map(({ says }) => says).sort())
})

test.each(Object.entries(BREACHES))('the proof sees where this is not so: %s', async (law, { of, plant, subject }) => {
  const company = await world.newCompany(`Laws ${Object.keys(BREACHES).indexOf(law)}`)
  const id = await of(openScene(company))
  expect(await proveBooks(world.platform, company.id)).toMatchObject({ sound: true, breaches: [] })
  for (const statement of plant) {
    const { rowCount } = await world.platform.ownerPool.query(statement.replaceAll(':id', String(id)), [company.id])
    expect(rowCount, statement).toBeGreaterThan(0)
  }
  const { sound, breaches } = await proveBooks(world.platform, company.id)
  expect(sound).toBe(false)
  const named = new RegExp(`^${subject.replace(':id', String(id)).replace('*', '\\d+')}$`)
  expect(breaches.filter((breach) => breach.law === law)).toMatchObject([
    { company_id: company.id, subject: expect.stringMatching(named) },
  ])
  expect((await proveBooks(world.platform, world.globex.id)).breaches).toEqual([])
})
