import { Refusal } from '../../../core/refusal.ts'
import { checkTemplate } from '../../../platform/templating.ts'
import type { Work } from '../../../platform/work.ts'
import type { SmsTemplate, SmsTemplateChanges, SmsTemplateDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export const findSmsTemplate = store.find
export const findSmsTemplates = store.findMany
export const listSmsTemplates = store.list

export async function createSmsTemplate(work: Work, draft: SmsTemplateDraft): Promise<SmsTemplate> {
  refuseUnfillable(draft.message)
  const template = rules.draftTemplate(draft, { id: await work.newId(), now: work.now })
  await store.insert(work, template)
  return template
}

export async function updateSmsTemplate(work: Work, id: number, changes: SmsTemplateChanges): Promise<SmsTemplate> {
  if (changes.message !== undefined) refuseUnfillable(changes.message)
  const template = rules.changeTemplate(await store.find(work, id), changes, work.now)
  await store.update(work, template)
  return template
}

export async function deleteSmsTemplate(work: Work, id: number): Promise<null> {
  await store.find(work, id)
  await store.remove(work, id)
  return null
}

/** @throws Refusal invalid (message) for words that cannot be filled in */
export function refuseUnfillable(message: string): void {
  const [problem] = checkTemplate(message, rules.VARIABLES)
  if (problem) throw new Refusal('invalid', problem.code, problem.message, 'message')
}
