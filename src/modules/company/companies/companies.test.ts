import { afterAll, expect, test } from 'vitest'
import { signIn } from '../../../../test/visitor.ts'
import { openWorld, type TestCompany } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

const refusal = async (company: TestCompany, body: object) => {
  const { status, json } = await company.call('PATCH', '/company', { body })
  return [status, json.code, json.param]
}

test('a company tells every setting, and keeps what it was not asked to change', async () => {
  const before = await acme.api.company.get()
  expect(before).toMatchObject({
    object: 'company',
    name: 'Dunder Mifflin',
    username: 'dundermifflin',
    currency: 'usd',
    country: 'US',
    time_zone: 'America/Chicago',
    test_mode: false,
  })
  expect(before.settings).toMatchObject({
    tax_rounding: 'per_step',
    aging_buckets: [0, 8, 15, 31, 61],
    autopay: { delay_days: 0, retry_schedule: [3, 5, 7], last_failure: 'do_nothing' },
  })
  const form =
    'name=Dunder Mifflin, Inc.&color=%231A7F5A&website=https://dundermifflin.example&phone=&settings[autopay][delay_days]=2&settings[aging_buckets][]=0&settings[aging_buckets][]=30'
  const changed = (await acme.call('PATCH', '/company', { form })).json
  expect(changed).toMatchObject({
    name: 'Dunder Mifflin, Inc.',
    color: '#1a7f5a',
    website: 'https://dundermifflin.example',
    phone: null,
    time_zone: 'America/Chicago',
  })
  expect(changed.settings).toEqual({
    ...before.settings,
    aging_buckets: [0, 30],
    autopay: { ...before.settings.autopay, delay_days: 2 },
  })
  await acme.api.company.update({ body: { settings: { autopay: { last_failure: 'cancel' } } } })
  expect((await acme.api.company.get()).settings.autopay).toEqual({
    first_attempt: 'issue',
    delay_days: 2,
    retry_schedule: [3, 5, 7],
    last_failure: 'cancel',
  })
  expect((await globex.api.company.get()).settings).toEqual(before.settings)
})

test('a rehearsal changes nothing', async () => {
  const before = await acme.api.company.get()
  const rehearsed = await acme.call('PATCH', '/company?dry_run=true', { body: { name: 'Rehearsed', time_zone: 'Asia/Tokyo' } })
  expect(rehearsed.json).toMatchObject({ name: 'Rehearsed', time_zone: 'Asia/Tokyo' })
  expect(await acme.api.company.get()).toEqual(before)
})

test('what makes no sense is refused by field', async () => {
  expect(await refusal(acme, { time_zone: 'Mars/Olympus' })).toEqual([400, 'invalid_field', 'time_zone'])
  expect(await refusal(acme, { time_zone: '+05:30' })).toEqual([400, 'invalid_field', 'time_zone'])
  expect(await refusal(acme, { currency: 'xyz' })).toEqual([400, 'invalid_field', 'currency'])
  expect(await refusal(acme, { country: 'Narnia' })).toEqual([400, 'invalid_field', 'country'])
  expect(await refusal(acme, { color: 'red; background: url(x)' })).toEqual([400, 'invalid_field', 'color'])
  expect(await refusal(acme, { website: 'javascript:alert(1)' })).toEqual([400, 'invalid_field', 'website'])
  expect(await refusal(acme, { logo_file: 999_999 })).toEqual([400, 'file_not_found', 'logo_file'])
  expect(await refusal(acme, { settings: { aging_buckets: [0, 31, 15] } })).toEqual([
    400,
    'invalid_field',
    'settings.aging_buckets',
  ])
  expect(await refusal(acme, { settings: { autopay: { retry_schedule: [3, 11] } } })).toEqual([
    400,
    'invalid_field',
    'settings.autopay.retry_schedule[1]',
  ])
  expect(await refusal(acme, { settings: { number_templates: { invoice: 'INV' } } })).toEqual([
    400,
    'number_template_invalid',
    'settings.number_templates.invoice',
  ])
  expect(await refusal(acme, { settings: { email: { reply_to: 'x\r\nBcc: y@z.example' } } })).toEqual([
    400,
    'invalid_field',
    'settings.email.reply_to',
  ])
})

