/** A statement as it is chosen on the screen; dates are calendar dates. */
export interface StatementChoice {
  readonly type: 'balance_forward' | 'open_item'
  readonly start: string
  readonly end: string
  readonly items: 'all' | 'past_due'
}

/** As the API is asked for it: a period belongs to a balance that is carried forward, late ones only to open items. */
export function statementQuery({ type, start, end, items }: StatementChoice, secondsOf: (date: string) => number) {
  return type === 'balance_forward'
    ? { type, start: secondsOf(start), end: secondsOf(end) }
    : { type, end: secondsOf(end), ...(items === 'past_due' ? { items } : {}) }
}
