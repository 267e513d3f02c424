import type { Currency } from '../../../core/currency.ts'
import { money } from '../../../core/money.ts'
import type { Work } from '../../../platform/work.ts'
import { settingsOf } from '../../company/companies/settings.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import type { Writing } from '../../receivables/documents/paper/locale.ts'
import type { Email, EmailRequest } from '../emails/contract.ts'
import { type Sender, sendEmails } from '../emails/service.ts'
import { refuseForeignTemplate } from '../invoice-emails/rules.ts'
import { orderPaper, type PaperOrder } from '../papers/service.ts'
import { findTemplate } from '../templates/service.ts'
import type { Values } from '../templates/variables.ts'
import type { Statement, StatementRequest } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export const customerOfStatementKey = store.findByPortalKey

/** A customer's account, with everybody below, as the books have it: what moved it in a period, or what is open on it. */
export async function statementOf(work: Work, customer: Customer, request: StatementRequest): Promise<Statement> {
  await work.flush()
  const type = request.type ?? 'balance_forward'
  const period = rules.periodOf(request, work.today)
  const currency = request.currency ?? (customer.currency as Currency | null) ?? work.company.currency
  const account = { customers: await store.family(work, customer.id), currency }
  const { before, credit, movements, items } = await store.readBooks(work, account, period)
  const { aging_buckets: starts, aging_date: by } = settingsOf(work.company)
  const shown =
    type === 'open_item' && request.items === 'past_due' ? items.filter((item) => rules.isPastDue(item, period.end)) : items
  const balance = rules.sumOpen(shown, currency)
  const day = (date: rules.Period['end']) => ({ date, zone: work.zone })
  return {
    object: 'statement',
    type,
    customer: customer.id,
    currency,
    start: type === 'open_item' ? null : day(period.start),
    end: day(period.end),
    rows:
      type === 'open_item'
        ? rules.openItemRows(shown, work.zone)
        : rules.activityRows(money(before, currency), movements, period, work.zone),
    balance,
    credit_balance: money(credit, currency),
    aging: rules.ageGroups(shown, period.end, { starts, by }, currency),
    url: rules.linkTo(customer.statement_pdf_url.replace(/\/pdf$/, ''), request),
    pdf_url: rules.linkTo(customer.statement_pdf_url, request),
  }
}

export async function findStatement(work: Work, customerId: number, request: StatementRequest): Promise<Statement> {
  return statementOf(work, await findCustomer(work, customerId), request)
}

export async function statementPaper(work: Work, customerId: number, request: StatementRequest): Promise<PaperOrder> {
  const customer = await findCustomer(work, customerId)
  return paperOfStatement(work, customer, await statementOf(work, customer, request))
}

/** The statement on paper. Credit that was given by hand is in the credit balance and moves nothing else. */
export function paperOfStatement(work: Work, customer: Customer, statement: Statement): Promise<PaperOrder> {
  const { type, start, end, balance, credit_balance, aging, url } = statement
  const facts = {
    number: null,
    status: 'open',
    currency: balance.currency,
    url,
    notes: null,
    date: end.date,
    period: type === 'open_item' || !start ? null : { start: start.date, end: end.date },
    rows: statement.rows
      .filter((row) => row.type !== 'credit_balance_adjustment')
      .map(({ date, due_date, type, number, amount, balance }) => ({
        ...{ type, number, amount, balance },
        date: date.date,
        due_date: due_date?.date ?? null,
      })),
    ...{ balance, credit_balance, aging },
  }
  return orderPaper(work, 'statement', customer, facts, work.now)
}

/** What a message about a statement may name. */
export function statementValues(statement: Statement, words: Writing): Values {
  const { start, end, balance, credit_balance, url } = statement
  return {
    statement_start_date: start ? words.date(start.date) : '',
    statement_end_date: words.date(end.date),
    statement_balance: words.money(balance),
    statement_credit_balance: words.money(credit_balance),
    statement_url: url,
  }
}

/** E-mails a statement now, with its PDF where the template says so. */
export function sendStatement(sender: Sender, customerId: number, request: EmailRequest & StatementRequest): Promise<Email[]> {
  const { type, start, end, items, currency, ...email } = request
  return sendEmails(sender, async (work) => {
    const customer = await findCustomer(work, customerId)
    const statement = await statementOf(work, customer, { type, start, end, items, currency })
    const template = await findTemplate(work, email.template ?? 'statement_email', customer.language)
    refuseForeignTemplate(template, new Set(['statement']))
    return {
      ...email,
      template: template.id,
      customer,
      document: { type: 'customer', id: customerId },
      values: (words) => statementValues(statement, words),
      url: statement.url,
      papers: template.options['attach_pdf'] === true ? [await paperOfStatement(work, customer, statement)] : [],
    }
  })
}
