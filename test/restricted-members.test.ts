import { afterAll, beforeAll, expect, test } from 'vitest'
import { api } from '../src/contract/index.ts'
import { type Operation, type Operations, successOf } from '../src/contract/operation.ts'
import { type ExampleCall, examples, targetOf } from './examples.ts'
import { fingerprint } from './fingerprint.ts'
import { lastMail, openBrowser, signIn, type Visitor } from './visitor.ts'
import { type Answer, openWorld, PASSWORD, type TestCompany, type World } from './world.ts'

/** What is owed to every operation when a member sees only some customers. A new operation is covered at once. */
const operations = Object.entries(api).flatMap(([resource, ops]) =>
  Object.entries(ops as Operations).map(([name, operation]) => ({ id: `${resource}.${name}`, operation })),
)

let world: World
let company: TestCompany
let userId: number
let member: Visitor

beforeAll(async () => {
  world = await openWorld()
  company = world.acme
  const email = 'somebody@scranton.example'
  const { user } = await company.api.members.create({ body: { email, role: 'administrator', restriction_mode: 'owner' } })
  userId = user.id
  await openBrowser(world).call('POST', '/auth/reset', { token: (await lastMail(world, email)).token, password: PASSWORD })
  member = await signIn(world, email)
})
afterAll(() => world.close())

/** Makes the member, or nobody, the owner of every customer there is. */
const giveCustomersTo = (owner: number | null) =>
  world.database.ownerPool.query('update customers set owner = $1 where company_id = $2', [owner, company.id])

function callAs(visitor: Visitor, operation: Operation, example: ExampleCall): Promise<Answer> {
  const body = operation.method === 'GET' ? undefined : example.body
  return visitor.call(operation.method, targetOf(operation, example), body)
}

const ofCompanies = operations.filter(
  ({ id, operation }) => id in examples && (operation.access ?? 'company') === 'company' && !id.startsWith('test_clock.'),
)

/** What belongs to the company as a whole: its settings, its catalog, its staff, and what tells other programs of it. */
const COMPANY_WIDE = [
  ...['company', 'roles', 'members', 'api_keys', 'custom_fields', 'gl_accounts', 'inboxes', 'notifications', 'files', 'sso_key'],
  ...['tax_rates', 'tax_rules', 'coupons', 'items', 'plans', 'payment_terms', 'late_fee_schedules', 'merchant_accounts'],
  ...['sign_up_pages', 'sign_up_page_addons', 'payment_methods', 'chasing_cadences', 'invoice_chasing_cadences'],
  ...['email_templates', 'sms_templates', 'pdf_templates', 'themes', 'webhooks', 'webhook_attempts'],
]
/** A new customer is the member's own; a report shows what they see. */
const THEIR_OWN = ['customers.create', 'reports.create']
/** Records that others made and that belong to no customer: a report, usage whose customer nobody knows. */
const OF_NOBODY = ['reports.get', 'usage_events.get']

const isFree = (id: string) => COMPANY_WIDE.includes(id.split('.')[0]!) || THEIR_OWN.includes(id)

test.each(ofCompanies.filter(({ id }) => !isFree(id)))(
  '$id shows and changes nothing of customers who are not seen',
  async ({ id, operation }) => {
    const example = await examples[id]!(company)
    await giveCustomersTo(null)
    const before = await fingerprint(world.database, company.id)
    const { status, json, headers, text } = await callAs(member, operation, example)
    if (operation.list && !operation.path.includes('{')) {
      expect({ status, json, total: headers.get('x-total-count') ?? '0' }).toEqual({ status: 200, json: [], total: '0' })
    } else expect([400, 403, 404], text).toContain(status)
    expect(await fingerprint(world.database, company.id)).toEqual(before)
  },
)

test.each(ofCompanies.filter(({ id }) => !OF_NOBODY.includes(id)))(
  '$id does its work for customers who are seen',
  async ({ id, operation }) => {
    const example = await examples[id]!(company)
    await giveCustomersTo(userId)
    const { status, text } = await callAs(member, operation, example)
    expect(status, text).toBe(successOf(operation))
  },
)
