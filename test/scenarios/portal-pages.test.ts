import { expect, test } from 'vitest'
import { expectToFit, SIZES, storiesInOffice } from '../office.ts'

/** What customers do behind their links, on a desk and on a phone. */
const at = storiesInOffice(async (office) => {
  await office.post('/plans', { id: 'paper', name: 'Paper club', amount: 49, interval: 'month' })
  await office.post('/items', { id: 'rack', name: 'Storage rack', unit_cost: 25 })
})

test.each(SIZES)(
  'somebody signs up for a plan, after a card that was declined, on %s',
  { timeout: 120_000 },
  async (where, size) => {
    const { url } = await at.office.post('/sign_up_pages', {
      name: 'Join the paper club',
      plans: ['paper'],
      setup_fee: 'rack',
      has_quantity: true,
      billing_address: true,
      tos_url: 'https://dundermifflin.example/terms',
    })
    const buyer = await at.stage.person(size)
    await buyer.goto(String(url))
    const price = buyer.getByRole('region', { name: 'What you pay' })
    await price.getByText('Then $49.00 every month, until you end it.').waitFor()
    await buyer.getByLabel('How many').fill('2')
    await price.getByText('Then $98.00 every month, until you end it.').waitFor()
    await price.getByRole('row', { name: 'Total $123.00' }).waitFor()
    await expectToFit(buyer)

    await buyer.getByLabel('Name').fill('Globex')
    await buyer.getByLabel('E-mail').fill(`front-${where.replace(/\W/g, '')}@globex.example`)
    await buyer.getByLabel('Street and number').fill('742 Harbor Road')
    await buyer.getByLabel('City').fill('Cypress Creek')
    await buyer.getByRole('button', { name: 'Sign up' }).click()
    await buyer.getByText('Agree to the terms to go on.').waitFor()
    await buyer.getByRole('checkbox', { name: /I agree/ }).click()
    await buyer.getByRole('combobox', { name: 'Test card' }).click()
    await buyer
      .getByRole('option', { name: /tok_visa_0341|declined when charged/i })
      .first()
      .click()
    await buyer.getByRole('button', { name: 'Sign up' }).click()
    await buyer.getByText('Nothing was set up. Try again, or pay another way.').waitFor()
    await buyer.getByRole('combobox', { name: 'Test card' }).click()
    await buyer
      .getByRole('option', { name: /Visa, approved/ })
      .first()
      .click()
    await buyer.getByRole('button', { name: 'Sign up' }).click()
    await buyer.getByRole('heading', { name: 'Thank you' }).waitFor()
    await buyer.getByRole('link', { name: 'See your subscription' }).click()
    await buyer.getByRole('heading', { name: 'Paper club' }).waitFor()
    await buyer.getByText('$98.00 every month').waitFor()
    await expectToFit(buyer)
  },
)

test.each(SIZES)('a card is saved, AutoPay turned on and off again, on %s', { timeout: 120_000 }, async (_, size) => {
  const customer = await at.office.post('/customers', {
    name: 'Globex',
    email: 'billing@globex.example',
    payment_terms: 'NET 30',
  })
  const { url } = await at.office.post('/invoices', { customer: customer.id, items: [{ name: 'Paper', unit_cost: 45 }] })
  const isOn = async () => (await at.office.read(`/customers/${customer.id}`))['autopay']
  const payer = await at.stage.person(size)
  await payer.goto(`${url}/payment_info`)
  await payer.getByText('No card or bank account yet.').waitFor()
  await expectToFit(payer)
  await payer.getByRole('button', { name: /save/i }).last().click()
  await payer
    .getByText(/ending in 4242|•+ ?4242|4242/)
    .first()
    .waitFor()
  await payer.getByRole('button', { name: 'I agree, turn on AutoPay' }).click()
  await payer.getByText(/collects its invoices from the .*4242.* when they are due\./).waitFor()
  expect(await isOn()).toBe(true)
  await payer.getByRole('button', { name: 'Turn off AutoPay' }).click()
  await payer.getByRole('button', { name: 'I agree, turn on AutoPay' }).waitFor()
  expect(await isOn()).toBe(false)
  await payer.getByRole('button', { name: 'Replace it with another' }).waitFor()
})

test.each(SIZES)(
  'an estimate is approved and its deposit paid later, another is declined, on %s',
  {
    timeout: 120_000,
  },
  async (_, size) => {
    const customer = await at.office.post('/customers', { name: 'Globex' })
    const draft = { customer: customer.id, items: [{ name: 'Desk, oak', unit_cost: 148.85 }], deposit: 37.21 }
    const wanted = await at.office.post('/estimates', draft)
    const buyer = await at.stage.person(size)
    await buyer.goto(String(wanted['url']))
    await buyer.getByText('A deposit is asked for: $37.21').waitFor()
    await expectToFit(buyer)
    await buyer.getByRole('button', { name: 'Approve' }).click()
    const signing = buyer.getByRole('dialog', { name: 'Approve this estimate' })
    await signing.getByRole('button', { name: 'Approve' }).click()
    await signing.getByText('Enter your name.').waitFor()
    await signing.getByLabel('Your name').fill('Front Desk')
    await signing.getByRole('button', { name: 'Approve' }).click()
    await buyer.getByRole('dialog', { name: 'Pay Dunder Mifflin' }).waitFor()
    await buyer.keyboard.press('Escape')
    await buyer.reload()
    await buyer.getByText(/^Approved by Front Desk on/).waitFor()
    await buyer.getByRole('button', { name: 'Pay the deposit' }).click()
    await buyer.getByRole('button', { name: 'Pay $37.21' }).click()
    await buyer.getByText('Thank you for your payment').waitFor()
    await buyer.getByRole('button', { name: 'Back to the estimate' }).click()
    await buyer.getByText('Deposit paid: $37.21').waitFor()
    expect(await at.office.read(`/estimates/${wanted.id}`)).toMatchObject({ status: 'approved', deposit_paid: true })

    const unwanted = await at.office.post('/estimates', draft)
    await buyer.goto(String(unwanted['url']))
    await buyer.getByRole('button', { name: 'Decline' }).click()
    await buyer.getByRole('dialog', { name: 'Decline this estimate?' }).getByRole('button', { name: 'Decline' }).click()
    await buyer.getByText(/^Declined on/).waitFor()
    expect(await buyer.getByRole('button', { name: 'Approve' }).count()).toBe(0)
    expect(await at.office.read(`/estimates/${unwanted.id}`)).toMatchObject({ status: 'declined' })
  },
)
