import { UsageError } from './command.ts'

interface Listening {
  readonly port?: number
  readonly address?: string
  readonly hostname?: string
}

/** One sentence for what the person at the terminal can put right, or null for a bug of ours. */
export function explainError(error: unknown): string | null {
  if (error instanceof UsageError) return error.message
  // By name: the class may have come from a module that is loaded only when it is needed.
  if (error instanceof Error && error.name === 'Problem') return error.message
  const { code, port, address, syscall, hostname } = error as NodeJS.ErrnoException & Listening
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another program; stop that one, or choose another with PORT=3001.`
  if (code === 'EACCES' && port !== undefined)
    return `Port ${port} may not be used by this user; choose one above 1023 with PORT=3001.`
  if (code === 'EADDRNOTAVAIL')
    return `This machine has no address ${address}; set HOST to one it has, such as 127.0.0.1 or 0.0.0.0.`
  if (syscall === 'getaddrinfo')
    return `The name ${hostname} leads to no address; where it is HOST, set it to an address of this machine, such as 127.0.0.1 or 0.0.0.0.`
  if (code === 'ENOSPC') return 'The disk is full; make room on it, and try again.'
  if (code === 'EPIPE' || code === 'ECONNRESET' || code === '57P01')
    return 'The connection to the database was lost; look whether its server still runs, and try again.'
  return null
}
