import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
const { acme } = world
afterAll(() => world.close())

const read = async (path: string) => (await acme.call('GET', path)).json
async function made(path: string, body?: unknown) {
  const { status, json, text } = await acme.call('POST', path, { ...(body !== undefined && { body }) })
  expect(status, text).toBe(201)
  return json
}
const sound = async () => expect(await proveBooks(world.platform)).toMatchObject({ sound: true, breaches: [] })

test('a deposit charged to a card is spent on the invoice; what is not spent can be refunded, what is spent cannot', async () => {
  const { id: customer } = await made('/customers', { name: 'Acme Corp' })
  const offer = await made('/estimates', { customer, deposit: 30, items: [{ name: 'Paper', unit_cost: 100 }] })
  const { charge } = await made('/charges', {
    customer,
    amount: 30,
    method: 'credit_card',
    invoiced_token: 'tok_visa_4242',
    applied_to: [{ type: 'estimate', estimate: offer.id, amount: 30 }],
  })
  expect(await read(`/estimates/${offer.id}`)).toMatchObject({ deposit_paid: true, amount_deposited: 30 })
  const invoice = await made(`/estimates/${offer.id}/invoice`)
  await made('/payments', {
    customer,
    amount: 0,
    applied_to: [{ type: 'applied_credit', document_type: 'invoice', invoice: invoice.id, amount: 20 }],
  })
  const refund = (amount: number) => acme.call('POST', `/charges/${charge.id}/refunds`, { body: { amount } })
  expect(await refund(15)).toMatchObject({ status: 400, json: { code: 'credit_spent' } })
  expect((await refund(10)).status).toBe(201)
  expect(await read(`/estimates/${offer.id}`)).toMatchObject({ deposit_paid: false, amount_deposited: 20 })
  expect(await read(`/customers/${customer}/balance`)).toMatchObject({ available_credits: 0, total_outstanding: 80 })
  await sound()

  const note = await made('/credit_notes', { customer, items: [{ name: 'Damaged', unit_cost: 10 }] })
  const rest = await made('/charges', {
    customer,
    amount: 70,
    method: 'credit_card',
    invoiced_token: 'tok_visa_4242',
    applied_to: [
      { type: 'invoice', invoice: invoice.id, amount: 70 },
      { type: 'credit_note', credit_note: note.id, document_type: 'invoice', invoice: invoice.id, amount: 10 },
    ],
  })
  expect(await read(`/invoices/${invoice.id}`)).toMatchObject({ status: 'paid', amount_paid: 90, amount_credited: 10 })
  await made(`/charges/${rest.charge.id}/refunds`, { amount: 70 })
  expect(await read(`/invoices/${invoice.id}`)).toMatchObject({ paid: false, balance: 70, amount_paid: 20, amount_credited: 10 })
  expect(await read(`/credit_notes/${note.id}`)).toMatchObject({ balance: 0, status: 'paid' })
  await sound()
})
