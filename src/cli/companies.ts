import type { App } from '../main.ts'
import type { Platform } from '../platform/outside.ts'
import type { Command, Input } from './command.ts'
import { readConfig, visitDatabase } from './operate.ts'

/** Companies and keys from the command line, for whoever runs the server. */
export const companyCommands: readonly Command[] = [
  {
    name: 'company create',
    summary: 'Make a company with an owner who can sign in, and an API key.',
    about: 'The owner is made too, unless there is a person with that address and password. The key is shown this once.',
    options: {
      name: { value: 'NAME', about: 'Name of the company.', needed: true },
      email: { value: 'ADDRESS', about: 'Address of its owner.', needed: true },
      password: { value: 'PASSWORD', about: 'The owner’s password, at least 10 characters.', needed: true },
      username: { value: 'NAME', about: 'Its name in addresses; made of the name when left out.' },
      currency: { value: 'CODE', about: 'ISO 4217; usd when left out.' },
      country: { value: 'CODE', about: 'ISO 3166; US when left out.' },
      'time-zone': { value: 'ZONE', about: 'Such as Europe/Berlin; UTC when left out.' },
      json: { about: 'Print one JSON object, for scripts.' },
    },
    run: (input) =>
      onPlatform(async (platform) => {
        const { makeCompany } = await import('./make-company.ts')
        const { company_id, username, api_key, email } = await makeCompany(platform, input)
        const { BASE_URL } = platform.config
        print(input, { company_id, username, email, api_key, url: BASE_URL }, [
          `Company ${username} (${company_id}) is ready. ${email} can sign in at ${BASE_URL}/sign_in.`,
          `API key, shown this once: ${api_key}`,
        ])
      }),
  },
  {
    name: 'api-key create',
    summary: 'Make an API key for a company.',
    about: 'The key is shown this once.',
    options: {
      company: { value: 'USERNAME', about: 'Username of the company.', needed: true },
      description: { value: 'TEXT', about: 'What the key is for.' },
      scopes: { value: 'LIST', about: 'Such as customers:write,invoices:read; everything when left out.' },
      json: { about: 'Print one JSON object, for scripts.' },
    },
    run: (input) =>
      onPlatform(async (platform) => {
        const { makeKey } = await import('./make-company.ts')
        const { id, secret, scopes } = await makeKey(platform, input)
        print(input, { id, api_key: secret, scopes }, [`API key ${id}, shown this once: ${secret}`])
      }),
  },
]

/** Opens the database beside a running server, or without one, and tells what was refused in one sentence. */
export async function onPlatform(run: (platform: Platform, app: App) => Promise<number | undefined>): Promise<number> {
  const config = await readConfig()
  const { compose, openOutside } = await import('../main.ts')
  const { visitInstallation } = await import('../platform/installation.ts')
  const outside = openOutside(config)
  const database = await visitDatabase(config)
  try {
    await visitInstallation(database.ownerPool, config, outside.storage)
    // The command is the owner's own: it need not wait as a stranger with a key must.
    const { platform, app } = compose({ config: { ...config, RATE_LIMIT: 10_000_000 }, database, outside })
    return (await run(platform, app)) ?? 0
  } catch (error) {
    // By name: the class belongs to modules that are loaded only now.
    if (!(error instanceof Error) || error.name !== 'Refusal') throw error
    const { Problem } = await import('../platform/problem.ts')
    throw new Problem(error.message)
  } finally {
    await outside.mail.close()
    await database.close()
  }
}

function print({ options }: Input, json: object, lines: readonly string[]): void {
  console.log(options.json ? JSON.stringify(json) : lines.join('\n'))
}
