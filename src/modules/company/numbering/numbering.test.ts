import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { openWorld, type TestCompany } from '../../../../test/world.ts'
import { openWork, type Work } from '../../../platform/work.ts'
import { formatNumber, isNumberTemplate } from '../../catalog/numbering/template.ts'
import { takeNumber } from './service.ts'

const world = await openWorld()
afterAll(() => world.close())

const inWork = <R>(company: TestCompany, run: (work: Work) => Promise<R>) =>
  openWork(world.platform, { companyId: company.id, actor: { kind: 'system' } }, run)
const settle = <R>(company: TestCompany, run: (work: Work) => Promise<R>) =>
  inWork(company, run).then(
    () => 'kept',
    () => 'undone',
  )

/** What a caller who chooses numbers leaves behind. */
async function choose(company: TestCompany, numbers: readonly string[]): Promise<void> {
  await inWork(company, async (work) => {
    await sql`
      insert into customers (company_id, name, number, country, portal_key_hash, created_at, updated_at)
      select ${company.id}, number, number, 'US', decode(md5(number), 'hex'), now(), now() from unnest(${numbers}::text[]) as number
    `.execute(work.tx)
  })
}

test('the database writes numbers as the rules do', async () => {
  const templates = fc
    .tuple(
      fc.stringMatching(/^[A-Z0-9/ _.-]{0,6}$/),
      fc.constantFrom('%d', '%02d', '%04d', '%09d'),
      fc.constantFrom('', '/{{year}}', '-{{month}}'),
    )
    .map((parts) => parts.join('').trim())
    .filter(isNumberTemplate)
  await fc.assert(
    fc.asyncProperty(templates, fc.integer({ min: 1, max: 2_000_000_000 }), async (template, counter) => {
      const company = {
        ...(await world.platform.companies.find(world.acme.id)),
        settings: { number_templates: { estimate: template } },
      }
      await openWork(world.platform, { companyId: world.acme.id, actor: { kind: 'system' }, rehearse: true }, async (work) => {
        await sql`insert into number_series values (${work.companyId}, 'estimate', ${counter})`.execute(work.tx)
        expect(await takeNumber({ ...work, company }, 'estimate', 'invoices')).toBe(
          formatNumber(template, counter, work.today.date),
        )
      })
    }),
    { numRuns: 60 },
  )
})

test('numbers have no gap and no double, however many are taken at once and however many are given back', async () => {
  const company = await world.newCompany('Gapless')
  const kept: string[] = []
  await Promise.all(
    Array.from({ length: 120 }, (_, i) =>
      settle(company, async (work) => {
        const number = await takeNumber(work, 'invoice', 'invoices')
        if (i % 3 === 0) throw new Error('given back')
        work.afterCommit(() => kept.push(number))
      }),
    ),
  )
  expect(kept.toSorted()).toEqual(Array.from({ length: 80 }, (_, i) => `INV-${String(i + 1).padStart(4, '0')}`))
})

test('numbers that callers chose are passed over, in any spelling, and however many', async () => {
  const company = await world.newCompany('Imported')
  const take = () => inWork(company, (work) => takeNumber(work, 'customer', 'customers'))
  expect(await take()).toBe('CUST-0001')
  await choose(company, ['CUST-0002', 'cust-0003', 'CUST-0005'])
  expect([await take(), await take()]).toEqual(['CUST-0004', 'CUST-0006'])
  await choose(
    company,
    Array.from({ length: 3000 }, (_, i) => `CUST-${String(i + 7).padStart(4, '0')}`),
  )
  expect([await take(), await take()]).toEqual(['CUST-3007', 'CUST-3008'])
})

test('each company counts for itself, and each series', async () => {
  const [one, other] = [await world.newCompany('One'), await world.newCompany('Other')]
  expect(await inWork(one, (work) => takeNumber(work, 'invoice', 'invoices'))).toBe('INV-0001')
  expect(await inWork(other, (work) => takeNumber(work, 'invoice', 'invoices'))).toBe('INV-0001')
  expect(await inWork(one, (work) => takeNumber(work, 'customer', 'customers'))).toBe('CUST-0001')
  expect(await inWork(one, (work) => takeNumber(work, 'invoice', 'invoices'))).toBe('INV-0002')
})
