import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import type { Gateway } from '../../../connectors/gateways/index.ts'
import { openWork } from '../../../platform/work.ts'
import { proveBooks } from '../../insight/proof/service.ts'
import { simulatorOf } from '../gateways/service.ts'
import { tellSimulated } from '../notices/service.ts'
import { settleCharges } from '../unsettled-charges/service.ts'

/**
 * What can go wrong between us and a gateway, in any order: the process dies before or after the call, answers and notices
 * get lost, come early, late, twice or in the wrong order. Whatever happens, no money moves twice, and in the end we know.
 */
const world = await openWorld()
afterAll(() => world.close())
const { acme } = world
const stand = {
  platform: world.platform,
  companyId: acme.id,
  work: <T>(run: Parameters<typeof openWork<T>>[2]) =>
    openWork(world.platform, { companyId: acme.id, actor: { kind: 'system' } }, run),
}

type Death = 'none' | 'before' | 'after'
let death: Death = 'none'
const open = world.platform.outside.gateways.open
world.platform.outside.gateways.open = (name, settings, around) => {
  const gateway = open(name, settings, around)
  return { ...gateway, charge: (request) => dying(gateway, request) }
}

/** The process is killed: whoever called gets nothing, and nothing after the call happens. */
async function dying(gateway: Gateway, request: Parameters<Gateway['charge']>[0]) {
  const now = death
  if (now === 'before') throw new Error('killed before the call')
  const outcome = await gateway.charge(request)
  if (now === 'after') throw new Error('killed after the call')
  return outcome
}

const read = async (path: string) => (await acme.call('GET', path)).json
const invoiceFor = async (customer: number) =>
  (await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Paper', unit_cost: 148.85 }] } })).json.id as number

const TOKENS = [
  'tok_visa',
  'tok_visa_0002',
  'tok_timeout_before',
  'tok_timeout_after',
  'tok_silent',
  'tok_notice_twice',
  'tok_notice_early',
  'tok_notice_unordered',
  'tok_visa_late',
  'tok_bank_3893',
  'tok_bank_2227',
] as const
const STEPS = ['janitor', 'notices', 'minute', 'again'] as const
const PAYS = new Set<string>(TOKENS.filter((token) => !['tok_visa_0002', 'tok_bank_2227', 'tok_timeout_before'].includes(token)))

test('killed at any moment, with every fault of the network: never charged twice, and in the end known', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...TOKENS),
      fc.constantFrom<Death>('none', 'before', 'after'),
      fc.array(fc.constantFrom(...STEPS), { maxLength: 8 }),
      async (token, dies, steps) => {
        const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
        const invoice = await invoiceFor(customer)
        const pay = () =>
          acme.call('POST', '/charges', {
            body: {
              customer,
              method: token.includes('bank') ? 'ach' : 'credit_card',
              amount: 148.85,
              gateway_token: token,
              applied_to: [{ type: 'invoice', invoice, amount: 148.85 }],
            },
          })
        death = dies
        const first = await pay()
        death = 'none'
        expect(first.status === 500).toBe(dies !== 'none')
        const open = first.status === 500 || (first.status === 201 && first.json.status === 'pending')
        expect((await read(`/invoices/${invoice}`)).paid).toBe(!open && first.status === 201)
        for (const step of steps) {
          if (step === 'minute') world.travel(new Date(world.now().getTime() + 61_000))
          if (step === 'janitor') await settleCharges(stand)
          if (step === 'notices') await tellSimulated(stand)
          if (step === 'again' && open && (await read(`/invoices/${invoice}`)).status === 'pending')
            expect((await pay()).status).toBe(400)
        }
        world.travel(new Date(world.now().getTime() + 6 * 86_400_000))
        await settleCharges(stand)
        await tellSimulated(stand)
        await settleCharges(stand)
        await endsMatched(customer, invoice, PAYS.has(token) && dies !== 'before')
      },
    ),
    { numRuns: 60, seed: 1848 },
  )
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
}, 120_000)

/** The gateway and we say the same, and the invoice is paid exactly if the gateway took the money. */
async function endsMatched(customer: number, invoice: number, pays: boolean): Promise<void> {
  const charges = await read(`/charges?filter[customer]=${customer}`)
  expect(charges.map(({ status }: { status: string }) => status)).not.toContain('pending')
  const taken = charges.filter(({ status }: { status: string }) => status === 'succeeded')
  expect(taken).toHaveLength(pays ? 1 : 0)
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: pays, pending: 0, amount_paid: pays ? 148.85 : 0 })
  expect(await read(`/payments?filter[customer]=${customer}`)).toHaveLength(pays ? 1 : 0)
  const simulator = await simulatorOf(world.platform, acme.id)
  for (const charge of charges.filter(({ gateway_id }: { gateway_id: string | null }) => gateway_id)) {
    const found = await simulator.find({
      kind: 'charge',
      idempotency_key: '',
      reference: charge.gateway_id,
      requested_at: world.now(),
    })
    expect(found.outcome === 'succeeded').toBe(charge.status === 'succeeded')
  }
}
