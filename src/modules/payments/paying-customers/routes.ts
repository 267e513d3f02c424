import type { Desk, Handlers } from '../../../platform/http/handlers.ts'
import type { Work } from '../../../platform/work.ts'
import { withFields } from '../../company/custom-fields/service.ts'
import type { operations } from '../../customers/customers/contract.ts'
import type { operations as creditNoteOperations } from '../../receivables/credit-notes/contract.ts'
import { findCreditNote } from '../../receivables/credit-notes/service.ts'
import type { operations as estimateOperations } from '../../receivables/estimates/contract.ts'
import { createEstimate, findEstimate } from '../../receivables/estimates/service.ts'
import type { operations as invoiceOperations } from '../../receivables/invoices/contract.ts'
import { createInvoice, findInvoice } from '../../receivables/invoices/service.ts'
import { createCreditNote } from '../credits/service.ts'
import * as service from './service.ts'

/** Verbs of customers that say how the customer pays. */
export const customerRoutes: Handlers<Pick<typeof operations, 'create' | 'update' | 'replace'>> = {
  create: {
    inside: async (work, { body }) => service.createCustomer(work, await withFields(work, 'customer', body)),
    outside: async (desk, { body }) =>
      service.createWithSource(desk, await desk.work((work) => withFields(work, 'customer', body))),
  },
  update: {
    inside: async (work, { id, body }, request) =>
      service.updateCustomer(work, id, await withFields(work, 'customer', body), { request }),
    outside: async (desk, { id, body }) =>
      service.updateWithSource(desk, id, await desk.work((work) => withFields(work, 'customer', body))),
  },
  replace: {
    inside: async (work, { id, body }, request) =>
      service.replaceCustomer(work, id, await withFields(work, 'customer', body), { request }),
    outside: async (desk, { id, body }) =>
      service.replaceWithSource(desk, id, await desk.work((work) => withFields(work, 'customer', body))),
  },
}

/** A document may be made together with its customer, and that with what it pays by. */
export const invoiceRoutes: Handlers<Pick<typeof invoiceOperations, 'create'>> = {
  create: documentFor('invoice', createInvoice, findInvoice),
}

export const creditNoteRoutes: Handlers<Pick<typeof creditNoteOperations, 'create'>> = {
  create: documentFor('credit_note', createCreditNote, findCreditNote),
}

export const estimateRoutes: Handlers<Pick<typeof estimateOperations, 'create'>> = {
  create: documentFor('estimate', createEstimate, findEstimate),
}

function documentFor<Draft extends service.ForCustomer, Made>(
  type: 'invoice' | 'credit_note' | 'estimate',
  create: (work: Work, draft: Draft) => Promise<Made>,
  find: (work: Work, id: number) => Promise<Made>,
) {
  return {
    inside: async (work: Work, { body }: { readonly body: Draft }) => create(work, await withFields(work, type, body)),
    outside: async (desk: Desk, { body }: { readonly body: Draft }) =>
      service.createWithCustomer(desk, await desk.work((work) => withFields(work, type, body)), { type, create, find }),
  }
}
