import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Desk } from '../../../platform/http/handlers.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import type { AutopayConsent } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export async function listConsents(work: Work, list: ListQuery, customer: number): Promise<Page<AutopayConsent>> {
  const [page] = await Promise.all([store.list(work, list, customer), findCustomer(work, customer)])
  return page
}

/** Keeps that the customer agreed, to which words and about which card or account. */
export async function giveConsent(
  work: Work,
  customer: number,
  { ip, user_agent, stated_by, mandate }: rules.Agreed,
  payment_source: rules.Named,
): Promise<AutopayConsent> {
  const consent = rules.giveConsent(
    { id: await work.newId(), customer, now: work.now, ip, user_agent },
    { stated_by, mandate: mandate ?? rules.mandateText(work.company.name, payment_source), payment_source },
  )
  await store.insert(work, consent)
  await work.emit('autopay_consent.given', consent)
  return consent
}

/** Keeps that the customer took it back, or that the company did for them. */
export async function withdrawConsent(
  work: Work,
  customer: number,
  { ip, user_agent, stated_by = 'customer' }: rules.Evidence & Partial<Pick<AutopayConsent, 'stated_by'>>,
): Promise<AutopayConsent> {
  const consent = rules.withdrawConsent({ id: await work.newId(), customer, now: work.now, ip, user_agent }, stated_by)
  await store.insert(work, consent)
  await work.emit('autopay_consent.withdrawn', consent)
  return consent
}

/** From where and with what a call was made. */
export function evidenceOf({ request: { ip, userAgent } }: Pick<Desk, 'request'>): rules.Evidence {
  return { ip, user_agent: userAgent }
}

/** What a caller of the API says by turning AutoPay on, or by saving what it charges: that its owner agreed. */
export function statedBy(desk: Pick<Desk, 'request'>): rules.Agreed {
  return { stated_by: 'company', mandate: null, ...evidenceOf(desk) }
}

export const isAgreedAbout = store.isAgreedAbout
