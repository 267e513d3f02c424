import type { StripeDouble } from '../../doubles/stripe.ts'
import { startStripeDouble } from '../../doubles/stripe.ts'
import { type Arena, type Caller, made, openArena } from '../arena.ts'
import { clockOf, moveClock } from '../clock.ts'
import { claimBooks, crowd, dice, type Program, type Sheet, tally } from '../program.ts'
import { HANGING, type Kind, SIMULATED, WIRED } from './gateway-kinds.ts'

interface Size {
  readonly charges: number
  readonly width: number
  /** How many charges of each kind that keeps us waiting until the time is up. */
  readonly hanging: number
}

interface Attempt {
  readonly kind: Kind
  readonly customer: number
  readonly invoice: number
  readonly open: boolean
  readonly again: number
  readonly statuses: readonly number[]
  readonly shown: string
}

/** Two companies in test mode, one for each gateway, and the server that stands in for Stripe. */
interface Ground {
  readonly arena: Arena
  readonly stripe: StripeDouble
  readonly companies: Readonly<Record<Kind['gateway'], Caller>>
  readonly account: number
}

const MINUTES_TEN = 600
/** A job asks every minute, and what is not found is believed after two. */
const JANITOR_SECONDS = 240
const BANK_SECONDS = 7 * 86_400
/** Of five charges one goes over the wire. */
const WIRED_SHARE = 0.2

export const gatewayFaults: Program<Size> = {
  id: 10,
  title: 'Everything that goes wrong between us and a gateway',
  pass: 'no double charge; unknown is shown as pending, never as failed or paid; every charge ends as the gateway says; invoices follow',
  full: { charges: 1_000, width: 12, hanging: 6 },
  short: { charges: SIMULATED.length + WIRED.length, width: 6, hanging: 0 },
  async run(arena, { charges, width, hanging }, sheet) {
    const roll = dice(sheet.seed)
    const pick = (kinds: readonly Kind[]) => kinds[Math.floor(roll() * kinds.length)]!
    // Each kind at least once.
    const kinds = [...SIMULATED, ...WIRED, ...HANGING.flatMap((kind) => Array.from({ length: hanging }, () => kind))]
    while (kinds.length < charges) kinds.push(pick(roll() < WIRED_SHARE ? WIRED : SIMULATED))
    await onGround(arena, async (ground) => {
      const { test, stripe } = ground.companies
      const start = Math.max(await clockOf(test), await clockOf(stripe)) + 60
      await moveBoth(ground, start)
      const attempts = await crowd(kinds.length, width, (index) => attempt(ground, kinds[index]!))
      judgeFirst(attempts, sheet)
      await moveBoth(ground, start + MINUTES_TEN + JANITOR_SECONDS)
      const cards = attempts.filter(({ kind }) => kind.method === 'credit_card')
      await ended(ground, cards, 'cards after ten minutes and one run of the janitor', sheet)
      await moveBoth(ground, start + BANK_SECONDS)
      await ended(ground, attempts, 'all after a week', sheet)
      await claimBooks(ground.arena.platform, sheet)
    })
  },
}

async function onGround(arena: Arena, run: (ground: Ground) => Promise<void>): Promise<void> {
  const stripe = await startStripeDouble()
  const byAmount = new Map([...WIRED, ...HANGING].map(({ amount, misbehaviour }) => [Math.round(amount * 100), misbehaviour]))
  stripe.misbehaveBy((params) => byAmount.get(Number(params.amount)) ?? null)
  const { gateways } = arena.platform.outside
  const open = gateways.open
  // The short form shares the tests' own process, whose settings stand already.
  const own = arena.server ? await openArena({ settings: { STRIPE_API_URL: stripe.url } }) : arena
  if (!arena.server) gateways.open = (name, settings, around) => open(name, settings, { ...around, api_url: stripe.url })
  try {
    const companies = {
      test: await own.newCompany('Dunder Mifflin', { test_mode: true }),
      stripe: await own.newCompany('Globex', { test_mode: true }),
    }
    const { secret_key, webhook_secret } = stripe
    const { id } = await made(companies.stripe, '/merchant_accounts', {
      gateway: 'stripe',
      credentials: { secret_key, webhook_secret },
    })
    await companies.stripe.call('PATCH', '/payment_methods/credit_card', { body: { merchant_account: id } })
    await run({ arena: own, stripe, companies, account: id })
  } finally {
    gateways.open = open
    if (own !== arena) await own.close()
    await stripe.close()
  }
}

async function moveBoth({ companies }: Ground, to: number): Promise<void> {
  await moveClock(companies.test, to)
  await moveClock(companies.stripe, to)
}

async function attempt(ground: Ground, kind: Kind): Promise<Attempt> {
  const company = ground.companies[kind.gateway]
  const customer = (await made(company, '/customers', { name: 'Acme Corp' })).id
  const items = [{ name: 'Paper', quantity: 1, unit_cost: kind.amount }]
  const invoice = (await made(company, '/invoices', { customer, items })).id
  const applied_to = [{ type: 'invoice', invoice, amount: kind.amount }]
  const body = { customer, method: kind.method, amount: kind.amount, gateway_token: kind.token, applied_to }
  const first = await company.call('POST', '/charges', { body })
  const open = first.status === 201 && first.json.status === 'pending'
  let seen = { again: 0, shown: '' }
  if (open) seen = await lookAndTryAgain(company, first.json.charge.id, invoice, body)
  const told = await tell(ground, customer, kind)
  const statuses = [first.status, ...(open ? [seen.again] : []), ...told]
  return { kind, customer, invoice, open, statuses, ...seen }
}

