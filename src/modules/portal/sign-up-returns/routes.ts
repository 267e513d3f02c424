import type { Hono } from 'hono'
import type { Platform } from '../../../platform/outside.ts'
import { comeBack } from '../payments/service.ts'
import * as service from './service.ts'

/** Where gateways send back whoever saved there what they pay with. */
export function mountReturns(app: Hono, platform: Platform): void {
  app.get('/portal/:username/sign_up/:key/return', (c) => {
    const { checkout = '', attempt = '', customer } = c.req.query()
    return comeBack(platform, { ...c.req.param(), checkout }, (visit, key, id) =>
      service.returnFromSaving(visit, { key, customer: customer ?? null }, { checkout: id, attempt }),
    )
  })
}
