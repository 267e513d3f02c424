import { about, aboutCode, type Caller, code, type Example, type Made, make, nothing, read } from './making.ts'
import { creditNote, customer, estimate, invoice, lines, payment, transaction } from './records.ts'

const file = (company: Caller) =>
  make(company, '/files', { url: 'https://files.example/logo.png', name: 'logo.png', size: 6936, type: 'image/png' })
const attachment = async (company: Caller) =>
  make(company, '/attachments', {
    parent_type: 'invoice',
    parent_id: (await invoice(company)).id,
    file_id: (await file(company)).id,
  })
const emailTemplate = (company: Caller) =>
  make(company, '/email_templates', {
    id: code('reminder'),
    name: 'Reminder',
    type: 'invoice',
    subject: 'Hello',
    body: 'Please pay.',
  })
const sentEmail = async (company: Caller) => {
  const { id } = await invoice(company)
  const [sent] = (await make(company, `/invoices/${id}/emails`)) as unknown as Made[]
  return sent!
}
const bouncedEmail = async (company: Caller) => {
  const { id } = await invoice(company)
  const [bounced] = (await make(company, `/invoices/${id}/emails`, {
    to: [{ email: 'bounce@acme.example' }],
  })) as unknown as Made[]
  return bounced!
}
const smsWords = { name: 'Reminder', message: '{{company_name}}: {{balance}} is open {{url}}' }
const smsTemplate = (company: Caller) => make(company, '/sms_templates', smsWords)
const theme = (company: Caller) => make(company, '/themes', { id: code('theme') })
const letterhead = {
  name: 'Letterhead',
  document_type: 'invoice',
  html: '<h1>{{ invoice.number }}</h1>',
  css: 'h1 { color: teal }',
}
const pdfTemplate = (company: Caller) => make(company, '/pdf_templates', letterhead)
const toSomebody = { to: [{ phone: '11234567890', name: 'Front desk' }] }
const textMessage = async (company: Caller) => {
  const { id } = await invoice(company)
  const [sent] = (await make(company, `/invoices/${id}/text_messages`, toSomebody)) as unknown as Made[]
  return sent!
}
const address = { address1: '1725 Slough Avenue', city: 'Scranton', state: 'PA', postal_code: '18505', country: 'US' }
/** An invoice that can be posted: both sides have an address. */
const mailable = async (company: Caller) => {
  await company.call('PATCH', '/company', { body: address })
  const { id } = await make(company, '/customers', { name: 'Acme Corp', ...address })
  return make(company, '/invoices', { customer: id, items: lines })
}
const letter = async (company: Caller) => {
  const { id } = await mailable(company)
  return make(company, `/invoices/${id}/letters`)
}

const inbox = async (company: Caller): Promise<Made> => {
  const [own] = await read<Made[]>(company, '/inboxes')
  return own!
}

export const messages: Readonly<Record<string, Example>> = {
  'inboxes.list': nothing,
  'inboxes.get': about(inbox),

  'files.create': () => ({ body: { url: 'https://files.example/logo.png', name: 'logo.png', size: 6936, type: 'image/png' } }),
  'files.get': about(file),
  'files.delete': about(file),

  'attachments.list_of_invoice': about(invoice),
  'attachments.post_of_invoice': about(invoice),
  'attachments.post_of_estimate': about(estimate),
  'attachments.post_of_credit_note': about(creditNote),
  'attachments.create': async (company) => ({
    body: { parent_type: 'invoice', parent_id: (await invoice(company)).id, file_id: (await file(company)).id },
  }),
  'attachments.delete': about(attachment),
  'attachments.list_of_estimate': about(estimate),
  'attachments.list_of_credit_note': about(creditNote),

  'email_templates.list': nothing,
  'email_templates.create': () => ({
    body: { id: code('reminder'), name: 'Reminder', type: 'invoice', subject: 'Hello', body: 'Please pay.' },
  }),
  'email_templates.get': aboutCode(emailTemplate),
  'email_templates.update': aboutCode(emailTemplate, { subject: 'A reminder' }),
  'email_templates.delete': aboutCode(emailTemplate),
  'email_templates.preview': aboutCode(emailTemplate, { subject: 'For {{customer_name}}' }),

  'emails.list': nothing,
  'emails.get': aboutCode(sentEmail),
  'emails.retry': aboutCode(bouncedEmail),

  'invoice_emails.invoice': about(invoice, {}),
  'invoice_emails.receipt': about(payment, {}),
  'invoice_emails.transactionReceipt': about(transaction, {}),

  'estimate_emails.send': about(estimate, {}),

  'credit_note_emails.send': about(creditNote, {}),

  'statements.get': about(customer),
  'statements.email': about(customer, { type: 'open_item' }),

  'themes.list': nothing,
  'themes.create': () => ({ body: { id: code('theme'), style: 'modern', header: 'TAX INVOICE' } }),
  'themes.get': aboutCode(theme),
  'themes.update': aboutCode(theme, { terms: 'Payable within thirty days.' }),
  'themes.delete': aboutCode(theme),
  'themes.preview': () => ({ body: { style: 'compact', kind: 'statement' } }),

  'pdf_templates.list': nothing,
  'pdf_templates.create': () => ({ body: letterhead }),
  'pdf_templates.get': about(pdfTemplate),
  'pdf_templates.update': about(pdfTemplate, { css: 'h1 { color: navy }' }),
  'pdf_templates.delete': about(pdfTemplate),
  'pdf_templates.preview': () => ({ body: { document_type: 'receipt', html: '<h1>{{ receipt.amount }}</h1>' } }),

  'sms_templates.list': nothing,
  'sms_templates.create': () => ({ body: smsWords }),
  'sms_templates.get': about(smsTemplate),
  'sms_templates.update': about(smsTemplate, { language: 'fr' }),
  'sms_templates.delete': about(smsTemplate),

  'text_messages.list': nothing,
  'text_messages.get': aboutCode(textMessage),
  'text_messages.invoice': about(invoice, toSomebody),
  'text_messages.statement': about(customer, toSomebody),

  'letters.list': nothing,
  'letters.get': aboutCode(letter),
  'letters.invoice': about(mailable),
  'letters.statement': async (company) => ({ path: { id: (await mailable(company)).customer as number }, body: {} }),
}
