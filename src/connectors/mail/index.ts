import { type CaptureMailer, openCapture } from './capture.ts'
import type { Mailer } from './port.ts'
import { openSmtp } from './smtp.ts'

export type { CapturedMail, CapturedSummary, CaptureMailer, Mailbox } from './capture.ts'
export { isMailAddress } from './message.ts'
export * from './port.ts'
export { type SimulatedMailer, simulateMail } from './simulator.ts'

/** Mail as configured: through the server, or into a folder when there is none. */
export function openMailer(settings: {
  readonly smtp_url?: string | undefined
  readonly folder: string
}): Mailer | CaptureMailer {
  return settings.smtp_url ? openSmtp({ url: settings.smtp_url }) : openCapture(settings.folder)
}

/** True for mail that can be read afterwards at /mailbox. */
export function isCaptured(mailer: Mailer): mailer is CaptureMailer {
  return 'mailbox' in mailer
}
