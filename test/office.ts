import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { DESK, openStage, PHONE, type Stage } from './browser.ts'

/** A company that is there already: what stands in it is made by the API, and its owner looks at it in a browser. */
export interface Office {
  /** Calls the API with the company's key; the answer must be a success. */
  post(path: string, body?: object): Promise<{ readonly id: number } & Record<string, unknown>>
  patch(path: string, body: object): Promise<unknown>
  read(path: string): Promise<{ readonly id: number } & Record<string, unknown>>
  /** A page of the dashboard in a browser of its own, with the owner signed in. */
  open(path: string, size?: { width: number; height: number }): Promise<Page>
}

/** Makes the company of a story on its stage. */
export async function openOffice(stage: Stage, name = 'Dunder Mifflin'): Promise<Office> {
  const owner = { email: 'owner@dundermifflin.example', password: 'correct horse battery staple' }
  const words = ['company', 'create', '--name', name, '--email', owner.email, '--password', owner.password]
  const key = /nt_\w{40,}/.exec(await stage.command(words))![0]
  const headers = { authorization: `Basic ${btoa(`${key}:`)}`, 'content-type': 'application/json' }
  const call = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${stage.url}/api${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    const text = await answer.text()
    expect(answer.status, `${path}: ${text}`).toBeLessThan(300)
    return text === '' ? null : JSON.parse(text)
  }
  return {
    post: (path, body = {}) => call('POST', path, body),
    patch: (path, body) => call('PATCH', path, body),
    read: (path) => call('GET', path),
    async open(path, size) {
      const page = await stage.person(size)
      await page.goto(`/sign_in?next=${encodeURIComponent(path)}`)
      await page.getByLabel(/e-mail/i).fill(owner.email)
      await page.getByLabel('Password', { exact: true }).fill(owner.password)
      await page.keyboard.press('Enter')
      return page
    },
  }
}

/**
 * Stage and company of a file of stories: opened and prepared before the first, closed after the last. Whatever the pages'
 * own scripts complain of fails the story in which they do.
 */
export function storiesInOffice(prepare: (office: Office) => Promise<unknown> = async () => {}): {
  readonly stage: Stage
  readonly office: Office
} {
  const problems: string[] = []
  let stage: Stage | undefined
  let office: Office | undefined
  beforeAll(async () => {
    stage = await openStage(problems)
    office = await openOffice(stage)
    await prepare(office)
  }, 120_000)
  afterEach(() => expect(problems.splice(0)).toEqual([]))
  afterAll(() => stage?.close())
  return {
    get stage() {
      return stage!
    },
    get office() {
      return office!
    },
  }
}

/** For `test.each`: what is tried on both. */
export const SIZES = [
  ['a desk', DESK],
  ['a phone', PHONE],
] as const

/** Nothing reaches beyond the edge of the screen. */
export async function expectToFit(page: Page): Promise<void> {
  const fits = await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')
  expect(fits, 'the page does not scroll sideways').toBe(true)
}
