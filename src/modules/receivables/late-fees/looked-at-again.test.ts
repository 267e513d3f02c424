import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import type { Place } from '../../../platform/jobs.ts'
import { openWork, type Work } from '../../../platform/work.ts'
import { proveBooks } from '../../insight/proof/service.ts'
import { heed } from '../../payments/notices/service.ts'
import { chargeLateFees } from './service.ts'

const world = await openWorld({ now: '2026-01-10T15:00:00Z' })
const { acme } = world
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})

const call = async (method: string, path: string, body?: object) => {
  const { status, json, text } = await acme.call(method, path, body && { body })
  expect(status, `${method} ${path}: ${text}`).toBeLessThan(300)
  return json
}
const asSystem = <T>(run: (work: Work) => Promise<T>) =>
  openWork(world.platform, { companyId: acme.id, actor: { kind: 'system' } }, run)
const placeOf = (work: typeof asSystem) => ({ platform: world.platform, companyId: acme.id, work }) as unknown as Place

interface Late {
  readonly id: number
  readonly customer: number
  readonly schedule: number
}

/** An invoice of 200 that bears a fee today, and nothing else that does. */
async function late(): Promise<Late> {
  world.travel('2026-01-10T15:00:00Z')
  const { id: schedule } = await call('POST', '/late_fee_schedules', {
    ...{ name: 'Late', start_date: '2026-01-01', amount: 5, grace_period: 7, recurring_days: 0 },
  })
  const { id: customer } = await call('POST', '/customers', {
    ...{ name: 'Globex', payment_terms: 'NET 10', late_fee_schedule: schedule },
  })
  const { id } = await call('POST', '/invoices', { customer, items: [{ name: 'Copy paper', unit_cost: 200 }] })
  world.travel('2026-01-28T15:00:00Z')
  return { id, customer, schedule }
}
const feesOf = async (id: number) =>
  (await call('GET', `/invoices/${id}`)).items.filter(({ type }: { type: string | null }) => type === 'late_fee')

const pay = ({ id, customer }: Late, amount: number) =>
  call('POST', '/payments', { customer, amount, applied_to: [{ type: 'invoice', invoice: id, amount }] })

async function dispute({ id, customer }: Late) {
  const { charge } = await call('POST', '/charges', {
    ...{ customer, amount: 35, method: 'credit_card', gateway_token: 'tok_visa_4242' },
    applied_to: [{ type: 'invoice', invoice: id, amount: 35 }],
  })
  await heed(placeOf(asSystem), 'test', {
    ...{ id: `evt-${charge.id}`, at: world.now(), type: 'dispute', reference: `dp-${charge.id}`, charge: charge.gateway_id },
    ...{ amount: { amount: 3_500, currency: 'usd' }, status: 'opened', reason: 'fraudulent' },
  })
  expect(await call('GET', `/invoices/${id}`)).toMatchObject({ disputed: true, paid: false })
}

const HAPPENINGS: Readonly<Record<string, (made: Late) => Promise<unknown>>> = {
  disputed: dispute,
  'put on a payment plan': ({ id }) =>
    call('PUT', `/invoices/${id}/payment_plan`, { installments: [{ date: 1_790_000_000, amount: 200 }] }),
  paid: (made) => pay(made, 200),
  voided: ({ id }) => call('POST', `/invoices/${id}/void`),
  'taken out of late fees': ({ id }) => call('PATCH', `/invoices/${id}`, { late_fees: false }),
  'under a schedule that is switched off': ({ schedule }) => call('PATCH', `/late_fee_schedules/${schedule}`, { enabled: false }),
  'given another schedule that is not due': async ({ customer }) => {
    const { id } = await call('POST', '/late_fee_schedules', {
      name: 'Kind',
      start_date: '2026-01-01',
      amount: 1,
      grace_period: 90,
    })
    await call('PATCH', `/customers/${customer}`, { late_fee_schedule: id })
  },
  'owed to be paid later': ({ id }) => call('PATCH', `/invoices/${id}`, { due_date: 1_790_000_000 }),
}

test.each(Object.entries(HAPPENINGS))('an invoice that is %s after it was chosen bears no fee', async (_, happen) => {
  const made = await late()
  let chosen = false
  await chargeLateFees(
    placeOf(async (run) => {
      const result = await asSystem(run)
      if (!chosen) await happen(made)
      chosen = true
      return result
    }),
  )
  expect(await feesOf(made.id)).toEqual([])
})

test('what only got smaller after it was chosen bears the fee of what is left', async () => {
  const made = await late()
  await call('PATCH', `/late_fee_schedules/${made.schedule}`, { is_percent: true, amount: 10 })
  let chosen = false
  await chargeLateFees(
    placeOf(async (run) => {
      const result = await asSystem(run)
      if (!chosen) await pay(made, 150)
      chosen = true
      return result
    }),
  )
  expect(await feesOf(made.id)).toMatchObject([{ amount: 5 }])
})

test('a fee and a dispute that come at the same moment leave one fee or none, never one of a disputed invoice that was charged later', async () => {
  const made = await late()
  await Promise.all([chargeLateFees(placeOf(asSystem)), dispute(made), chargeLateFees(placeOf(asSystem))])
  const before = await feesOf(made.id)
  expect(before.length).toBeLessThanOrEqual(1)
  await chargeLateFees(placeOf(asSystem))
  expect(await feesOf(made.id)).toEqual(before)
})
