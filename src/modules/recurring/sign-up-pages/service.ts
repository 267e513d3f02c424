import type { ListQuery } from '../../../contract/list.ts'
import type { Page as Listed } from '../../../contract/operation.ts'
import { inField, Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import { findItems } from '../../catalog/items/service.ts'
import { holdPlans } from '../../catalog/plans/service.ts'
import { findTaxRates, refuseUnknownRates } from '../../catalog/tax-rates/service.ts'
import { fieldsOf } from '../../company/custom-fields/service.ts'
import type {
  SignUpPage,
  SignUpPageAddon,
  SignUpPageAddonChanges,
  SignUpPageAddonDraft,
  SignUpPageChanges,
  SignUpPageDraft,
} from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export async function createPage(work: Work, draft: SignUpPageDraft): Promise<SignUpPage> {
  const page = rules.draftPage(await work.newId(), draft, work.now)
  await refuseBad(work, page, [])
  await store.insert(work, page)
  return shown(work, page)
}

export async function updatePage(work: Work, id: number, changes: SignUpPageChanges): Promise<SignUpPage> {
  const page = rules.changePage(await store.find(work, id), changes, work.now)
  await refuseBad(work, page, await store.addonsOf(work, id))
  await store.update(work, page)
  return shown(work, page)
}

export async function deletePage(work: Work, id: number): Promise<null> {
  await store.find(work, id)
  await store.remove(work, id)
  return null
}

export async function createAddon(work: Work, draft: SignUpPageAddonDraft): Promise<SignUpPageAddon> {
  const page = await inField('sign_up_page_id', store.find(work, draft.sign_up_page_id))
  const addon = rules.draftAddon(await work.newId(), draft, work.now)
  rules.refuseBadAddon(addon, page, await namedBy(work, page, [addon]))
  await store.insertAddon(work, addon)
  return addon
}

export async function updateAddon(work: Work, id: number, changes: SignUpPageAddonChanges): Promise<SignUpPageAddon> {
  const addon = rules.changeAddon(await store.findAddon(work, id), changes, work.now)
  const page = await store.find(work, addon.sign_up_page_id)
  rules.refuseBadAddon(addon, page, await namedBy(work, page, [addon]))
  await store.updateAddon(work, addon)
  return addon
}

export async function deleteAddon(work: Work, id: number): Promise<null> {
  await store.findAddon(work, id)
  await store.removeAddon(work, id)
  return null
}

async function refuseBad(work: Work, page: rules.Page, addons: readonly rules.Addon[]): Promise<void> {
  const [named, fields] = await Promise.all([namedBy(work, page, addons), fieldsOf(work, 'customer')])
  rules.refuseBadPage(page, named)
  rules.refuseUnfit(page, addons, named)
  await refuseUnknownRates(work, page.taxes, 'taxes')
  page.custom_fields.forEach((code, i) => {
    if (!fields.some(({ id }) => id === code))
      throw new Refusal('invalid', 'custom_field_not_found', `Customers have no custom field "${code}".`, `custom_fields[${i}]`)
  })
}

/** The plans and items that a page and its addons name, as far as they can be ordered now. */
export async function namedBy(work: Work, page: rules.Page, addons: readonly rules.Addon[]) {
  const plans = [...new Set([...page.plans, ...addons.flatMap(({ plan }) => plan ?? [])])]
  const items = [...new Set([page.setup_fee, ...addons.map(({ catalog_item }) => catalog_item)].flatMap((code) => code ?? []))]
  const [foundPlans, foundItems] = await Promise.all([
    plans.length > 0 ? holdPlans(work, plans) : [],
    items.length > 0 ? findItems(work, items) : [],
  ])
  return {
    plans: new Map(foundPlans.map((plan) => [plan.id, plan])),
    items: new Map(foundItems.map((item) => [item.id, item])),
  }
}

export async function listPages(work: Work, list: ListQuery): Promise<Listed<SignUpPage>> {
  const { rows, total } = await store.list(work, list)
  return { rows: await complete(work, rows), total }
}

export async function showPage(work: Work, id: number): Promise<SignUpPage> {
  return shown(work, await store.find(work, id))
}

export async function showPages(work: Work, ids: readonly number[]): Promise<SignUpPage[]> {
  return complete(work, await store.findMany(work, ids))
}

async function shown(work: Work, page: rules.Page): Promise<SignUpPage> {
  return (await complete(work, [page]))[0]!
}

async function complete(work: Work, pages: readonly rules.Page[]): Promise<SignUpPage[]> {
  const codes = [...new Set(pages.flatMap(({ taxes }) => taxes))]
  const rates = new Map((codes.length > 0 ? await findTaxRates(work, codes) : []).map((rate) => [rate.id, rate]))
  return pages.map((page) => ({
    ...page,
    plans: [...page.plans],
    custom_fields: [...page.custom_fields],
    taxes: page.taxes.flatMap((code) => rates.get(code) ?? []),
    url: store.urlOf(work, page.id),
  }))
}

export const findPages = store.findMany
export const findPageByPortalKey = store.findByPortalKey
export const addonsOf = store.addonsOf
export const listAddons = store.listAddons
export const findAddon = store.findAddon
