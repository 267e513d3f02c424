import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage, untilDialogsClosed } from '../browser.ts'

/** The way from nothing to a paid invoice for people who use no mouse: addresses are typed, everything else is keys. */
let stage: Stage
let owner: Page
const problems: string[] = []

beforeAll(async () => {
  stage = await openStage(problems)
  owner = await stage.person()
}, 120_000)
afterAll(() => stage?.close())

const STOPS_MAX = 90

/** What has the focus, in the words in which it is read out: its label, or what stands in it. */
const focused = () =>
  owner.evaluate(`(() => {
    const it = document.activeElement
    const label = it?.labels?.[0]?.innerText
    return (it?.getAttribute('aria-label') || label || it?.getAttribute('placeholder') || it?.textContent || '').trim()
  })()`) as Promise<string>

/** Goes on with Tab until the focus is there. */
async function tabTo(name: RegExp): Promise<void> {
  const passed: string[] = []
  for (let stops = 0; stops < STOPS_MAX; stops++) {
    const current = await focused()
    if (name.test(current)) return
    passed.push(current.slice(0, 30))
    await owner.keyboard.press('Tab')
  }
  throw new Error(`Tab never comes to ${name}; it passes ${passed.join(' | ')}`)
}

async function press(name: RegExp): Promise<void> {
  await tabTo(name)
  await owner.keyboard.press('Enter')
}

async function type(name: RegExp, text: string): Promise<void> {
  await tabTo(name)
  await owner.keyboard.press('Control+a')
  await owner.keyboard.type(text)
}

test('from signing up to a recorded payment with the keyboard only', { timeout: 120_000 }, async () => {
  await owner.goto('/sign_up')
  await owner.getByLabel('Your name').waitFor()
  await type(/^Your name/, 'Dunder Mifflin')
  await type(/^Work e-mail/, 'owner@dundermifflin.example')
  await type(/^Password/, 'correct horse battery staple')
  await owner.keyboard.press('Enter')
  await owner.getByText('Check your mail').waitFor()
  await owner.goto(await stage.linkInMail(/Confirm your e-mail/, '/verify?token='))
  await owner.waitForURL('**/welcome')

  await owner.getByLabel('Company name').waitFor()
  await type(/^Company name/, 'Dunder Mifflin')
  await expect.poll(() => owner.getByLabel('Username').inputValue()).toBe('dundermifflin')
  await press(/^Create company/)
  await owner.getByText('Open invoices').waitFor()

  await press(/^Customers$/)
  await owner.waitForURL('**/customers')
  await owner.getByText('No customers yet').waitFor()
  await press(/^New customer/)
  await owner.waitForURL('**/customers/new')
  await type(/^Name/, 'Acme Corp')
  await type(/^E-mail/, 'billing@acmecorp.com')
  await press(/^(Save|Create)/)
  await owner.waitForURL(/\/customers\/\d+$/)

  await owner.getByRole('heading', { name: 'Acme Corp' }).waitFor()
  await owner.goto('/invoices/new')
  await owner.getByPlaceholder('Type a name').waitFor()
  await type(/^Customer/, 'Ac')
  await owner.getByRole('option', { name: /Add “Ac”/ }).waitFor()
  await owner.keyboard.press('Enter')
  await expect.poll(() => owner.getByPlaceholder('Type a name').inputValue()).toBe('Acme Corp')
  await type(/: item or name$/, 'Copy paper, Case')
  await type(/: quantity/, '3')
  await type(/: unit price/, '45')
  await owner.keyboard.press('Tab')
  await owner.getByText('$135.00').first().waitFor()
  await press(/^Save and Issue/)
  await owner.getByRole('dialog', { name: 'Send it now?' }).waitFor()
  await press(/^I already sent it/)
  await untilDialogsClosed(owner)

  await press(/^Record payment/)
  const dialog = owner.getByRole('dialog')
  await dialog.waitFor()
  await type(/^Reference/, 'Check 1041')
  await press(/^Record/)
  await dialog.waitFor({ state: 'detached' })
  await expect.poll(async () => await owner.locator('main').textContent()).toMatch(/Paid/)
  expect(await owner.locator('main').textContent()).toContain('$135.00')
  expect(problems).toEqual([])
})
