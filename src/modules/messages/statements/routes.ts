import type { Hono } from 'hono'
import type { Handlers, Papers } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import { printLater, servePaper } from '../papers/service.ts'
import { type operations, StatementRequest } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  get: (work, { id, query }) => service.findStatement(work, id, query),
  email: (desk, { id, body }) => service.sendStatement(desk, id, body),
}

export const papers: Papers = {
  statements: {
    get: async (work, { id, query }: { readonly id: number; readonly query: StatementRequest }) =>
      printLater(await service.statementPaper(work, id, query)),
  },
}

/** The statement of a customer for whoever has the link. Words in the link that mean nothing are passed over. */
export function mountStatements(app: Hono, platform: Platform): void {
  app.get('/portal/:username/statements/:key/pdf', (c) =>
    servePaper(c, platform, async (work, key) => {
      const customer = await service.customerOfStatementKey(work, key)
      const wanted = StatementRequest.safeParse(c.req.query())
      return customer === null ? null : service.statementPaper(work, customer, wanted.success ? wanted.data : {})
    }),
  )
}
