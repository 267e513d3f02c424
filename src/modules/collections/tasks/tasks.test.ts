import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
const { acme } = world
afterAll(() => world.close())

const DUE = 1_571_288_400
const customer = async () => (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number

test('X11: a task about a customer is assigned to a member, and shows in the list of what is open', async () => {
  const [member] = (await acme.call('GET', '/members')).json
  const of = await customer()
  const made = await acme.call('POST', '/tasks', {
    form: `customer_id=${of}&name=Call customer&action=phone&due_date=${DUE}&user_id=${member.user.id ?? member.user}`,
  })
  expect(made.json, made.text).toMatchObject({
    object: 'task',
    name: 'Call customer',
    action: 'phone',
    customer_id: of,
    due_date: DUE,
    complete: false,
  })
  expect((await acme.call('GET', `/tasks/${made.json.id}?expand=user_id`)).json.user_id).toMatchObject({ email: acme.email })
  const open = await acme.call('GET', `/tasks?filter[complete]=0&filter[customer_id]=${of}`)
  expect(open.json.map(({ id }: { id: number }) => id)).toEqual([made.json.id])
})

test('a task about an invoice is also about its customer', async () => {
  const of = await customer()
  const invoice = (await acme.call('POST', '/invoices', { body: { customer: of, items: [{ name: 'Paper', unit_cost: 45 }] } }))
    .json.id
  const made = await acme.call('POST', '/tasks', { body: { name: 'Review', action: 'review', due_date: DUE, invoice } })
  expect(made.json).toMatchObject({ invoice_id: invoice, customer_id: of })
  expect((await acme.call('GET', `/tasks/${made.json.id}?expand=customer_id`)).json.customer_id.name).toBe('Acme Corp')
})

test('completing stamps the moment and is told once', async () => {
  const { id } = (await acme.call('POST', '/tasks', { body: { name: 'Write', action: 'letter', due_date: DUE } })).json
  const done = await acme.call('PATCH', `/tasks/${id}`, { form: 'complete=1' })
  expect(done.json).toMatchObject({ complete: true, completed_date: Math.floor(world.now().getTime() / 1000) })
  await acme.call('PATCH', `/tasks/${id}`, { form: 'complete=1' })
  const told = (await acme.call('GET', '/events?per_page=100')).json.filter(
    (event: { type: string; data: { object: { id: number } } }) => event.type === 'task.completed' && event.data.object.id === id,
  )
  expect(told).toHaveLength(1)
  expect((await acme.call('PATCH', `/tasks/${id}`, { form: 'complete=0' })).json).toMatchObject({
    complete: false,
    completed_date: null,
  })
  expect((await acme.call('DELETE', `/tasks/${id}`)).status).toBe(204)
  expect((await acme.call('GET', `/tasks/${id}`)).status).toBe(404)
})

test.each([
  [{ name: 'x', action: 'dance', due_date: DUE }, 'action'],
  [{ action: 'phone', due_date: DUE }, 'name'],
  [{ name: 'x', action: 'phone' }, 'due_date'],
  [{ name: 'x', action: 'phone', due_date: DUE, user_id: 1 }, 'user_id'],
  [{ name: 'x', action: 'phone', due_date: DUE, customer_id: 1 }, 'customer_id'],
])('%j is refused and names the field', async (body, param) => {
  expect((await acme.call('POST', '/tasks', { body })).json).toMatchObject({ type: 'invalid_request', param })
})

test("another company's tasks are not found", async () => {
  const { id } = (await acme.call('POST', '/tasks', { body: { name: 'Write', action: 'letter', due_date: DUE } })).json
  expect((await world.globex.call('PATCH', `/tasks/${id}`, { form: 'complete=1' })).status).toBe(404)
})

test('who did it may be named: of what is complete, and of those who work here', async () => {
  const [member] = (await acme.call('GET', '/members')).json
  const me = (member.user.id ?? member.user) as number
  const add = (more: object) => acme.call('POST', '/tasks', { body: { name: 'Write', action: 'letter', due_date: DUE, ...more } })
  const change = (id: number, body: object) => acme.call('PATCH', `/tasks/${id}`, { body })
  expect((await add({ complete: true, completed_by_user_id: me })).json).toMatchObject({
    complete: true,
    completed_by_user_id: me,
  })
  const refused = { status: 400, json: { param: 'completed_by_user_id' } }
  expect(await add({ completed_by_user_id: me })).toMatchObject(refused)
  expect(await add({ complete: true, completed_by_user_id: 999_999 })).toMatchObject(refused)
  const { json: task } = await add({})
  expect((await change(task.id, { ...task, name: 'Call' })).json).toMatchObject({ name: 'Call', completed_by_user_id: null })
  expect(await change(task.id, { completed_by_user_id: me })).toMatchObject(refused)
  const done = (await change(task.id, { complete: true })).json
  expect(done).toMatchObject({ complete: true, completed_by_user_id: null })
  const told = (await change(task.id, { completed_by_user_id: me })).json
  expect(told).toMatchObject({ completed_by_user_id: me, completed_date: done.completed_date })
  expect((await change(task.id, { ...told, complete: false })).json).toMatchObject({
    complete: false,
    completed_date: null,
    completed_by_user_id: null,
  })
})
