import { useState } from 'react'
import { useListSearch } from '../../../ui/list-search.ts'

/** Which question about sending is on screen: whether to send now, right after issuing, or to whom. */
export function useSending(isUnsent: boolean) {
  const search = useListSearch()
  const [isOpen, setOpen] = useState(false)
  const close = () => {
    setOpen(false)
    if (search.get('ask')) search.set({ ask: undefined })
  }
  return { send: () => setOpen(true), close, isSending: isOpen, isAsked: search.get('ask') === 'send' && isUnsent && !isOpen }
}
