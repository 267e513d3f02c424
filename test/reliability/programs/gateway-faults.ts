import type { Arena, Caller } from '../arena.ts'
import { clockOf, moveClock } from '../clock.ts'
import { crowd, dice, type Program, type Sheet, tally } from '../program.ts'

interface Size {
  readonly charges: number
  readonly width: number
}

/** What each token of the simulated gateway does, and whether the money is there in the end. */
const TOKENS = [
  { token: 'tok_visa', method: 'credit_card', pays: true, fault: 'none' },
  { token: 'tok_visa_0002', method: 'credit_card', pays: false, fault: 'declined' },
  { token: 'tok_timeout_before', method: 'credit_card', pays: false, fault: 'lost before it arrived' },
  { token: 'tok_timeout_after', method: 'credit_card', pays: true, fault: 'charged, answer lost' },
  { token: 'tok_silent', method: 'credit_card', pays: true, fault: 'charged, unknown for ten minutes' },
  { token: 'tok_notice_twice', method: 'credit_card', pays: true, fault: 'notice comes twice' },
  { token: 'tok_notice_early', method: 'credit_card', pays: true, fault: 'notice before the answer' },
  { token: 'tok_notice_unordered', method: 'credit_card', pays: true, fault: 'old notice comes last' },
  { token: 'tok_visa_late', method: 'credit_card', pays: true, fault: 'pending for ten minutes' },
  { token: 'tok_bank_3893', method: 'ach', pays: true, fault: 'pending for days, then paid' },
  { token: 'tok_bank_2227', method: 'ach', pays: false, fault: 'pending for days, then failed' },
] as const

interface Attempt {
  readonly kind: (typeof TOKENS)[number]
  readonly customer: number
  readonly invoice: number
  readonly open: boolean
  readonly again: number
  readonly statuses: readonly number[]
  readonly shown: string
}

const MINUTES_TEN = 600
/** A job asks every minute, and what is not found is believed after two. */
const JANITOR_SECONDS = 240
const BANK_SECONDS = 7 * 86_400

export const gatewayFaults: Program<Size> = {
  id: 10,
  title: 'Everything that goes wrong between us and a gateway',
  pass: 'no double charge; unknown is shown as pending, never as failed or paid; every charge ends as the gateway says; invoices follow',
  full: { charges: 1_000, width: 12 },
  short: { charges: 11, width: 6 },
  async run(arena, { charges, width }, sheet) {
    const roll = dice(sheet.seed)
    const company = await arena.newCompany('Dunder Mifflin', { test_mode: true })
    const start = (await clockOf(company)) + 60
    await moveClock(company, start)
    const picks = Array.from({ length: charges }, (_, i) => TOKENS[i < TOKENS.length ? i : Math.floor(roll() * TOKENS.length)]!)
    const attempts = await crowd(charges, width, (index) => attempt(company, picks[index]!))
    sheet.note('answers', tally(attempts.flatMap(({ statuses }) => statuses)))
    sheet.note('open at first', attempts.filter(({ open }) => open).length)
    const broken = attempts.flatMap(({ statuses }) => statuses).filter((status) => status === 0 || status >= 500)
    sheet.claim('answers 5xx or broken', broken.length, broken.length === 0)
    const wrong = attempts.filter(({ open, shown }) => open && shown !== 'pending,pending,false')
    sheet.claim('open charges shown as anything but pending', wrong.length, wrong.length === 0, wrong.slice(0, 5))
    const twice = attempts.filter(({ open, again }) => open && again !== 400)
    sheet.claim('second charges let through meanwhile', twice.length, twice.length === 0, twice.slice(0, 5))
    await moveClock(company, start + MINUTES_TEN + JANITOR_SECONDS)
    await ended(
      arena,
      company,
      attempts.filter(({ kind }) => kind.method === 'credit_card'),
      'cards after ten minutes and one run of the janitor',
      sheet,
    )
    await moveClock(company, start + BANK_SECONDS)
    await ended(arena, company, attempts, 'all after a week', sheet)
  },
}

async function attempt(company: Caller, kind: Attempt['kind']): Promise<Attempt> {
  const customer = (await company.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
  const items = [{ name: 'Paper', quantity: 1, unit_cost: 148.85 }]
  const invoice = (await company.call('POST', '/invoices', { body: { customer, items } })).json.id as number
  const applied_to = [{ type: 'invoice', invoice, amount: 148.85 }]
  const body = { customer, method: kind.method, amount: 148.85, gateway_token: kind.token, applied_to }
  const first = await company.call('POST', '/charges', { body })
  const open = first.status === 201 && first.json.object === 'charge'
  if (!open) return { kind, customer, invoice, open, again: 0, statuses: [first.status], shown: '' }
  const [charge, bill] = await Promise.all([
    company.call('GET', `/charges/${first.json.id}`),
    company.call('GET', `/invoices/${invoice}`),
  ])
  const again = await company.call('POST', '/charges', { body: { ...body, gateway_token: 'tok_visa', method: 'credit_card' } })
  const shown = `${charge.json.status},${bill.json.status},${bill.json.paid}`
  return { kind, customer, invoice, open, again: again.status, statuses: [first.status, again.status], shown }
}

interface End {
  readonly customer: number
  readonly open: number
  readonly succeeded: number
  readonly taken: number
  readonly payments: number
  readonly paid: boolean
  readonly pending: number
}

/** What we say, what the gateway says, and what the invoice says, for each customer. */
async function ended(
  { platform }: Arena,
  company: Caller,
  attempts: readonly Attempt[],
  when: string,
  sheet: Sheet,
): Promise<void> {
  const { rows } = await platform.ownerPool.query<End>(
    `select i.customer, i.paid, i.pending,
        (select count(*)::int from charges c where c.company_id = $1 and c.customer = i.customer and c.status not in ('succeeded', 'failed')) as open,
        (select count(*)::int from charges c where c.company_id = $1 and c.customer = i.customer and c.status = 'succeeded') as succeeded,
        (select count(*)::int from charges c join simulator_records s on s.company_id = c.company_id and s.key = 'charge:' || c.gateway_id
          where c.company_id = $1 and c.customer = i.customer and s.value ->> 'decline' is null and s.value ->> 'token' <> 'tok_bank_2227') as taken,
        (select count(*)::int from payments p where p.company_id = $1 and p.customer = i.customer and not p.voided) as payments
      from invoices i where i.company_id = $1 and i.id = any($2)`,
    [company.id, attempts.map(({ invoice }) => invoice)],
  )
  const expected = new Map(attempts.map(({ customer, kind }) => [customer, kind]))
  const differs = rows.filter(({ customer, open, succeeded, taken, payments, paid, pending }) => {
    const one = expected.get(customer)!.pays ? 1 : 0
    return open > 0 || pending !== 0 || succeeded !== one || taken !== one || payments !== one || paid !== (one === 1)
  })
  const double = rows.filter(({ taken, payments }) => taken > 1 || payments > 1)
  sheet.claim(`charged twice, ${when}`, double.length, double.length === 0, double.slice(0, 5))
  sheet.claim(
    `matched, ${when}`,
    `${rows.length - differs.length} of ${attempts.length}`,
    differs.length === 0 && rows.length === attempts.length,
    differs.slice(0, 6).map((row) => ({ ...row, fault: expected.get(row.customer)!.fault })),
  )
}
