import { type Command, commandHelp, findCommand, listHelp, parseInput, UsageError } from './command.ts'
import { companyCommands } from './companies.ts'
import { developing } from './develop.ts'
import { operating } from './operate.ts'

/** Everything the command line can do, in the order of its help. */
const commands: readonly Command[] = [...operating, ...companyCommands, ...developing]

// Ends here whatever is still open: after a failed start the database's watcher stops the server.
process.exit(await run(process.argv.slice(2)))

async function run(words: readonly string[]): Promise<number> {
  const found = findCommand(commands, words)
  const wantsHelp = words.some((word) => word === '--help' || word === '-h')
  if (!found) return refuseUnknown(words, wantsHelp)
  if (wantsHelp) {
    console.log(commandHelp(found.command))
    return 0
  }
  try {
    return await found.command.run(parseInput(found.command, found.rest))
  } catch (error) {
    return tell(error)
  }
}

function refuseUnknown(words: readonly string[], wantsHelp: boolean): number {
  const text = listHelp(commands)
  if (wantsHelp || words.length === 0 || words[0] === 'help') {
    console.log(text)
    return 0
  }
  console.error(`netterms: There is no command "${words.join(' ')}"; \`netterms --help\` lists them all.`)
  return 2
}

/** What the person can put right is one sentence. Anything else is our bug, and its trace is what we need. */
function tell(error: unknown): number {
  const sentence = explain(error)
  console.error(sentence === null ? error : `netterms: ${sentence}`)
  return error instanceof UsageError ? 2 : 1
}

function explain(error: unknown): string | null {
  if (error instanceof UsageError) return error.message
  // By name: the class may have come from a module that is loaded only when it is needed.
  if (error instanceof Error && error.name === 'Problem') return error.message
  const { code, port, address } = error as { code?: string; port?: number; address?: string }
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another program; stop that one, or choose another with PORT=3001.`
  if (code === 'EACCES' && port !== undefined)
    return `Port ${port} may not be used by this user; choose one above 1023 with PORT=3001.`
  if (code === 'EADDRNOTAVAIL')
    return `This machine has no address ${address}; set HOST to one it has, such as 127.0.0.1 or 0.0.0.0.`
  if (code === 'EPIPE' || code === 'ECONNRESET' || code === '57P01')
    return 'The connection to the database was lost; look whether its server still runs, and try again.'
  return null
}
