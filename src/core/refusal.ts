/** The five ways we say no. Each maps to one HTTP status, in one place. */
export type RefusalKind = 'invalid' | 'refused' | 'forbidden' | 'not_found' | 'conflict'

/**
 * A no that the caller can do something about. `code` is stable and made for programs, `message` says what to do,
 * `field` names the guilty part of the request where there is one.
 */
export class Refusal extends Error {
  readonly kind: RefusalKind
  readonly code: string
  readonly field: string | undefined

  constructor(kind: RefusalKind, code: string, message: string, field?: string) {
    super(message)
    this.name = 'Refusal'
    this.kind = kind
    this.code = code
    this.field = field
  }
}

/** A record that a body refers to and that is not there is the fault of the field that named it, not of the path. */
export async function inField<T>(field: string, found: Promise<T>): Promise<T> {
  try {
    return await found
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'not_found') throw new Refusal('invalid', error.code, error.message, field)
    throw error
  }
}
