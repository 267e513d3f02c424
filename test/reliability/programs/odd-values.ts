import { jsonSchema } from '../../../src/contract/openapi.ts'
import { type Answer, isBroken } from '../arena.ts'
import { callSample, companyOperations, sampleOf } from '../operations.ts'
import { crowd, type Program, tally } from '../program.ts'

/** Values as they stand in JSON text, since some of them cannot be said otherwise. */
const ODD: Readonly<Record<string, string>> = {
  nul: '"a\\u0000b"',
  'lone surrogate': '"a\\ud800b"',
  'lone low surrogate': '"\\udc00"',
  'right-to-left override': '"\\u202egpj.exe"',
  'bidi isolate': '"\\u2066abc\\u2069"',
  'zero width': '"a\\u200bb\\ufeffc"',
  '64 KB': `"${'x'.repeat(65_536)}"`,
  composed: '"\\u00e9"',
  decomposed: '"e\\u0301"',
  'NaN text': '"NaN"',
  'Infinity text': '"Infinity"',
  '1e308': '1e308',
  '1e400': '1e400',
  'minus zero': '-0',
  '2^53+1': '9007199254740993',
  '2^63': '9223372036854775808',
  'thousands separator': '"1,000"',
  hexadecimal: '"0x10"',
  '31 February': '"2026-02-31"',
  'year 0': '-62167219200',
  'year 275760': '8640000000000',
  'beyond dates': '8640000000001000',
  'line breaks': '"a\\r\\nBcc: x@y.example"',
  empty: '""',
  null: 'null',
  list: '[[[]]]',
  object: '{"toString":1,"__proto__":{}}',
  'very small': '1e-400',
  true: 'true',
}
/** The same text must come back. */
const KEPT_EXACTLY = new Set(['right-to-left override', 'bidi isolate', 'zero width', 'composed', 'decomposed'])

export const oddValues: Program<{ readonly fields: number }> = {
  id: 28,
  title: 'Odd values are refused by name or kept exactly',
  pass: '0 × 5xx; every refusal is 4xx and names a field; text that is accepted comes back as it was sent',
  full: { fields: 1000 },
  short: { fields: 2 },
  async run(arena, { fields }, sheet) {
    const company = await arena.newCompany('Acme Corp', { test_mode: true })
    const answers: Answer[] = []
    const wrong: string[] = []
    let turn = sheet.seed
    for (const named of companyOperations.filter(
      (one) => one.operation.body && one.operation.accepts === undefined && one.name !== 'test_clock.advance',
    )) {
      const sample = await sampleOf(named, company)
      const names = Object.keys((jsonSchema(named.operation.body!) as { properties?: object }).properties ?? {})
      // The short form looks at some fields of each operation, others with every seed.
      const chosen =
        names.length <= fields ? names : names.filter((_, i) => (i + turn++) % Math.ceil(names.length / fields) === 0)
      const cases = chosen.flatMap((field) => Object.entries(ODD).map(([what, text]) => ({ field, what, text })))
      await crowd(cases.length, 8, async (index) => {
        const { field, what, text } = cases[index]!
        const raw = JSON.stringify({ ...(sample.body as object), [field]: '@@odd@@' }).replace('"@@odd@@"', () => text)
        const answer = await callSample(company, named, sample, {
          raw,
          headers: { 'content-type': 'application/json' },
          query: '?dry_run=true',
        })
        answers.push(answer)
        const place = `${named.name} ${field} = ${what}`
        if (isBroken(answer)) wrong.push(`${place}: ${answer.status} ${answer.text.slice(0, 200)}`)
        else if (answer.status >= 400 && !answer.json?.message) wrong.push(`${place}: ${answer.status} without a message`)
        else if (answer.status === 400 && answer.json.code === 'invalid_field' && !answer.json.param)
          wrong.push(`${place}: names no field`)
        else if (answer.status === 400 && answer.json.code === 'invalid_value') wrong.push(`${place}: reached the database`)
        else if (
          answer.status < 300 &&
          KEPT_EXACTLY.has(what) &&
          !named.operation.safe && // a preview shows what a mail would say, without marks that turn its subject around
          typeof answer.json?.[field] === 'string' &&
          answer.json[field] !== JSON.parse(text)
        )
          wrong.push(`${place}: came back as ${JSON.stringify(answer.json[field])}`)
      })
    }
    sheet.note('answers', tally(answers.map(({ status }) => status)))
    sheet.claim('answers that are wrong', `${wrong.length} of ${answers.length}`, wrong.length === 0, wrong.slice(0, 40))
    const alive = await company.call('GET', '/company')
    sheet.claim('the server answers', alive.status, alive.status === 200)
  },
}
