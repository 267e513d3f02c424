import type { CaptureMailer, Mailbox } from '../connectors/mail/capture.ts'
import type { Config } from './config.ts'
import type { Outside } from './outside.ts'

export type { CapturedMail, CapturedSummary, Mailbox } from '../connectors/mail/capture.ts'

/** Mail that was captured instead of sent; null where mail is sent, and in production, where it is nobody's to read here. */
export function mailboxOf({ MODE }: Pick<Config, 'MODE'>, { mail }: Pick<Outside, 'mail'>): Mailbox | null {
  return MODE === 'production' || !('mailbox' in mail) ? null : (mail as CaptureMailer).mailbox
}
