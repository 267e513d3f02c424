import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
const { acme } = world
afterAll(() => world.close())

const CADENCE = {
  name: 'Standard',
  time_of_day: 7,
  min_balance: 100,
  steps: [
    { name: '1st e-mail', action: 'email', schedule: 'past_due_age:0' },
    { name: 'Call', action: 'phone', schedule: 'past_due_age:14' },
  ],
}
const post = async (body: object = CADENCE) => {
  const { status, json, text } = await acme.call('POST', '/customer_chasing_cadences', { body })
  expect(status, text).toBe(201)
  return json
}
const patch = (id: number, body: object) => acme.call('PATCH', `/customer_chasing_cadences/${id}`, { body })

test('a cadence is kept with its steps, and both published names lead to it', async () => {
  const made = await post({ ...CADENCE, frequency: 'day_of_month', run_date: 7 })
  expect(made).toMatchObject({
    object: 'chasing_cadence',
    name: 'Standard',
    frequency: 'day_of_month',
    run_date: 7,
    paused: false,
    min_balance: 100,
    assignment_mode: 'none',
    assignment_conditions: '',
    last_run: null,
    next_run: Date.parse('2014-12-07T13:00:00Z') / 1000,
    steps: [
      { name: '1st e-mail', action: 'email', schedule: 'past_due_age:0', email_template_id: null, sms_template_id: null },
      { name: 'Call', action: 'phone' },
    ],
  })
  const [listed] = (await acme.call('GET', '/chasing_cadences?include=num_customers')).json
  expect(listed).toMatchObject({ id: made.id, num_customers: 0 })
  expect(listed.steps).toBeUndefined()
  expect((await acme.call('GET', '/chasing_cadences?include=steps')).json[0].steps).toHaveLength(2)
  expect((await acme.call('DELETE', `/customer_chasing_cadences/${made.id}`)).status).toBe(204)
})

test.each([
  [{ steps: [] }, 'steps'],
  [{ time_of_day: 24 }, 'time_of_day'],
  [{ steps: [{ name: 'x', action: 'dance', schedule: 'age:1' }] }, 'steps[0].action'],
  [{ steps: [{ name: 'x', action: 'email', schedule: 'age:-1' }] }, 'steps[0].schedule'],
  [{ steps: [{ name: 'x', action: 'email', schedule: 'age:1', email_template_id: 'nobody' }] }, 'steps[0].email_template_id'],
  [
    { steps: [{ name: 'x', action: 'email', schedule: 'age:1', email_template_id: 'statement_email' }] },
    'steps[0].email_template_id',
  ],
  [{ steps: [{ name: 'x', action: 'sms', schedule: 'age:1', sms_template_id: 1 }] }, 'steps[0].sms_template_id'],
  [{ steps: [{ name: 'x', action: 'phone', schedule: 'age:1', assigned_user_id: 1 }] }, 'steps[0].assigned_user_id'],
  [{ steps: [{ id: 17, name: 'x', action: 'email', schedule: 'age:1' }] }, 'steps[0].id'],
  [{ frequency: 'day_of_week' }, 'run_date'],
  [{ frequency: 'day_of_week', run_date: 8 }, 'run_date'],
  [{ frequency: 'day_of_week', run_days: '1,9' }, 'run_days'],
  [{ min_balance: -1 }, 'min_balance'],
  [{ assignment_mode: 'conditions' }, 'assignment_conditions'],
  [{ assignment_mode: 'conditions', assignment_conditions: 'customer.shoe_size == 44' }, 'assignment_conditions'],
  [{ assignment_mode: 'conditions', assignment_conditions: 'customer.name == (' }, 'assignment_conditions'],
])('%j is refused and names the field', async (wrong, param) => {
  const { status, json } = await acme.call('POST', '/customer_chasing_cadences', { body: { ...CADENCE, ...wrong } })
  expect([status, json.param]).toEqual([400, param])
})

