import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { randomCode } from '../../../platform/random.ts'
import type { Work } from '../../../platform/work.ts'
import { settingsOf } from '../../company/companies/settings.ts'
import type { Inbox } from './contract.ts'
import * as store from './store.ts'

/** The company's inbox; whoever asks first finds it made. */
export async function listInboxes(work: Work, list: ListQuery): Promise<Page<Inbox>> {
  if (!(await store.exists(work))) {
    const { now } = work
    await store.ensure(work, { id: await work.newId(), external_id: randomCode(10), created_at: now, updated_at: now })
  }
  const { rows, total } = await store.list(work, list)
  return { rows: rows.map((inbox) => addressed(work, inbox)), total }
}

export async function findInbox(work: Work, id: number): Promise<Inbox> {
  return addressed(work, await store.find(work, id))
}

/** Its address is the one that the company's mails are answered to. */
function addressed({ company, config }: Work, inbox: store.KeptInbox): Inbox {
  const own = settingsOf(company).email.reply_to ?? company.email
  return { ...inbox, email: own ?? config.MAIL_FROM.address }
}