/** What is shown of a charge whose end is open, and whether the same can be charged once more. */
async function lookAndTryAgain(company: Caller, charge: number, invoice: number, body: { readonly method: string }) {
  const [told, bill] = await Promise.all([company.call('GET', `/charges/${charge}`), company.call('GET', `/invoices/${invoice}`)])
  const card = body.method === 'ach' ? { gateway_token: 'tok_visa', method: 'credit_card' } : {}
  const again = await company.call('POST', '/charges', { body: { ...body, ...card } })
  return { again: again.status, shown: `${told.json.status},${bill.json.status},${bill.json.paid}` }
}

/** Lets Stripe's notices come in. */
async function tell({ arena, stripe, companies, account }: Ground, customer: number, { notices = [] }: Kind): Promise<number[]> {
  if (notices.length === 0) return []
  const { json } = await companies.stripe.call('GET', `/charges?filter[customer]=${customer}`)
  const intent = intentsOf(stripe, companies.stripe, [json[0].id])[0]!
  const statuses: number[] = []
  for (const type of notices) {
    const object = type.endsWith('processing') ? { ...intent, status: 'processing' } : intent
    const { headers, body } = stripe.notice(type, object)
    const answer = await arena.request('POST', `/webhooks/gateways/${companies.stripe.id}/${account}`, {
      raw: Buffer.from(body),
      headers: { ...headers, 'content-type': 'application/json' },
    })
    statuses.push(answer.status)
  }
  return statuses
}

/** What Stripe has taken for charges of ours. */
function intentsOf(stripe: StripeDouble, company: Caller, charges: readonly number[]) {
  return stripe.all('payment_intents').filter(({ metadata }) => {
    const named = metadata as Readonly<Record<string, string>>
    return named['company'] === `${company.id}` && charges.includes(Number(named['charge']))
  })
}

function judgeFirst(attempts: readonly Attempt[], sheet: Sheet): void {
  sheet.note('answers', tally(attempts.flatMap(({ statuses }) => statuses)))
  const faults = Map.groupBy(attempts, ({ kind }) => `${kind.gateway}: ${kind.fault}`)
  for (const [fault, of] of faults) sheet.note(fault, `${of.length}, open at first ${of.filter(({ open }) => open).length}`)
  const broken = attempts.flatMap(({ statuses }) => statuses).filter((status) => status === 0 || status >= 500)
  sheet.claim('answers 5xx or broken', broken.length, broken.length === 0)
  const wrong = attempts.filter(({ open, shown }) => open && shown !== 'pending,pending,false')
  sheet.claim('open charges shown as anything but pending', wrong.length, wrong.length === 0, wrong.slice(0, 5))
  const twice = attempts.filter(({ open, again }) => open && again !== 400)
  sheet.claim('second charges let through meanwhile', twice.length, twice.length === 0, twice.slice(0, 5))
}

interface End {
  readonly customer: number
  readonly charges: readonly number[]
  readonly open: number
  readonly succeeded: number
  readonly simulated: number
  readonly payments: number
  readonly paid: boolean
  readonly pending: number
}

/** What we say, what the gateway says, and what the invoice says, for each customer. */
async function ended(ground: Ground, attempts: readonly Attempt[], when: string, sheet: Sheet): Promise<void> {
  const ends = [...(await endsOf(ground, 'test', attempts)), ...(await endsOf(ground, 'stripe', attempts))]
  const kinds = new Map(attempts.map(({ customer, kind }) => [customer, kind]))
  const differs = ends.filter(({ customer, open, succeeded, taken, payments, paid, pending }) => {
    const one = kinds.get(customer)!.pays ? 1 : 0
    return open > 0 || pending !== 0 || succeeded !== one || taken !== one || payments !== one || paid !== (one === 1)
  })
  const double = ends.filter(({ taken, payments }) => taken > 1 || payments > 1)
  sheet.claim(`charged twice, ${when}`, double.length, double.length === 0, double.slice(0, 5))
  sheet.claim(
    `matched, ${when}`,
    `${ends.length - differs.length} of ${attempts.length}`,
    differs.length === 0 && ends.length === attempts.length,
    differs.slice(0, 6).map((row) => ({ ...row, fault: kinds.get(row.customer)!.fault })),
  )
}

async function endsOf(
  { arena, stripe, companies }: Ground,
  gateway: Kind['gateway'],
  attempts: readonly Attempt[],
): Promise<(End & { readonly taken: number })[]> {
  const company = companies[gateway]
  const { rows } = await arena.platform.ownerPool.query<End>(
    `select i.customer, i.paid, i.pending,
        (select coalesce(jsonb_agg(c.id), '[]') from charges c where c.company_id = $1 and c.customer = i.customer) as charges,
        (select count(*)::int from charges c where c.company_id = $1 and c.customer = i.customer and c.status not in ('succeeded', 'failed')) as open,
        (select count(*)::int from charges c where c.company_id = $1 and c.customer = i.customer and c.status = 'succeeded') as succeeded,
        (select count(*)::int from charges c join simulator_records s on s.company_id = c.company_id and s.key = 'charge:' || c.gateway_id
          where c.company_id = $1 and c.customer = i.customer and s.value ->> 'decline' is null and s.value ->> 'token' <> 'tok_bank_2227') as simulated,
        (select count(*)::int from payments p where p.company_id = $1 and p.customer = i.customer and not p.voided) as payments
      from invoices i where i.company_id = $1 and i.id = any($2)`,
    [company.id, attempts.filter(({ kind }) => kind.gateway === gateway).map(({ invoice }) => invoice)],
  )
  const wired = (charges: readonly number[]) =>
    intentsOf(stripe, company, charges).filter(({ status }) => status === 'succeeded').length
  return rows.map((row) => ({ ...row, taken: gateway === 'test' ? row.simulated : wired(row.charges) }))
}
