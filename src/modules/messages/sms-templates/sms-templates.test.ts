import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../../../../test/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('a template is kept, changed, listed and removed, and names only what there is', async () => {
  const { acme } = world
  const draft = { name: 'Reminder', message: '{{company_name}}: {{balance}} is open {{url}}' }
  const { status, json } = await acme.call('POST', '/sms_templates', { body: draft })
  expect([status, json]).toEqual([201, expect.objectContaining({ ...draft, language: null, template_engine: 'twig' })])
  const wrong = await acme.call('PATCH', `/sms_templates/${json.id}`, { body: { message: '{{nobody}}' } })
  expect([wrong.status, wrong.json.param]).toEqual([400, 'message'])
  const changed = await acme.call('PATCH', `/sms_templates/${json.id}`, { body: { language: 'fr' } })
  expect(changed.json).toMatchObject({ ...draft, language: 'fr' })
  expect((await acme.call('GET', '/sms_templates?filter[language]=fr')).json).toEqual([changed.json])
  expect((await world.globex.call('GET', `/sms_templates/${json.id}`)).status).toBe(404)
  expect((await acme.call('DELETE', `/sms_templates/${json.id}`)).status).toBe(204)
  expect((await acme.call('GET', `/sms_templates/${json.id}`)).status).toBe(404)
})
