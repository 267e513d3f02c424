import { afterAll, expect, test } from 'vitest'
import { signIn } from '../../../../test/visitor.ts'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme } = world
const owner = await signIn(world, acme.email)
const me = (await owner.call('GET', '/auth/session')).json.user.id as number
const { id: customer } = (await acme.call('POST', '/customers', { body: { name: 'Globex', email: 'billing@globex.example' } }))
  .json
const draft = { customer, items: [{ name: 'Desk', unit_cost: 100 }] }
const senders = async (document_type: string, document_id: number) => {
  await world.settle()
  const filter = `filter[document_type]=${document_type}&filter[document_id]=${document_id}`
  return (await acme.call('GET', `/emails?${filter}`)).json.map(({ sent_by }: { sent_by: unknown }) => sent_by)
}

test.each([
  ['invoice', '/invoices'],
  ['estimate', '/estimates'],
  ['credit_note', '/credit_notes'],
])('who makes an %s and has it sent at once is named by its mail; a program is not', async (type, path) => {
  const made = await owner.call('POST', path, { ...draft, send: true })
  expect(made.status, made.text).toBe(201)
  expect(await senders(type, made.json.id)).toEqual([me])
  const byProgram = await acme.call('POST', path, { body: { ...draft, send: true } })
  expect(await senders(type, byProgram.json.id)).toEqual([null])
})

test.each([
  ['invoice', '/invoices', 'new_invoice_email'],
  ['estimate', '/estimates', 'estimate_email'],
  ['credit_note', '/credit_notes', 'credit_note_email'],
])('an %s that its template sends once it is issued names who issued it', async (type, path, template) => {
  await acme.call('PATCH', `/email_templates/${template}`, { body: { options: { send_on_issue: true } } })
  const { id } = (await acme.call('POST', path, { body: { ...draft, draft: true } })).json
  expect((await owner.call('PATCH', `${path}/${id}`, { draft: false })).status).toBe(200)
  expect(await senders(type, id)).toEqual([me])
})
