import type { Gateway } from '../../../connectors/gateways/index.ts'
import type { Desk } from '../../../platform/http/handlers.ts'
import type { Work } from '../../../platform/work.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import type { PaymentMethod } from '../../payments/gateways/contract.ts'
import { feeRate } from '../../payments/gateways/rules.ts'
import { gatewayFor, paymentMethods } from '../../payments/gateways/service.ts'
import { paymentsOfInvoice } from '../../payments/payments/service.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { findInvoiceByPortalKey, viewInvoice } from '../../receivables/invoices/service.ts'
import { noSuchLink, presentCustomer } from '../companies/rules.ts'
import { enterPortal, showCompany, showFields, type Visit } from '../companies/service.ts'
import type { PortalInvoice, PortalMethod } from './contract.ts'
import * as rules from './rules.ts'

interface Link {
  readonly username: string
  readonly key: string
}

export async function showInvoice(desk: Desk, link: Link): Promise<PortalInvoice> {
  const visit = await enterPortal(desk, link)
  const { offered, customer, ...shown } = await visit.work(async (work) => {
    const invoice = await invoiceBehind(work, link.key)
    const customer = await findCustomer(work, invoice.customer)
    const payments = (await paymentsOfInvoice(work, invoice.id)).map(({ payment, applied }) => ({
      date: payment.date,
      amount: applied,
      method: payment.method,
      pdf_url: payment.pdf_url,
    }))
    return {
      company: showCompany(work),
      invoice: rules.presentInvoice(invoice),
      ...(await showFields(work, 'invoice', invoice)),
      customer,
      payments,
      offered: rules.offeredMethods(await paymentMethods(work), invoice, customer),
    }
  })
  const payment_methods = await describeMethods(visit, offered, customer)
  return { ...shown, preview: visit.isOwn, customer: presentCustomer(customer), payment_methods }
}

/** The invoice that a link opens; drafts are nobody's business. */
export async function invoiceBehind(work: Work, key: string): Promise<Invoice> {
  const invoice = await findInvoiceByPortalKey(work, key)
  if (!invoice || invoice.draft) throw noSuchLink()
  return invoice
}

/** Says how each way of paying goes. A gateway that cannot be opened is not offered. */
export async function describeMethods(
  visit: Visit,
  methods: readonly PaymentMethod[],
  customer: Pick<Customer, 'convenience_fee'>,
): Promise<PortalMethod[]> {
  const described: PortalMethod[] = []
  for (const method of methods) {
    const gateway = method.gateway === null ? null : (await gatewayFor(visit.platform, visit.companyId, method.id)).gateway
    described.push({
      id: method.id,
      name: method.name,
      gateway: method.gateway,
      test: method.test,
      how: howOf(gateway),
      instructions: method.meta,
      convenience_fee: gateway ? feeRate(method, customer) : 0,
      can_save: gateway?.can.store ?? false,
      test_sources: samplesOf(gateway, method.id),
    })
  }
  return described
}

/** Only where no money moves do our pages hold tokens; everywhere else the payer goes to the gateway's own page. */
function howOf(gateway: Gateway | null): PortalMethod['how'] {
  if (!gateway || gateway.can.checkout === 'instructions') return 'instructions'
  return gateway.samples ? 'token' : 'redirect'
}

function samplesOf(gateway: Gateway | null, method: string): PortalMethod['test_sources'] {
  const object = method === 'credit_card' ? 'card' : 'bank_account'
  return (gateway?.samples ?? [])
    .filter((sample) => sample.object === object)
    .map(({ token, about }) => ({ token, label: about }))
}

/** The customer opened it. The company's own people do not count. */
export async function noteView(desk: Desk, link: Link): Promise<null> {
  const visit = await enterPortal(desk, link)
  await visit.work(async (work) => {
    const invoice = await invoiceBehind(work, link.key)
    if (!visit.isOwn && !invoice.viewed) await viewInvoice(work, invoice.id)
  })
  return null
}
