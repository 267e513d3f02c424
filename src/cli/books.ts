import { counted } from '../core/counted.ts'
import { type Command, countOption } from './command.ts'
import { onPlatform } from './companies.ts'

/** What proves or describes the product, for people who must trust it. */
export const bookCommands: readonly Command[] = [
  {
    name: 'verify',
    summary: 'Prove the books of every company: to the cent, without gaps.',
    about: 'Asks every law in one snapshot, also while the server runs. Exit code 1 on the first cent that is not accounted for.',
    options: {
      company: { value: 'USERNAME', about: 'Only this company.' },
      json: { about: 'Print one JSON object, for scripts.' },
    },
    run: ({ options }) =>
      onPlatform(async (platform) => {
        const { proveBooks } = await import('../modules/insight/proof/service.ts')
        const { findCompanyId } = await import('../modules/company/companies/service.ts')
        const { openPlainWork } = await import('../platform/plain-work.ts')
        const company = options.company
          ? await openPlainWork(platform, (plain) => findCompanyId(plain, String(options.company)))
          : null
        const proof = await proveBooks(platform, company)
        if (options.json) console.log(JSON.stringify(proof))
        else {
          const { companies, entries, postings, invoices, payments } = proof.figures
          for (const { law, subject, detail, company_id } of proof.breaches)
            console.error(`Company ${company_id}, ${subject}: ${detail} (law: ${law})`)
          const read = [
            counted(companies, 'company', 'companies'),
            counted(invoices, 'invoice'),
            counted(payments, 'payment'),
            counted(entries, 'entry', 'entries'),
            counted(postings, 'posting'),
          ]
          console.log(`${read.join(', ')}; ${counted(proof.laws, 'law')} asked.`)
          const breaches = counted(proof.breaches.length, 'breach', 'breaches')
          console.log(proof.sound ? 'The books are sound.' : `The books are NOT sound: ${breaches}.`)
        }
        return proof.sound ? 0 : 1
      }),
  },
  {
    name: 'demo',
    summary: 'Make a realistic demo company: 60 customers and 18 months of trade.',
    about: 'Built through the API like anyone else’s. The owner’s password and an API key are printed at the end.',
    options: {
      name: { value: 'NAME', about: 'Name of the company; Northwind Paper when left out.' },
      customers: { value: 'N', about: 'How many customers; 60 when left out.' },
      months: { value: 'N', about: 'How many months back; 18 when left out.' },
      json: { about: 'Print one JSON object, for scripts.' },
    },
    run: async (input) => {
      const { options } = input
      const customers = countOption('demo', input, 'customers', { usual: 60, most: 5_000 })
      const months = countOption('demo', input, 'months', { usual: 18, most: 120 })
      return onPlatform(async (platform, app) => {
        const { makeDemo } = await import('./demo.ts')
        const made = await makeDemo(platform, app, {
          name: String(options.name ?? 'Northwind Paper'),
          customers,
          months,
          progress: options.json ? () => undefined : showProgress,
        })
        if (options.json) console.log(JSON.stringify(made))
        else {
          const written = [
            counted(made.customers, 'customer'),
            counted(made.invoices, 'invoice'),
            counted(made.payments, 'payment'),
            counted(made.credit_notes, 'credit note'),
          ]
          console.log(`\n${written.join(', ')}.`)
          console.log(`Sign in at ${platform.config.BASE_URL}/sign_in as ${made.email} with ${made.password}`)
          console.log(`API key, shown this once: ${made.api_key}`)
        }
      })
    },
  },
]

function showProgress(done: number, all: number): void {
  if (!process.stdout.isTTY && done !== all) return
  const width = 40
  const filled = Math.round((done / all) * width)
  process.stdout.write(`\r[${'#'.repeat(filled)}${' '.repeat(width - filled)}] ${Math.round((done / all) * 100)} %`)
}
