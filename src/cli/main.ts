import { bookCommands } from './books.ts'
import { type Command, commandHelp, findCommand, listHelp, parseInput, UsageError } from './command.ts'
import { companyCommands } from './companies.ts'
import { developing } from './develop.ts'
import { explainError } from './explain.ts'
import { operating } from './operate.ts'

/** Everything the command line can do, in the order of its help. */
const commands: readonly Command[] = [...operating, ...companyCommands, ...bookCommands, ...developing]

// Whoever reads our words may have read enough (`| head`); that is no error of ours.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })

const code = await run(process.argv.slice(2))
for (const stream of [process.stdout, process.stderr]) await new Promise<void>((resolve) => stream.write('', () => resolve()))
// Ends here whatever is still open: after a failed start the database's watcher stops the server.
process.exit(code)

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
  const sentence = explainError(error)
  console.error(sentence === null ? error : `netterms: ${sentence}`)
  return error instanceof UsageError ? 2 : 1
}
