import { assert } from '../../core/assert.ts'
import type { Company } from '../company.ts'
import type { Place } from '../jobs.ts'
import type { Platform } from '../outside.ts'
import { openWork } from '../work.ts'
import type { Engine } from './engine.ts'
import { addJobs, requestSpec } from './queue.ts'

/** Opens the place in which one attempt of a job runs. */
export async function openPlace(engine: Engine, companyId: number, attempt: number): Promise<Place> {
  const { platform, keeper } = engine
  const company = await freshCompany(platform, companyId)
  const place: Place = {
    platform,
    companyId,
    company,
    attempt,
    get now() {
      return company.test_clock ?? platform.clock()
    },
    work: (run, options = {}) =>
      openWork(
        platform,
        { actor: { kind: 'system' }, ...(company.test_clock && { now: company.test_clock }), ...options, companyId },
        run,
      ),
    async request(request) {
      assert(engine.queued.get(request.job)?.kind === 'requested', `${request.job} is no job that can be asked for`)
      await addJobs(platform.ownerPool, [requestSpec(companyId, request)])
    },
    alone: (name, run) => keeper.alone(`${companyId}:${name}`, run),
  }
  return place
}

/** The company with the clock it has now: another process may have moved it within the last seconds. */
export async function freshCompany(platform: Platform, companyId: number): Promise<Company> {
  const company = await platform.companies.find(companyId)
  if (!company.test_mode) return company
  platform.companies.forget(companyId)
  return platform.companies.find(companyId)
}
