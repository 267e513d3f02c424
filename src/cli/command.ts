import { parseArgs } from 'node:util'

/** One thing the command line can do. */
export interface Command {
  /** One or two words, as they are typed: `start`, `company create`. */
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** What may follow the name, such as `FILE`. */
  readonly takes?: string
  /** Named options; those with a `value` take one, the others are switches. */
  readonly options?: Readonly<Record<string, Option>>
  /** Further sentences for `--help`. */
  readonly about?: string
  /** Words that are no options are handed over as they are, options too where `open` is set. */
  readonly open?: true
  /** Does it and returns the exit code. */
  run(input: Input): Promise<number>
}

export interface Option {
  readonly about: string
  /** Name of the value in the help, such as `CODE`. */
  readonly value?: string
  /** The command can do nothing without it. */
  readonly needed?: true
}

export interface Input {
  readonly args: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | undefined>>
}

/** A mistake in how the command was typed: told in one sentence, with the way to the help. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The command whose name the words begin with, and the words that are left. The longest name wins. */
export function findCommand(commands: readonly Command[], words: readonly string[]) {
  const fits = commands.filter(({ name }) => name.split(' ').every((word, index) => words[index] === word))
  const command = fits.sort((a, b) => b.name.length - a.name.length)[0]
  return command && { command, rest: words.slice(command.name.split(' ').length) }
}

/** Reads the words after the name. */
export function parseInput(command: Command, words: readonly string[]): Input {
  if (command.open) return { args: words, options: {} }
  const input = readWords(command, words)
  if (!command.takes && input.args.length > 0)
    throw new UsageError(`\`netterms ${command.name}\` takes no "${input.args[0]}"; see \`netterms ${command.name} --help\`.`)
  const missing = neededOptions(command).filter((name) => !input.options[name])
  if (missing.length > 0)
    throw new UsageError(
      `\`netterms ${command.name}\` needs ${missing.map((name) => `--${name}`).join(', ')}; see \`netterms ${command.name} --help\`.`,
    )
  return input
}

function neededOptions({ options = {} }: Command): string[] {
  return Object.keys(options).filter((name) => options[name]!.needed)
}

function readWords(command: Command, words: readonly string[]): Input {
  const options = Object.entries(command.options ?? {})
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: Object.fromEntries(
        options.map(([name, { value }]) => [name, { type: value === undefined ? ('boolean' as const) : ('string' as const) }]),
      ),
    })
    return { args: positionals, options: values as Input['options'] } // no option may be repeated, so none is a list
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}; see \`netterms ${command.name} --help\`.`)
  }
}

/** The one argument a command needs. */
export function onlyArgument(command: string, { args }: Input, what: string): string {
  const [first, ...more] = args
  if (first === undefined || more.length > 0)
    throw new UsageError(`\`netterms ${command}\` needs exactly one ${what}; see \`netterms ${command} --help\`.`)
  return first
}

/** An option that is a count. @throws UsageError naming it */
export function countOption(
  command: string,
  { options }: Input,
  name: string,
  { usual, most }: { usual: number; most: number },
): number {
  const text = options[name]
  if (text === undefined) return usual
  const count = /^\d{1,9}$/.test(String(text)) ? Number(text) : 0
  if (count >= 1 && count <= most) return count
  throw new UsageError(`--${name} must be a whole number from 1 to ${most}; see \`netterms ${command} --help\`.`)
}

export function listHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => usage(command).length))
  return `Netterms: receivables and payables for businesses that trade with each other.

Usage: netterms COMMAND

${commands.map((command) => `  ${usage(command).padEnd(width)}  ${command.summary}`).join('\n')}

\`netterms COMMAND --help\` says more. Settings are environment variables: docs/configuration.md.`
}

export function commandHelp(command: Command): string {
  const options = Object.entries(command.options ?? {}).map(
    ([name, { value, about }]) => [`--${name}${value ? ` ${value}` : ''}`, about] as const,
  )
  const width = Math.max(0, ...options.map(([name]) => name.length))
  const needed = neededOptions(command).map((name) => `--${name} ${command.options?.[name]?.value}`)
  return [
    `Usage: netterms ${[usage(command), ...needed, ...(options.length > needed.length ? ['[options]'] : [])].join(' ')}`,
    command.summary,
    ...(command.about ? [command.about] : []),
    ...(options.length > 0 ? [options.map(([name, about]) => `  ${name.padEnd(width)}  ${about}`).join('\n')] : []),
  ].join('\n\n')
}

const usage = ({ name, takes }: Command) => (takes ? `${name} ${takes}` : name)
