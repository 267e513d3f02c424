import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { checkTotals } from '../../oracle/totals.ts'
import type { Program } from '../program.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Files in which money is computed, and the ways in which a float would get into it. */
const MONEY_CODE = [
  'src/core/{money,decimal}.ts',
  'src/modules/receivables/documents/{totals,discounts,taxes}.ts',
  'src/modules/ledger/**/*.ts',
  'src/modules/payments/payments/{application,rules}.ts',
]
const FLOATS = /parseFloat|\.toFixed\(|Number\([^)]*amount|amount \/ |amount \* /

export const arithmetic: Program<{ readonly documents: number }> = {
  id: 6,
  title: 'Totals agree with a second opinion to the cent',
  pass: '0 of 100,000 random documents differ from the oracle; no float in money code',
  full: { documents: 100_000 },
  short: { documents: 400 },
  async run(_arena, { documents }, sheet) {
    const details = checkTotals({ runs: documents, seed: sheet.seed })
    sheet.claim('documents', details.numRuns, details.numRuns === documents)
    sheet.claim('that differ', details.failed ? 1 : 0, !details.failed, details.failed ? fc.defaultReportMessage(details) : '')
    const floats = MONEY_CODE.flatMap((pattern) => globSync(pattern, { cwd: root }))
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) =>
        readFileSync(`${root}/${file}`, 'utf8')
          .split('\n')
          .flatMap((line, i) => (FLOATS.test(line) ? [`${file}:${i + 1} ${line.trim()}`] : [])),
      )
    sheet.claim('floats in money code', floats.length, floats.length === 0, floats)
  },
}
