/** Owns: to whom a mail goes. Invariant: at least one and at most five people, each once. */
import { Refusal } from '../../../core/refusal.ts'
import { RECIPIENTS_MAX, type Recipient } from './contract.ts'

interface Person {
  readonly name: string
  readonly email: string | null
}

/** The customer and the people there. */
export interface Addressees {
  readonly customer: Person & { readonly attention_to: string | null }
  readonly contacts: readonly (Person & { readonly primary: boolean })[]
}

/** Whom the sender named; else the primary contacts and the customer's own address (published API). */
export function chooseRecipients(
  given: readonly Recipient[] | null | undefined,
  { customer, contacts }: Addressees,
): readonly Recipient[] {
  const people: readonly Person[] = [...contacts, { name: customer.attention_to ?? customer.name, email: customer.email }]
  const usual = [...contacts.filter(({ primary }) => primary), people.at(-1)!]
  const wanted = given && given.length > 0 ? given : usual.flatMap(({ name, email }) => (email ? [{ name, email }] : []))
  if (wanted.length === 0) {
    throw new Refusal(
      'invalid',
      'no_recipient',
      `${customer.name} has no e-mail address. Add one, or say where to send it.`,
      'to',
    )
  }
  return distinct(wanted)
    .slice(0, RECIPIENTS_MAX)
    .map(({ email, name }) => ({ email, name: name ?? people.find((person) => isSame(person.email ?? '', email))?.name ?? null }))
}

/** Who gets a copy unseen; nobody gets the same mail twice. */
export function chooseBcc(wanted: readonly (string | null | undefined)[], recipients: readonly Recipient[]): readonly string[] {
  const copies = wanted.flatMap((email) => (email ? [{ email, name: null }] : []))
  return distinct(copies).flatMap(({ email }) => (recipients.some((other) => isSame(other.email, email)) ? [] : [email]))
}

function distinct(recipients: readonly Recipient[]): Recipient[] {
  return recipients.filter(({ email }, index) => recipients.findIndex((other) => isSame(other.email, email)) === index)
}

function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase()
}
