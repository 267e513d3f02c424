import type { Answer, Arena, Caller } from '../arena.ts'
import { crowd, dice, type Program, tally } from '../program.ts'

interface Size {
  readonly calls: number
  readonly width: number
}

interface Taken {
  readonly company: number
  readonly series: 'invoices' | 'customers'
  readonly number: number
  readonly sentAt: number
  readonly answeredAt: number
}

export const gaplessNumbers: Program<Size> = {
  id: 4,
  title: 'Numbers have no gap and no double, however many are given back',
  pass: 'each series of each company = 1..n; whoever was answered before another began has the smaller number',
  full: { calls: 5_000, width: 20 },
  short: { calls: 240, width: 12 },
  async run(arena, { calls, width }, sheet) {
    const roll = dice(sheet.seed)
    const names = ['Acme Corp', 'Globex', 'Dunder Mifflin']
    const companies = await Promise.all(names.map((name) => arena.newCompany(name)))
    const customers = await Promise.all(companies.map((company) => addCustomer(company, '')))
    const taken: Taken[] = []
    const answers = await crowd(calls, width, async () => {
      const which = Math.floor(roll() * companies.length)
      const series = roll() < 0.7 ? 'invoices' : 'customers'
      const undo = roll() < 0.3 ? (roll() < 0.5 ? 'rehearse' : 'refuse') : 'keep'
      const sentAt = performance.now()
      const answer = await take(companies[which]!, series, customers[which]!.json.id, undo)
      if (answer.status === 201 && undo === 'keep')
        taken.push({ company: which, series, number: digits(answer.json.number), sentAt, answeredAt: performance.now() })
      return { undo, status: answer.status }
    })
    const given = answers.filter(({ undo }) => undo !== 'keep').length
    sheet.note('answers', tally(answers.map(({ status }) => status)))
    sheet.note('given back', `${given} of ${calls}`)
    const broken = answers.filter(({ status }) => status === 0 || status >= 500).length
    sheet.claim('answers 5xx or broken', broken, broken === 0)
    for (const [index, company] of companies.entries())
      for (const series of ['invoices', 'customers'] as const) {
        const numbers = await kept(arena, company, series)
        const unbroken = numbers.every((number, i) => number === i + 1)
        sheet.claim(`${names[index]}: ${series}`, `1..${numbers.length}`, unbroken && numbers.length > 0, numbers.slice(0, 50))
      }
    const disorder = outOfOrder(taken)
    sheet.claim('answered before, numbered after', disorder, disorder === 0)
  },
}

/** Takes a number, and perhaps gives it back after everything else is done. */
function take(company: Caller, series: Taken['series'], customer: number, undo: string): Promise<Answer> {
  if (series === 'customers') return addCustomer(company, undo === 'keep' ? '' : '?dry_run=true')
  const body = { customer, items: [{ name: 'Paper, white A4', quantity: 2, unit_cost: 4.5 }] }
  // A file that does not exist is noticed after the number has been taken.
  if (undo === 'refuse') return company.call('POST', '/invoices', { body: { ...body, attachments: [999_999_999] } })
  return company.call('POST', `/invoices${undo === 'rehearse' ? '?dry_run=true' : ''}`, { body })
}

function addCustomer(company: Caller, query: string): Promise<Answer> {
  return company.call('POST', `/customers${query}`, { body: { name: 'Initech' } })
}

async function kept(arena: Arena, company: Caller, series: Taken['series']): Promise<number[]> {
  const { rows } = await arena.platform.ownerPool.query<{ number: string }>(
    `select number from ${series} where company_id = $1`,
    [company.id],
  )
  return rows.map(({ number }) => digits(number)).sort((a, b) => a - b)
}

const digits = (number: string) => Number(/\d+$/.exec(number)![0])

/** Pairs where the later call, begun after the earlier was answered, has the smaller number. */
function outOfOrder(taken: readonly Taken[]): number {
  let found = 0
  const series = new Map<string, Taken[]>()
  for (const one of taken) {
    const key = `${one.company} ${one.series}`
    series.set(key, [...(series.get(key) ?? []), one])
  }
  for (const list of series.values()) {
    const byAnswer = list.toSorted((a, b) => a.answeredAt - b.answeredAt)
    let highest = 0
    let next = 0
    for (const one of list.toSorted((a, b) => a.sentAt - b.sentAt)) {
      while (next < byAnswer.length && byAnswer[next]!.answeredAt < one.sentAt)
        highest = Math.max(highest, byAnswer[next++]!.number)
      if (one.number < highest) found++
    }
  }
  return found
}
