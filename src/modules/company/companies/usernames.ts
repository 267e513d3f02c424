/** The name of a company in the network and in addresses of its portal: `dundermifflin`. */

const LENGTH_MIN = 3
const LENGTH_MAX = 32

/** Names that are, or might become, pages or hosts of the product itself. */
const RESERVED = new Set(
  `about account accounts admin administrator api app apps assets auth autoconfig autodiscover billing blog cdn company companies
  contact customers dashboard demo dev docs download email files ftp help hostmaster imap invoices legal localhost login mail mailbox
  marketing me network netterms news noreply no-reply null oauth pay payments pop portal postmaster press privacy public root sandbox
  search security settings sign-in sign-up signin signup smtp sso staging static status store support system terms test undefined
  webhooks webmaster welcome www`.split(/\s+/),
)

/** What is wrong with a username, in words that follow its name; null for a good one. */
export function usernameProblem(username: string): string | null {
  if (username.length < LENGTH_MIN || username.length > LENGTH_MAX) return `must have ${LENGTH_MIN} to ${LENGTH_MAX} characters`
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(username)) return 'may have small letters, digits, and single hyphens between them'
  if (RESERVED.has(username)) return 'is a reserved word; choose another'
  return null
}

/** A username made of the name of a company, good but perhaps taken: `Dunder Mifflin, Inc.` is `dundermifflin`. */
export function usernameFrom(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s,.]+(inc|llc|ltd|gmbh|corp|co|plc|ag|bv|sarl|sas|oy|ab|as|pty|limited)\.?$/u, '')
    .replace(/[^a-z0-9]+/g, '')
    .slice(0, LENGTH_MAX)
  return usernameProblem(plain) === null ? plain : `my${plain || 'company'}`.slice(0, LENGTH_MAX)
}

/**
 * Names to offer in place of one that is taken, the best first. All are good; some may be taken as well, which is what
 * `chance` is for: endings made at random, for a name that a hundred companies have.
 */
export function usernameAlternatives(username: string, chance: readonly string[] = []): readonly string[] {
  const base = usernameProblem(username) === null ? username : usernameFrom(username)
  const endings = [
    '2',
    '3',
    '4',
    '5',
    '6',
    '7',
    '8',
    '9',
    '-co',
    '-hq',
    '-inc',
    ...Array.from({ length: 89 }, (_, i) => String(i + 11)),
    ...chance.map((ending) => `-${ending.toLowerCase()}`),
  ]
  return endings
    .map((ending) => `${base.slice(0, LENGTH_MAX - ending.length).replace(/-+$/, '')}${ending}`)
    .filter((name) => usernameProblem(name) === null)
}
