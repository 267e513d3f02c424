import { useRouter, useRouterState } from '@tanstack/react-router'
import { useMemo } from 'react'
import { queryText } from '../api.ts'

/** What the address says about a list: the page, the order and every filter, so that a list can be linked and gone back to. */
export interface ListSearch {
  readonly page: number
  readonly per_page: number
  readonly sort: string | undefined
  readonly get: (name: string) => string
  /** Changes filters or order; unless a page is named, back to the first. */
  readonly set: (changes: Readonly<Record<string, string | number | undefined>>) => void
  /** Whether anything but page and order narrows the list. */
  readonly isFiltered: boolean
  readonly clear: () => void
}

const NOT_FILTERS = ['page', 'per_page', 'sort', 'tab']

export function useListSearch(): ListSearch {
  const router = useRouter()
  const location = useRouterState({ select: (state) => state.location.href })
  return useMemo(() => {
    const [path = '/', text = ''] = location.split('?')
    const current = Object.fromEntries(new URLSearchParams(text))
    const go = (next: Readonly<Record<string, string | number | undefined>>) => router.history.replace(path + queryText(next))
    return {
      page: Math.max(1, Number(current.page) || 1),
      per_page: Number(current.per_page) || 25,
      sort: current.sort,
      get: (name) => current[name] ?? '',
      set: (changes) => go({ ...current, page: undefined, ...changes }),
      isFiltered: Object.keys(current).some((name) => !NOT_FILTERS.includes(name) && current[name]),
      clear: () =>
        go(Object.fromEntries(Object.entries(current).filter(([name]) => NOT_FILTERS.includes(name) && name !== 'page'))),
    }
  }, [location, router])
}

/** The query parameters with which the API finds the words in one property. */
export function contains(property: string, words: string): { advanced_filter?: string } {
  return words.trim() ? { advanced_filter: JSON.stringify([{ field: property, operator: 'contains', value: words.trim() }]) } : {}
}
