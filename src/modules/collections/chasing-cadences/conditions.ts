/**
 * Owns: the little language in which a cadence says whose it is, such as
 * `customer.country == "US" and not (customer.type == "person" or customer.metadata.vip == true)`.
 * Invariants: it ends for every text, reaches nothing but the fields of the customer, and text that is not understood is refused.
 */
import { Refusal } from '../../../core/refusal.ts'

type Value = string | number | boolean | null
export type Test = (customer: Readonly<Record<string, unknown>>) => boolean

const TOKEN =
  /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w.]*)|(==|!=|>=|<=|&&|\|\||[=<>!(),[\]]))/y
const OPERATORS = new Set(['==', '=', '!=', '>', '>=', '<', '<=', 'in', 'contains'])
const DEPTH_MAX = 20

/**
 * Reads a condition.
 * @param known fields of a customer; `metadata.anything` is known besides
 * @throws Refusal invalid `conditions_invalid` (assignment_conditions)
 */
export function readConditions(source: string, known: ReadonlySet<string>): Test {
  const reader = new Reader(tokensOf(source), known)
  const test = reader.any(0)
  reader.end()
  return test
}

function refuse(said: string): never {
  throw new Refusal('invalid', 'conditions_invalid', `The conditions cannot be read: ${said}.`, 'assignment_conditions')
}

function tokensOf(source: string): readonly string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  for (let at = 0; at < source.trimEnd().length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const found = TOKEN.exec(source)
    if (!found) refuse(`"${source.slice(at, at + 20).trim()}" has no meaning here`)
    tokens.push(found[0].trim())
  }
  if (tokens.length === 0) refuse('nothing is said; write for example customer.country == "US"')
  return tokens
}

class Reader {
  readonly #tokens: readonly string[]
  readonly #known: ReadonlySet<string>
  #next = 0

  constructor(tokens: readonly string[], known: ReadonlySet<string>) {
    this.#tokens = tokens
    this.#known = known
  }

  end(): void {
    if (this.#next < this.#tokens.length) refuse(`"${this.#tokens[this.#next]}" comes too late`)
  }

  any(depth: number): Test {
    const tests = [this.#all(depth)]
    while (this.#takes('or', '||')) tests.push(this.#all(depth))
    return (customer) => tests.some((test) => test(customer))
  }

  #all(depth: number): Test {
    const tests = [this.#one(depth)]
    while (this.#takes('and', '&&')) tests.push(this.#one(depth))
    return (customer) => tests.every((test) => test(customer))
  }

  #one(depth: number): Test {
    if (depth > DEPTH_MAX) refuse('it is nested too deeply')
    if (this.#takes('not', '!')) {
      const test = this.#one(depth + 1)
      return (customer) => !test(customer)
    }
    if (!this.#takes('(')) return this.#comparison()
    const test = this.any(depth + 1)
    if (!this.#takes(')')) refuse('a bracket is not closed')
    return test
  }

  #comparison(): Test {
    const name = this.#field()
    const read = (customer: Readonly<Record<string, unknown>>) => valueAt(customer, name)
    const operator = this.#tokens[this.#next]
    if (operator === undefined || !OPERATORS.has(operator)) return (customer) => Boolean(read(customer))
    this.#next++
    if (operator === 'in') {
      const values = this.#list()
      return (customer) => values.some((value) => isSame(read(customer), value))
    }
    const value = this.#value()
    return (customer) => compare(read(customer), operator, value)
  }

  #field(): string {
    const token = this.#take()
    if (!/^[A-Za-z_]/.test(token)) refuse(`"${token}" stands where a field of the customer belongs`)
    const name = token.replace(/^customer\./, '')
    if (!this.#known.has(name) && !/^metadata\.\w+$/.test(name)) refuse(`a customer has no ${name}`)
    return name
  }

  #list(): readonly Value[] {
    if (!this.#takes('[')) refuse('"in" wants a list such as ["US", "CA"]')
    const values = [this.#value()]
    while (this.#takes(',')) values.push(this.#value())
    if (!this.#takes(']')) refuse('a list is not closed')
    return values
  }

  #value(): Value {
    const token = this.#take()
    if (/^["']/.test(token)) return token.slice(1, -1).replace(/\\(.)/g, '$1')
    if (/^-?\d/.test(token)) return Number(token)
    if (token === 'true' || token === 'false') return token === 'true'
    if (token === 'null') return null
    return refuse(`"${token}" is no value; put texts into quotes`)
  }

  #take(): string {
    return this.#tokens[this.#next++] ?? refuse('it ends too early')
  }

  #takes(...tokens: readonly string[]): boolean {
    if (!tokens.includes(this.#tokens[this.#next] ?? '')) return false
    this.#next++
    return true
  }
}

function valueAt(customer: Readonly<Record<string, unknown>>, name: string): unknown {
  const [field = '', key] = name.split('.')
  const value = Object.hasOwn(customer, field) ? customer[field] : null
  if (key === undefined) return value ?? null
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : null
}

function isSame(left: unknown, right: Value): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left.toLowerCase() === right.toLowerCase()
  return left === right || (typeof left === 'string' && typeof right === 'number' && left !== '' && Number(left) === right)
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '')
}

function compare(left: unknown, operator: string, right: Value): boolean {
  if (operator === '==' || operator === '=') return isSame(left, right)
  if (operator === '!=') return !isSame(left, right)
  if (operator === 'contains') {
    const texts = Array.isArray(left) ? left.map(textOf) : [textOf(left)]
    return texts.some((text) => text.toLowerCase().includes(String(right).toLowerCase()))
  }
  if (left === null || right === null || left === '' || typeof left === 'object') return false
  const [a, b] = typeof right === 'number' ? [Number(left), right] : [textOf(left).toLowerCase(), String(right).toLowerCase()]
  if (operator === '>') return a > b
  if (operator === '>=') return a >= b
  return operator === '<' ? a < b : a <= b
}
