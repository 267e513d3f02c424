import { jsonSchema } from '../../../src/contract/openapi.ts'
import { callSample, companyOperations, sampleOf } from '../operations.ts'
import type { Program } from '../program.ts'

/** What nobody may choose: whose it is, which it is, what is owed, and what a prototype would be. */
const FORBIDDEN = { company_id: 1, id: 4_711, object: 'hacked', balance: -1_000_000, paid: true, amount_paid: 4_711, total: 4_711, subtotal: 4_711, voided: true, user_id: 1, url: 'https://evil.example', created_at: 1, updated_at: 1, portal_key_hash: '00', status: 'paid', permissions: { all: true }, constructor: { prototype: { polluted: 1 } } } // biome-ignore format: a list

export const massAssignment: Program<Record<string, never>> = {
  id: 26,
  title: 'Fields that are not for callers stay as they are',
  pass: 'unknown and read-only fields are ignored and named, or refused; no value of theirs is in the answer or in a prototype',
  // Jobs would go on with what the samples began; a journey through time, which runs them all, has stories of its own.
  settings: { JOBS: 'off' },
  full: {},
  short: {},
  async run(arena, _size, sheet) {
    const company = await arena.newCompany('Acme Corp', { test_mode: true })
    const wrong: string[] = []
    let asked = 0
    for (const named of companyOperations.filter((one) => one.operation.body && one.name !== 'test_clock.advance')) {
      const { name, operation } = named
      const sample = await sampleOf(named, company)
      if (!sample.body) continue
      const known = new Set(Object.keys((jsonSchema(operation.body!) as { properties?: object }).properties ?? {}))
      const planted = Object.entries(FORBIDDEN).filter(([field]) => !known.has(field))
      const text = JSON.stringify({ ...Object.fromEntries(planted), ...(sample.body as object) }).replace(
        /}$/,
        ',"__proto__":{"polluted":1}}',
      )
      const answer = await callSample(company, named, sample, { raw: text, headers: { 'content-type': 'application/json' } })
      asked++
      if (answer.ms > 5000) wrong.push(`${name}: took ${answer.ms} ms`)
      const ignored = answer.headers['netterms-ignored'] ?? ''
      const unnamed =
        answer.status < 300 ? planted.filter(([field]) => !ignored.split(', ').includes(field)).map(([field]) => field) : []
      if (answer.status >= 500 || answer.status === 0) wrong.push(`${name}: ${answer.status}`)
      else if (unnamed.length > 0) wrong.push(`${name}: silent about ${unnamed.join(', ')}`)
      else if (answer.status < 300 && /4711|hacked|evil\.example|polluted/.test(answer.text))
        wrong.push(`${name}: took it over: ${answer.text.slice(0, 200)}`)
    }
    sheet.claim('operations that let something in', `${wrong.length} of ${asked}`, wrong.length === 0, wrong)
    const { rows } = await arena.platform.ownerPool.query<{ found: number }>(
      `select count(*)::int as found from invoices where company_id = $1 and (id = 4711 or balance < 0 or amount_paid > total)`,
      [company.id],
    )
    sheet.claim('rows with planted values', rows[0]!.found, rows[0]!.found === 0)
    sheet.claim('prototype polluted', String('polluted' in {}), !('polluted' in {}))
  },
}
