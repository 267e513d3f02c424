/** What the product writes to people who work with it. */

export const TEMPLATES = [
  'verify',
  'already_registered',
  'reset',
  'password_changed',
  'invitation',
  'joined',
  'webhook_disabled',
  'notification',
] as const
export type Template = (typeof TEMPLATES)[number]

/** What a text may name. */
export interface MailFacts {
  readonly first_name: string | null
  readonly company_name?: string | undefined
  readonly invited_by?: string | undefined
  readonly webhook_url?: string | undefined
  readonly reason?: string | undefined
  /** What happened, more of it, and the page that shows it. */
  readonly headline?: string | undefined
  readonly detail?: string | undefined
  readonly page?: string | undefined
}

export interface SystemMail {
  readonly subject: string
  readonly paragraphs: readonly string[]
  /** The button under the text: its words, and the page it opens with the mail's token, if the mail has one. */
  readonly button: { readonly text: string; readonly page: string }
  readonly footer: string
}

export function writeMail(
  template: Template,
  {
    first_name,
    company_name = 'a company',
    invited_by = 'Somebody',
    webhook_url = '',
    reason = '',
    headline = '',
    detail = '',
    page = '/',
  }: MailFacts,
): SystemMail {
  const greeting = first_name && isPlainName(first_name) ? `Hello ${first_name},` : 'Hello,'
  switch (template) {
    case 'verify':
      return {
        subject: 'Confirm your e-mail address',
        paragraphs: [
          greeting,
          'please confirm that this address is yours. Then you can set up your company.',
          'The link works for 24 hours.',
        ],
        button: { text: 'Confirm address', page: '/verify' },
        footer:
          'You get this mail because somebody signed up with this address. If it was not you, do nothing: without the link the account stays closed.',
      }
    case 'already_registered':
      return {
        subject: 'You have an account already',
        paragraphs: [
          greeting,
          'somebody, probably you, signed up with this address once more. You have an account already: just sign in.',
          'If you forgot your password, choose a new one from the sign-in page.',
        ],
        button: { text: 'Sign in', page: '/sign_in' },
        footer:
          'You get this mail because somebody signed up with your address. If it was not you, do nothing: nothing has changed.',
      }
    case 'reset':
      return {
        subject: 'Choose a new password',
        paragraphs: [greeting, 'somebody, probably you, asked for a new password. Choose one within the next hour.'],
        button: { text: 'Choose a new password', page: '/reset' },
        footer:
          'You get this mail because somebody asked for it with your address. If it was not you, do nothing: your password stays as it is.',
      }
    case 'password_changed':
      return {
        subject: 'Your password was changed',
        paragraphs: [
          greeting,
          'your password was changed just now, and all other devices were signed out.',
          'If it was not you, choose a new password at once.',
        ],
        button: { text: 'It was not me', page: '/forgot' },
        footer: 'You get this mail whenever your password changes.',
      }
    case 'invitation':
      return {
        subject: `${invited_by} invites you to ${company_name}`,
        paragraphs: [
          greeting,
          `${invited_by} would like you to work with ${company_name} on its invoices and payments. Choose a password, and you are in.`,
          'The link works for 7 days.',
        ],
        button: { text: 'Accept the invitation', page: '/join' },
        footer: `You get this mail because ${invited_by} entered your address. If you do not know why, do nothing.`,
      }
    case 'joined':
      return {
        subject: `You can now work for ${company_name}`,
        paragraphs: [greeting, `${invited_by} added you to ${company_name}. You find it in the list of your companies.`],
        button: { text: 'Open it', page: '/' },
        footer: `You get this mail because ${invited_by} entered your address.`,
      }
    case 'notification':
      return {
        subject: headline,
        paragraphs: [greeting, `this happened at ${company_name}: ${headline}.`, ...(detail === '' ? [] : [detail])],
        button: { text: 'Open it', page },
        footer: `You get this mail because a notification of ${company_name} asks for it. Change that in its settings.`,
      }
    case 'webhook_disabled':
      return {
        subject: `A webhook of ${company_name} was switched off`,
        paragraphs: [
          greeting,
          `the webhook to ${webhook_url} does not hear of anything any more. ${reason}`,
          'Mend the receiver, switch the webhook on again, and replay what it has missed.',
        ],
        button: { text: 'Open webhooks', page: '/settings/webhooks' },
        footer: `You get this mail because you administrate ${company_name}.`,
      }
  }
}

/** Anybody may sign up with anybody's address; what they call themselves must not carry words or addresses of their own there. */
function isPlainName(name: string): boolean {
  return /^[\p{L}\p{M}'’-]{1,30}$/u.test(name)
}

/** About two days, as each attempt waits twice as long as the one before, up to six hours. */
export const ATTEMPTS_MAX = 15

/** From an attempt that failed to the next one. @param attempts_made 1 after the first */
export function waitMs(attempts_made: number): number {
  return Math.min(60_000 * 2 ** (attempts_made - 1), 6 * 3_600_000)
}

/** Longer than any attempt takes. Whoever has not reported by then has died, and another tries. */
export const LEASE_MS = 10 * 60_000
