import type { Gateway, KeyValueStore, Method } from '../../../connectors/gateways/index.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Platform } from '../../../platform/outside.ts'
import { openWork, type Work } from '../../../platform/work.ts'
import * as store from './store.ts'

/** The gateway through which a company takes a method. Without one of its own, the simulated gateway, which says so. */
export async function gatewayFor(platform: Platform, companyId: number, method: Method): Promise<Gateway> {
  const gateway = await gatewayNamed(platform, companyId, 'test')
  if (!gateway.can.methods.includes(method)) {
    throw new Refusal('refused', 'method_unavailable', `No gateway of this company takes ${method}. Connect one in Settings → Payments.`, 'method')
  }
  return gateway
}

/** The gateway that a charge was made with, for asking about it later. */
export async function gatewayNamed(platform: Platform, companyId: number, name: string): Promise<Gateway> {
  const { test_clock } = await platform.companies.find(companyId)
  return platform.outside.gateways.open(name, {}, {
    clock: () => test_clock ?? platform.clock(),
    state: simulatorState(platform, companyId),
    simulator_url: `${platform.config.BASE_URL}/simulator`,
  })
}

function simulatorState(platform: Platform, companyId: number): KeyValueStore {
  const within = <T>(run: (work: Work) => Promise<T>) => openWork(platform, { companyId, actor: { kind: 'system' } }, run)
  return {
    get: (key) => within((work) => store.get(work, key)),
    put: (key, value) => within((work) => store.put(work, key, value)),
    add: (key, value) => within((work) => store.add(work, key, value)),
    remove: (key) => within((work) => store.remove(work, key)),
    keys: (prefix) => within((work) => store.keys(work, prefix)),
  }
}
