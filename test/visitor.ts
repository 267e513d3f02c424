import { sendSystemEmails } from '../src/modules/company/users/jobs.ts'
import { type Answer, PASSWORD, type World } from './world.ts'

/** A person at a browser: cookies are kept, and calls come from our own pages unless said otherwise. */
export interface Visitor {
  readonly cookies: Map<string, string>
  /** The path begins below /api. Headers replace those that our pages send; an empty one is left out. */
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
}

export function openBrowser(world: Pick<World, 'request'>, { ip = '203.0.113.7' }: { ip?: string } = {}): Visitor {
  const cookies = new Map<string, string>()
  return {
    cookies,
    async call(method, path, body, headers = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const sent = {
        'x-netterms-csrf': '1',
        'sec-fetch-site': 'same-origin',
        'x-netterms-peer': ip,
        ...(cookie && { cookie }),
        ...headers,
      }
      const answer = await world.request(method, `/api${path}`, {
        ...(body !== undefined && { body }),
        headers: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== '')),
      })
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (value === '') cookies.delete(name)
        else cookies.set(name, value)
      }
      return answer
    },
  }
}

/** The last mail of the product to this address: its subject, and the token of its link. */
export async function lastMail(world: World, email: string): Promise<{ subject: string; text: string; token: string | null }> {
  await sendSystemEmails(world.platform)
  const mail = world.mail.sent.filter(({ recipients }) => recipients.includes(email)).at(-1)
  if (!mail) throw new Error(`nothing was mailed to ${email}`)
  const { subject, text } = mail.message
  return { subject, text, token: /[?&]token=([\w-]+)/.exec(text)?.[1] ?? null }
}

/** Signs up, opens the mailed link in the same browser, and is signed in. */
export async function signUp(world: World, email: string, name = 'Office'): Promise<Visitor> {
  const browser = openBrowser(world)
  await browser.call('POST', '/auth/sign_up', { name, email, password: PASSWORD })
  await browser.call('POST', '/auth/verify', { token: (await lastMail(world, email)).token })
  return browser
}

export async function signIn(world: World, email: string, password = PASSWORD): Promise<Visitor> {
  const browser = openBrowser(world)
  const { status, text } = await browser.call('POST', '/auth/sign_in', { email, password })
  if (status !== 200) throw new Error(`signing in answered ${status}: ${text}`)
  return browser
}
