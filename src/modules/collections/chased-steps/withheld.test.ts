import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { openWork, type Work } from '../../../platform/work.ts'
import type { Sender } from '../../messages/emails/service.ts'
import { postInvoice } from '../../messages/letters/service.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme } = world

const call = async (method: string, path: string, body?: object) => {
  const { status, json, text } = await acme.call(method, path, body && { body })
  expect(status, `${method} ${path}: ${text}`).toBeLessThan(300)
  return json
}
const ADDRESS = { address1: '1 Main Street', city: 'Austin', state: 'TX', postal_code: '73301', country: 'US' }
const billed = async (chase_schedule: object[], email = 'billing@globex.example') => {
  const { id: customer } = await call('POST', '/customers', { name: 'Globex', email, ...ADDRESS })
  await call('POST', `/customers/${customer}/contacts`, {
    name: 'Front desk',
    phone: `+1512555${customer % 10_000}`,
    sms_enabled: true,
  })
  const { id } = await call('POST', '/invoices', { customer, items: [{ name: 'Paper', unit_cost: 45 }], payment_terms: 'NET 7' })
  await call('PUT', `/invoices/${id}/delivery`, { chase_schedule })
  return { id: id as number, customer: customer as number }
}
const pay = ({ id, customer }: { id: number; customer: number }) =>
  call('POST', '/payments', { customer, amount: 45, applied_to: [{ type: 'invoice', invoice: id, amount: 45 }] })
const momentsOf = async (id: number) => (await call('GET', `/invoices/${id}/delivery`)).moments
const about = (kind: string, id: number) => call('GET', `/${kind}?filter[document_id]=${id}`)
const at = async (instant: string) => {
  world.travel(instant)
  await world.settle()
}

test('what is paid before its reminder leaves: the text was canceled, not failed, the mail kept back, the step skipped, and each says why', async () => {
  world.travel('2014-11-18T15:00:00Z')
  const texted = await billed([{ trigger: 2, options: { days: 1, hour: 22, sms: true } }])
  const mailed = await billed([{ trigger: 2, options: { days: 1, hour: 22, email: true } }], 'defer-once@globex.example')
  const both = await billed([{ trigger: 2, options: { days: 1, hour: 22, sms: true, email: true } }])
  await at('2014-11-27T04:30:00Z') // half past ten in the evening: texts wait for the morning
  expect(await about('text_messages', texted.id)).toMatchObject([{ state: 'queued' }])
  expect(await about('emails', mailed.id)).toMatchObject([{ state: 'deferred' }])
  expect(await momentsOf(mailed.id)).toMatchObject([{ state: 'done', said: null }])
  for (const one of [texted, mailed, both]) await pay(one)
  await at('2014-11-27T15:00:00Z')

  const [text] = await about('text_messages', texted.id)
  expect(text).toMatchObject({ state: 'canceled', reject_reason: 'Not sent: nothing is owed any more.' })
  expect(await call('GET', '/text_messages?filter[state]=canceled')).toHaveLength(2)
  expect(await call('GET', '/text_messages?filter[state]=failed')).toEqual([])
  expect(await momentsOf(texted.id)).toMatchObject([{ state: 'skipped', said: 'Not sent: nothing is owed any more.' }])
  expect(await about('emails', mailed.id)).toMatchObject([{ state: 'rejected', withheld: true }])
  expect(await momentsOf(mailed.id)).toMatchObject([
    { state: 'skipped', said: 'Not sent: there is nothing to remind of any more.' },
  ])
  const toldOf = async (invoice: number) =>
    (await call('GET', '/events?per_page=100&sort=id asc'))
      .filter(
        ({ type, data }: { type: string; data: { object: { invoice: number } } }) =>
          type === 'chasing.step_taken' && data.object.invoice === invoice,
      )
      .map(({ data }: { data: { object: { state: string }; previous?: { state: string } } }) => [
        data.previous?.state,
        data.object.state,
      ])
  expect(await toldOf(texted.id)).toEqual([
    [undefined, 'done'],
    ['done', 'skipped'],
  ])
  expect(await toldOf(mailed.id)).toEqual([
    [undefined, 'done'],
    ['done', 'skipped'],
  ])
  expect(await toldOf(both.id)).toEqual([[undefined, 'done']])
  // One way had reached the customer before: the step was done, and says what was kept back.
  expect(await momentsOf(both.id)).toMatchObject([{ state: 'done', said: 'Not sent: nothing is owed any more.' }])
})

test('a telephone whose text was kept back may have another one about the invoice that day', async () => {
  world.travel('2014-11-18T15:00:00Z')
  const made = await billed([{ trigger: 2, options: { days: 1, hour: 22, sms: true } }])
  await at('2014-11-27T04:30:00Z')
  await pay(made)
  await at('2014-11-27T15:00:00Z')
  const again = await call('POST', `/invoices/${made.id}/text_messages`, { message: 'Thank you for paying.' })
  expect(again).toMatchObject([{ state: 'sent' }])
})

test('a letter that is paid before the vendor has it is not posted, was canceled and says why', async () => {
  world.travel('2014-11-18T15:00:00Z')
  await call('PATCH', '/company', ADDRESS)
  const made = await billed([])
  let works = 0
  const work = async <T>(run: (work: Work) => Promise<T>): Promise<T> => {
    const result = await openWork(world.platform, { companyId: acme.id, actor: { kind: 'system' } }, run)
    if (++works === 2) await pay(made)
    return result
  }
  const sender = { platform: world.platform, companyId: acme.id, rehearsal: false, work } as unknown as Sender
  expect(await postInvoice(sender, made.id, { cause: 'chase:1' })).toMatchObject({
    state: 'canceled',
    reject_reason: 'Not posted: nothing is owed any more.',
  })
  expect(await about('letters', made.id)).toMatchObject([{ state: 'canceled' }])
})
