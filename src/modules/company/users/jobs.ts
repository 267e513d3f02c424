import { Refusal } from '../../../core/refusal.ts'
import { emailLayout } from '../../../platform/email-layout.ts'
import { everywhere, forOneRound } from '../../../platform/jobs.ts'
import { shield, toMailBody } from '../../../platform/mail-markup.ts'
import type { Outside, Platform } from '../../../platform/outside.ts'
import { openPlainWork } from '../../../platform/plain-work.ts'
import { ATTEMPTS_MAX, waitMs, writeMail } from './mails.ts'
import { tokenOf } from './service.ts'
import * as store from './store.ts'

type MailMessage = Parameters<Outside['mail']['send']>[0]

const KEPT_DAYS = 90

export const jobs = [
  everywhere('minute', 'send-system-emails', (platform) => sendSystemEmails(platform)),
  everywhere('day', 'forget-old-links', (platform) =>
    openPlainWork(platform, (plain) => store.removeOld(plain, new Date(plain.now.getTime() - KEPT_DAYS * 86_400_000))),
  ),
]

/**
 * Sends what the product has to say to people. Each mail is claimed, handed over and recorded before the next one is, so that
 * several servers share them; one whose sender died goes out again later with the same Message-ID.
 */
export async function sendSystemEmails(platform: Platform): Promise<void> {
  const sender = platform.config.MAIL_FROM
  const domain = sender.address.split('@').at(-1) ?? 'localhost'
  await forOneRound(async () => {
    const mail = await openPlainWork(platform, (plain) => store.claimMail(plain, domain))
    if (!mail) return 'done'
    const { state, said } = await attempt(platform, sender, mail)
    await openPlainWork(platform, (plain) => {
      const next = state === 'queued' ? new Date(plain.now.getTime() + waitMs(mail.attempts_made)) : null
      return store.recordMail(plain, mail.id, { state, said, next })
    })
    return 'more'
  })
}

type Result = Omit<store.MailResult, 'next'>

async function attempt({ config, outside }: Platform, sender: MailMessage['from'], mail: store.DueMail): Promise<Result> {
  if (mail.token_works === false) return { state: 'failed', said: 'The link in it does not work any more.' }
  try {
    const [delivery] = await outside.mail.send(compose(config, sender, mail))
    if (delivery?.outcome === 'accepted') return { state: 'sent', said: delivery.response }
    if (delivery?.outcome === 'refused') return { state: 'failed', said: `${delivery.code} ${delivery.said}` }
    return { state: mail.attempts_made >= ATTEMPTS_MAX ? 'failed' : 'queued', said: delivery?.said ?? '' }
  } catch (error) {
    if (error instanceof Refusal) return { state: 'failed', said: error.message }
    throw error
  }
}

function compose(config: Platform['config'], from: MailMessage['from'], mail: store.DueMail): MailMessage {
  const { subject, paragraphs, button, footer } = writeMail(mail.template, { first_name: mail.first_name, ...mail.data })
  const token = mail.token_id && `?token=${tokenOf(config.SECRET, mail.token_id)}`
  const { html, text } = emailLayout({
    company: { name: 'Netterms' },
    // None of the text is markup: names in it were typed by strangers.
    body: toMailBody(paragraphs.map(shield).join('\n\n')),
    button: { text: button.text, url: `${config.BASE_URL}${button.page}${token ?? ''}` },
    footer,
    title: subject,
  })
  return {
    message_id: mail.message_id,
    date: mail.created_at,
    from,
    to: [{ name: mail.name, address: mail.email }],
    subject,
    html,
    text,
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}
