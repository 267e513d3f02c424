import { OPERATOR_TEXTS } from '../../../../modules/extend/notifications/choices.ts'
import type { Notification } from '../../../records.ts'

/** One condition as its form holds it: everything is text. */
export interface ConditionValues {
  readonly key: string
  readonly property: string
  readonly operator: keyof typeof OPERATOR_TEXTS
  readonly value: string
}

type Kept = Omit<ConditionValues, 'key' | 'value'> & { readonly value: string | number | boolean | null }

/** The conditions of a notification; the API keeps them as a JSON list. */
export function conditionsOf({ conditions }: Pick<Notification, 'conditions'>): ConditionValues[] {
  return (JSON.parse(conditions || '[]') as readonly Kept[]).map(({ property, operator, value }, index) => ({
    key: `kept-${index}`,
    property,
    operator,
    value: value === null ? '' : String(value),
  }))
}

export function newCondition(property: string): ConditionValues {
  const isFigure = ['balance', 'total', 'amount'].includes(property)
  return { key: crypto.randomUUID(), property, operator: isFigure ? '>=' : '=', value: '' }
}

/** What the API is sent: figures as numbers, and nothing to compare with where nothing is compared. */
export function conditionsText(conditions: readonly ConditionValues[]): string {
  return JSON.stringify(
    conditions.map(({ property, operator, value }) => ({
      property: property.trim(),
      operator,
      value: isWithoutValue(operator) ? null : figureOrText(value.trim()),
    })),
  )
}

export function isWithoutValue(operator: ConditionValues['operator']): boolean {
  return operator === 'empty' || operator === 'not_empty'
}

function figureOrText(text: string): string | number {
  return /^-?\d{1,12}(\.\d{1,6})?$/.test(text) ? Number(text) : text
}

/** In words: `total is at least 1000 and currency is eur`; nothing where it is told always. */
export function conditionText({ conditions, match_mode }: Pick<Notification, 'conditions' | 'match_mode'>): string {
  return conditionsOf({ conditions })
    .map(({ property, operator, value }) =>
      [property.replaceAll('.', ' ').replaceAll('_', ' '), OPERATOR_TEXTS[operator], isWithoutValue(operator) ? '' : value]
        .filter(Boolean)
        .join(' '),
    )
    .join(match_mode === 'all' ? ' and ' : ' or ')
}
