import { expect, test } from 'vitest'
import { expectToFit, SIZES, storiesInOffice } from '../office.ts'

/** An administrator decides which customers somebody sees; that person sees these, and cannot decide it. */
const at = storiesInOffice(async (office) => {
  await office.post('/custom_fields', { id: 'territory', name: 'Territory', object: 'customer' })
  await office.post('/customers', { name: 'Globex', metadata: { territory: 'Ohio' } })
  await office.post('/customers', { name: 'Vandelay', metadata: { territory: 'Texas' } })
})

test.each(SIZES)('customers are limited by a custom field, on %s', { timeout: 120_000 }, async (where, size) => {
  const email = `${where.replace(/\W/g, '')}@dundermifflin.example`
  await at.office.post('/members', { email, role: 'sales', first_name: where })
  const page = await at.office.open('/settings/members', size)
  await page.getByRole('button', { name: `Customers ${where} sees: All customers` }).click()
  const dialog = page.getByRole('dialog', { name: `Customers ${where} sees` })
  await dialog.getByLabel('They see').click()
  await page.getByRole('option', { name: 'Customers by custom field' }).click()
  await dialog.getByLabel('Territory').fill('Texas')
  await page.keyboard.press('Enter')
  await expectToFit(page)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: `Customers ${where} sees: Territory: Texas` }).waitFor()

  const member = await at.stage.person(size)
  await member.goto(await at.stage.linkInMail(new RegExp(`${email}.*Dunder Mifflin invites you`), '/join?token='))
  await member.getByLabel('Password').fill('correct horse battery staple')
  await member.keyboard.press('Enter')
  await member
    .getByText(/sign in/i)
    .first()
    .waitFor()
  await member.goto('/sign_in?next=%2Fcustomers')
  await member.getByLabel(/e-mail/i).fill(email)
  await member.getByLabel('Password', { exact: true }).fill('correct horse battery staple')
  await member.keyboard.press('Enter')
  await member.getByText('Vandelay').first().waitFor()
  expect(await member.getByText('Globex').count()).toBe(0)

  await member.goto('/settings/members')
  await member.getByText('Territory: Texas').first().waitFor()
  await expectToFit(member)
  for (const verb of [/^Remove/, /^Customers .* sees/, 'Again'])
    expect(await member.getByRole('button', { name: verb }).count()).toBe(0)
  await member.goto('/settings/api_keys')
  await member.getByText('Your role does not allow business.admin').waitFor()
  expect(await member.getByText('Signed links for customers').count()).toBe(0)
})
