import { useEffect, useRef } from 'react'
import { useRead } from '../../../query.ts'
import type { Customer } from '../../../records.ts'
import { useListSearch } from '../../../ui/list-search.ts'

/** `?customer=7`: the page was opened from that customer, who is chosen once. Nothing is asked for a record that is kept. */
export function usePresetCustomer(choose: (customer: Customer) => void, isKept: boolean): void {
  const id = Number(useListSearch().get('customer'))
  const { data } = useRead('GET /customers/{id}', { id }, { enabled: id > 0 && !isKept })
  const done = useRef(false)
  useEffect(() => {
    if (!data || done.current) return
    done.current = true
    choose(data)
  })
}
