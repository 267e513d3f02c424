/** Another transaction was in the way; doing the same again is safe and likely to succeed. */
export function isTransient(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40001' || code === '40P01'
}

/** The SQLSTATE of a database error, if it is one. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}

/** The name of the constraint that a write ran into. */
export function violated(error: unknown): string | undefined {
  return /^23/.test(codeOf(error) ?? '') ? (error as { constraint?: string }).constraint : undefined
}

/** The database was away: the connection broke, was refused, or the server is stopping or starting. */
export function isUnreachable(error: unknown): boolean {
  const code = codeOf(error) ?? ''
  if (/^(08|57P0|25P03$|ECONN|EPIPE)/.test(code)) return true
  // A socket that is gone for the moment; a file that is missing has the same code.
  if (code === 'ENOENT') return (error as NodeJS.ErrnoException).syscall === 'connect'
  return /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect/i.test(
    String((error as Error | null)?.message),
  )
}
