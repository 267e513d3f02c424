/**
 * Owns: a company's own words for text messages, and which variables they may name.
 * Invariant: a template that is kept can be filled in.
 */
import type { SmsTemplate, SmsTemplateChanges, SmsTemplateDraft } from './contract.ts'

/** What any text message may name (published behaviour). */
export const VARIABLES = [
  'company_name',
  'customer_name',
  'customer_number',
  'contact_name',
  'invoice_number',
  'total',
  'balance',
  'url',
] as const

export function draftTemplate(draft: SmsTemplateDraft, { id, now }: { id: number; now: Date }): SmsTemplate {
  return {
    id,
    object: 'sms_template',
    name: draft.name,
    language: draft.language ?? null,
    message: draft.message,
    template_engine: draft.template_engine ?? 'twig',
    created_at: now,
    updated_at: now,
  }
}

export function changeTemplate(before: SmsTemplate, changes: SmsTemplateChanges, now: Date): SmsTemplate {
  return {
    ...before,
    name: changes.name ?? before.name,
    language: changes.language === undefined ? before.language : changes.language,
    message: changes.message ?? before.message,
    template_engine: changes.template_engine ?? before.template_engine,
    updated_at: now,
  }
}