test('a customer who gets a cadence begins with its first step, or with the one that is named', async () => {
  const { id, steps } = await post()
  const [first, second] = steps
  const { json: globex } = await acme.call('POST', '/customers', { body: { name: 'Globex', chasing_cadence: id } })
  expect(globex).toMatchObject({ chasing_cadence: id, next_chase_step: first.id })
  const shown = await acme.call('GET', `/customers/${globex.id}?expand=chasing_cadence,next_chase_step`)
  expect(shown.json).toMatchObject({ chasing_cadence: { name: 'Standard' }, next_chase_step: { name: '1st e-mail' } })
  const moved = await acme.call('PATCH', `/customers/${globex.id}`, { body: { next_chase_step: second.id } })
  expect(moved.json.next_chase_step).toBe(second.id)
  const other = await post({ ...CADENCE, name: 'Other' })
  for (const [body, param] of [
    [{ next_chase_step: other.steps[0].id }, 'next_chase_step'],
    [{ chasing_cadence: 17 }, 'chasing_cadence'],
  ] as const) {
    const { status, json } = await acme.call('PATCH', `/customers/${globex.id}`, { body })
    expect([status, json.param]).toEqual([400, param])
  }
  const changed = await acme.call('PATCH', `/customers/${globex.id}`, { body: { chasing_cadence: other.id } })
  expect(changed.json.next_chase_step).toBe(other.steps[0].id)
  const none = await acme.call('PATCH', `/customers/${globex.id}`, { body: { chasing_cadence: null } })
  expect(none.json).toMatchObject({ chasing_cadence: null, next_chase_step: null })
})

test('a cadence in use keeps its steps where they are and is not deleted; new steps may come', async () => {
  const { id, steps } = await post()
  await acme.call('POST', '/customers', { body: { name: 'Globex', chasing_cadence: id } })
  const [first, second] = steps.map(({ created_at: _, updated_at: __, object: ___, ...step }: Record<string, unknown>) => step)
  for (const wrong of [[first], [second, first], [{ ...first, schedule: 'age:1' }, second]]) {
    const { status, json } = await patch(id, { steps: wrong })
    expect([status, json.code, json.param]).toEqual([400, 'chasing_cadence_used', 'steps'])
  }
  const grown = await patch(id, {
    steps: [{ ...first, name: 'Friendly' }, { name: 'Text', action: 'sms', schedule: 'past_due_age:7' }, second],
  })
  expect(grown.json.steps.map((step: { id: number; name: string }) => step.name)).toEqual(['Friendly', 'Text', 'Call'])
  expect([grown.json.steps[0].id, grown.json.steps[2].id]).toEqual([first.id, second.id])
  expect((await acme.call('DELETE', `/customer_chasing_cadences/${id}`)).json.code).toBe('chasing_cadence_used')
  expect((await acme.call('GET', `/chasing_cadences/${id}?include=num_customers`)).json.num_customers).toBe(1)
})

test('one cadence is the default', async () => {
  const [one, two] = [
    await post({ ...CADENCE, assignment_mode: 'default' }),
    await post({ ...CADENCE, assignment_mode: 'default' }),
  ]
  const modes = await Promise.all([one, two].map(async ({ id }) => (await acme.call('GET', `/chasing_cadences/${id}`)).json))
  expect(modes.map(({ assignment_mode }) => assignment_mode)).toEqual(['none', 'default'])
})

test('pausing takes the next run away, going on gives a new one', async () => {
  const { id } = await post()
  expect((await patch(id, { paused: true })).json).toMatchObject({ paused: true, next_run: null })
  expect((await patch(id, { paused: false })).json.next_run).toBe(Date.parse('2014-11-19T13:00:00Z') / 1000)
})

test("another company's cadences are not found, nor usable", async () => {
  const { id } = await post()
  expect((await world.globex.call('GET', `/chasing_cadences/${id}`)).status).toBe(404)
  const { json } = await world.globex.call('POST', '/customers', { body: { name: 'Initech', chasing_cadence: id } })
  expect(json.param).toBe('chasing_cadence')
})