test('a username is one company’s; another is offered a free one', async () => {
  expect(await refusal(globex, { username: 'dundermifflin' })).toEqual([400, 'username_taken', 'username'])
  expect((await globex.call('PATCH', '/company', { body: { username: 'DunderMifflin' } })).json.message).toBe(
    'The username "dundermifflin" is taken; "dundermifflin2" is free.',
  )
  for (const username of ['ab', 'a b c', '-acme', 'acme-', 'a--b', 'admin', 'x'.repeat(33), 'äcme'])
    expect(await refusal(globex, { username })).toEqual([400, 'username_invalid', 'username'])
  expect((await globex.api.company.update({ body: { username: 'globex-corp' } })).username).toBe('globex-corp')
})

test('the currency changes until there is a document in it', async () => {
  const company = await world.newCompany('Wernham Hogg')
  expect((await company.api.company.update({ body: { currency: 'GBP' } })).currency).toBe('gbp')
  const customer = await company.api.customers.create({ body: { name: 'Slough Estates' } })
  const invoice = await company.api.invoices.create({
    body: { customer: customer.id, items: [{ name: 'Paper', quantity: 1, unit_cost: 45 }] },
  })
  expect(invoice.currency).toBe('gbp')
  expect(await refusal(company, { currency: 'usd' })).toEqual([400, 'currency_in_use', 'currency'])
  expect((await company.api.company.update({ body: { currency: 'gbp', name: 'Wernham Hogg Ltd' } })).name).toBe(
    'Wernham Hogg Ltd',
  )
})

test('numbers follow the template from the next one on, without a gap', async () => {
  const company = await world.newCompany('Sabre')
  const customer = await company.api.customers.create({ body: { name: 'Buyer' } })
  const issue = async () =>
    (
      await company.api.invoices.create({
        body: { customer: customer.id, items: [{ name: 'Printer', quantity: 1, unit_cost: 1 }] },
      })
    ).number
  expect(await issue()).toBe('INV-0001')
  await company.api.company.update({ body: { settings: { number_templates: { invoice: '{{year}}/%03d' } } } })
  expect(await issue()).toBe('2014/002')
  await company.api.company.update({ body: { settings: { number_templates: { invoice: 'INV-%04d' } } } })
  expect(await issue()).toBe('INV-0003')
})

test('an administrator changes it in the browser, and the books tell who', async () => {
  const browser = await signIn(world, acme.email)
  const { json } = await browser.call('PATCH', '/company', { city: 'Scranton' })
  expect(json.city).toBe('Scranton')
  const { rows } = await world.database.ownerPool.query(
    `select previous, source, user_id > 0 as by_person from events where company_id = $1 and type = 'company.updated' order by id desc limit 1`,
    [acme.id],
  )
  expect(rows).toEqual([{ previous: { city: null }, source: 'team', by_person: true }])
})

test('a sandbox company says so', async () => {
  const browser = await signIn(world, globex.email)
  const draft = { name: 'Globex Sandbox', country: 'de', currency: 'eur', time_zone: 'Europe/Berlin', test_mode: true }
  expect((await browser.call('POST', '/companies?dry_run=true', draft)).json.username).toBe('globexsandbox')
  const { json } = await browser.call('POST', '/companies', draft)
  expect(json).toMatchObject({ username: 'globexsandbox', country: 'DE', test_mode: true })
  expect((await browser.call('POST', '/companies', draft)).json.username, 'made of the name, so another is taken').toBe(
    'globexsandbox2',
  )
  for (const [field, value] of [
    ['name', ' '],
    ['country', 'XX'],
    ['currency', 'eu'],
    ['time_zone', 'Berlin'],
    ['username', 'www'],
  ]) {
    expect((await browser.call('POST', '/companies', { ...draft, [field!]: value })).json.param).toBe(field)
  }
})
