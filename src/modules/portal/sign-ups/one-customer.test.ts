import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme } = world
const { ownerPool } = world.platform
const read = async (path: string) => (await acme.call('GET', path)).json
const make = async (path: string, body: object) => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, text).toBe(201)
  return json
}
await make('/plans', { id: 'paper', name: 'Paper club', amount: 49, interval: 'month' })
let keys = 0
const fresh = () => `form-${++keys}-${'x'.repeat(6)}`

/** A customer with a link of their own, by which forms are sent. */
const invited = async (more: object = {}) => {
  const page = await make('/sign_up_pages', { name: 'Join us', plans: ['paper'], ...more })
  const { id, sign_up_url } = await make('/customers', { name: 'Globex', email: 'billing@globex.example', sign_up_page: page.id })
  const address = `/api${new URL(page.url).pathname}`
  const mandate = (await world.request('GET', address)).json.saving_mandate
  const key = new URL(sign_up_url).pathname.split('/').at(-1)
  const send = (body: object) =>
    world.request('POST', address, {
      body: {
        form_key: fresh(),
        idempotency_key: fresh(),
        customer: key,
        method: 'credit_card',
        token: 'tok_visa_4242',
        mandate,
        ...body,
      },
    })
  return { id: id as number, page, send }
}
const subscriptionsOf = (customer: number) => read(`/subscriptions?all=1&filter[customer]=${customer}`)
const chargesOf = (customer: number) => read(`/charges?filter[customer]=${customer}`)

test('twelve forms of one customer at the same moment are one subscription and one charge', async () => {
  const { id, send } = await invited()
  const forms = Array.from({ length: 12 }, () => ({ form_key: fresh(), idempotency_key: fresh() }))
  const answers = await Promise.all(forms.map(send))
  expect(answers.map(({ status }) => status).filter((status) => ![200, 400, 409].includes(status))).toEqual([])
  expect(answers.filter(({ json }) => json.status === 'completed').length).toBeGreaterThan(0)
  expect(
    answers.flatMap(({ json }) => json.code ?? []).filter((code) => !/^(sign_up_running|subscribed_already)$/.test(code)),
  ).toEqual([])
  expect(await subscriptionsOf(id)).toHaveLength(1)
  expect(await chargesOf(id)).toMatchObject([{ status: 'succeeded', amount: 49 }])
  // Whoever lost the answer is told the same again.
  const [subscription] = await subscriptionsOf(id)
  for (const [i, { json }] of answers.entries())
    if (json.status === 'completed')
      expect(await send(forms[i]!)).toMatchObject({ json: { status: 'completed', subscription_url: subscription.url } })
  expect(await send({})).toMatchObject({ status: 400, json: { code: 'subscribed_already' } })
  expect(await subscriptionsOf(id)).toHaveLength(1)
})

test('after a decline another form goes on where the first stopped, and both have been answered by the one subscription', async () => {
  const { id, send } = await invited()
  const [first, second] = [{ form_key: fresh() }, { form_key: fresh(), idempotency_key: fresh() }]
  expect(await send({ ...first, token: 'tok_visa_0341' })).toMatchObject({ json: { status: 'declined' } })
  expect(await send(second)).toMatchObject({ json: { status: 'completed' } })
  const [{ url }] = await subscriptionsOf(id)
  for (const form of [first, second, { ...second, idempotency_key: fresh() }])
    expect(await send(form)).toMatchObject({ json: { status: 'completed', subscription_url: url } })
  expect(await subscriptionsOf(id)).toHaveLength(1)
  expect((await chargesOf(id)).filter(({ status }: { status: string }) => status === 'succeeded')).toHaveLength(1)
})

test('a form that waited while the company subscribed the customer begins nothing', async () => {
  const { id, send } = await invited()
  const form = { form_key: fresh() }
  await send({ ...form, token: 'tok_visa_0341' })
  await acme.call('PATCH', `/customers/${id}`, { body: { autopay: false } })
  await make('/subscriptions', { customer: id, plan: 'paper' })
  expect(await send(form)).toMatchObject({ status: 400, json: { code: 'subscribed_already' } })
  expect(await subscriptionsOf(id)).toHaveLength(1)
})

test('a sign-up that was interrupted after its subscription began is finished by whichever form comes next', async () => {
  const { id, send } = await invited()
  await ownerPool.query(
    `create function public.lose_sign_ups() returns trigger language plpgsql as $$ begin raise exception 'lost' using errcode = '57P01'; end $$;
     create trigger lose_sign_ups before update on sign_ups for each row when (new.status = 'completed') execute function public.lose_sign_ups()`,
  )
  const lost = await send({})
  await ownerPool.query('drop trigger lose_sign_ups on sign_ups; drop function public.lose_sign_ups()')
  expect(lost.status).toBe(503)
  const begun = await subscriptionsOf(id)
  expect(begun).toHaveLength(1)
  expect(await send({})).toMatchObject({ status: 409, json: { code: 'sign_up_running' } })
  await ownerPool.query('update sign_ups set trying_until = now() where customer = $1', [id])
  expect(await send({})).toMatchObject({ json: { status: 'completed', subscription_url: begun[0].url } })
  expect(await subscriptionsOf(id)).toHaveLength(1)
  expect(await chargesOf(id)).toMatchObject([{ status: 'succeeded' }])
})

test('one form with several tries at once is one charge', async () => {
  const { id, send } = await invited()
  const form_key = fresh()
  const answers = await Promise.all(Array.from({ length: 8 }, () => send({ form_key })))
  expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual([])
  expect(await subscriptionsOf(id)).toHaveLength(1)
  expect(await chargesOf(id)).toMatchObject([{ status: 'succeeded' }])
})

test('where a page allows several subscriptions each form is one, however often it is sent', async () => {
  const { id, send } = await invited({ allow_multiple_subscriptions: true })
  const forms = [
    { form_key: fresh(), idempotency_key: fresh() },
    { form_key: fresh(), idempotency_key: fresh() },
  ]
  await Promise.all([...forms, ...forms].map(send))
  for (const form of forms) expect(await send(form)).toMatchObject({ json: { status: 'completed' } })
  expect(await subscriptionsOf(id)).toHaveLength(2)
  expect(await chargesOf(id)).toHaveLength(2)
})
