import type { SignUpForm } from './form.ts'

/** What was typed before its writer left for the gateway's page: the same form goes on when they are back. */
export interface LeftForm {
  readonly form_key: string
  readonly values: Omit<SignUpForm, 'token'>
}

const nameOf = (place: string) => `netterms-sign-up ${place}`

/** Keeps it in this tab alone. Where the browser keeps nothing, the form is empty on the way back. */
export function keepForm(
  place: string,
  { form_key, values: { token: _, ...values } }: { form_key: string; values: SignUpForm },
): void {
  try {
    sessionStorage.setItem(nameOf(place), JSON.stringify({ form_key, values }))
  } catch {
    // Full, or forbidden.
  }
}

export function readForm(place: string): LeftForm | null {
  try {
    return JSON.parse(sessionStorage.getItem(nameOf(place)) ?? 'null') as LeftForm | null // as keepForm wrote it
  } catch {
    return null
  }
}

export function dropForm(place: string): void {
  try {
    sessionStorage.removeItem(nameOf(place))
  } catch {
    // Nothing was kept.
  }
}
