/** Owns: what a mail about a subscription may name. Does not own: texts, recipients, sending. Source of the names: the published behaviour. */
import type { Interval } from '../../../core/period.ts'
import type { Writing } from '../../receivables/documents/paper/locale.ts'
import type { Subscription } from '../../recurring/subscriptions/contract.ts'
import type { Values } from '../templates/variables.ts'

/** One interval, and several of them. */
const FREQUENCIES: Readonly<Record<string, Readonly<Record<Interval, readonly [string, string]>>>> = {
  en: {
    day: ['every day', 'every {n} days'],
    week: ['every week', 'every {n} weeks'],
    month: ['every month', 'every {n} months'],
    year: ['every year', 'every {n} years'],
  },
  de: {
    day: ['jeden Tag', 'alle {n} Tage'],
    week: ['jede Woche', 'alle {n} Wochen'],
    month: ['jeden Monat', 'alle {n} Monate'],
    year: ['jedes Jahr', 'alle {n} Jahre'],
  },
  es: {
    day: ['cada día', 'cada {n} días'],
    week: ['cada semana', 'cada {n} semanas'],
    month: ['cada mes', 'cada {n} meses'],
    year: ['cada año', 'cada {n} años'],
  },
  fr: {
    day: ['chaque jour', 'tous les {n} jours'],
    week: ['chaque semaine', 'toutes les {n} semaines'],
    month: ['chaque mois', 'tous les {n} mois'],
    year: ['chaque année', 'tous les {n} ans'],
  },
}

/** How often it is billed, in the language of the mail; English where that has no words here. */
export function frequencyText(
  { interval, interval_count }: { readonly interval: Interval; readonly interval_count: number },
  language: string,
): string {
  const [one, several] = (FREQUENCIES[language.slice(0, 2)] ?? FREQUENCIES['en']!)[interval]
  return interval_count === 1 ? one : several.replace('{n}', String(interval_count))
}

/** @param wire the subscription as published */
export function subscriptionValues(
  subscription: Subscription,
  plan: { readonly name: string; readonly interval: Interval; readonly interval_count: number },
  wire: Values,
  words: Writing,
  start_date: string,
): Values {
  return {
    name: plan.name,
    recurring_total: words.money(subscription.recurring_total),
    frequency: frequencyText(plan, words.language),
    start_date,
    subscription: wire,
    url: subscription.url,
  }
}
