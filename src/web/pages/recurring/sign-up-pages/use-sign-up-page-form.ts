import { useRef } from 'react'
import { ApiError, call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useWrite } from '../../../query.ts'
import type { SignUpPage, SignUpPageAddon } from '../../../records.ts'
import { useGo } from '../../../ui/links.tsx'
import { useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'
import { type AddonValues, addonBody, checkPage, fieldOf, type PageValues, pageBody, valuesOf } from './values.ts'

export type PageForm = ReturnType<typeof useSignUpPageForm>['form']

/** A sign-up page and its addons, saved together. */
export function useSignUpPageForm(page: SignUpPage | undefined, addons: readonly SignUpPageAddon[]) {
  const go = useGo()
  const save = useSaving(page, addons)
  const write = useWrite(save, { quiet: true })
  return useRecordForm<PageValues>({
    initial: valuesOf(page, addons),
    check: checkPage,
    fieldOf,
    save: async (values) => {
      const saved = await write.mutateAsync(values)
      toast(`${saved.name} saved.`)
      // A new page has a link now, which is what comes next.
      go(page ? paths.signUpPages() : paths.signUpPage(saved.id))
    },
  })
}

/**
 * What is no more goes first, since whatever is on a page must be billed alike. What was saved before a refusal is
 * remembered, so that trying again adds nothing twice.
 */
function useSaving(page: SignUpPage | undefined, addons: readonly SignUpPageAddon[]) {
  const pageId = useRef(page?.id)
  const kept = useRef(new Map(addons.map((addon) => [String(addon.id), addon.id])))
  return async (values: PageValues): Promise<SignUpPage> => {
    const wanted = values.type === 'recurring' ? values.addons : []
    for (const [key, id] of kept.current) {
      if (wanted.some((addon) => addon.key === key)) continue
      await call('DELETE /sign_up_page_addons/{id}', { id })
      kept.current.delete(key)
    }
    const body = pageBody(values)
    const saved =
      pageId.current === undefined
        ? await call('POST /sign_up_pages', { body })
        : await call('PATCH /sign_up_pages/{id}', { id: pageId.current, body })
    pageId.current = saved.id
    for (const [index, addon] of wanted.entries()) {
      const id = await saveAddon(saved.id, kept.current.get(addon.key), addon, index)
      kept.current.set(addon.key, id)
    }
    return saved
  }
}

async function saveAddon(pageId: number, id: number | undefined, addon: AddonValues, order: number): Promise<number> {
  const body = { ...addonBody(addon), order }
  try {
    if (id === undefined) return (await call('POST /sign_up_page_addons', { body: { ...body, sign_up_page_id: pageId } })).id
    return (await call('PATCH /sign_up_page_addons/{id}', { id, body })).id
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const { status, type, code, message, param } = error
    throw new ApiError(status, { type, message, ...(code && { code }), ...(param && { param: `addons[${order}].${param}` }) })
  }
}
