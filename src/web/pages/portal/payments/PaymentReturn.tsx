import { Alert } from '@mantine/core'
import { IconAlertCircle, IconCircleCheck, IconClock } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useListSearch } from '../../../ui/list-search.ts'
import { type Standing, standingOf } from './standing.ts'

const TEXTS: Readonly<
  Record<Standing, { readonly title: string; readonly text: string; readonly color: string; readonly icon: ReactNode }>
> = {
  paid: {
    title: 'Thank you for your payment',
    text: 'It has arrived and is noted below.',
    color: 'pine',
    icon: <IconCircleCheck size={20} />,
  },
  confirming: {
    title: 'Your payment is being confirmed',
    text: 'A card takes a moment, a bank account some days. Please do not pay again: this page shows the result as soon as it is known.',
    color: 'amber',
    icon: <IconClock size={20} />,
  },
  unheard: {
    title: 'We have not heard of a payment yet',
    text: 'If you have paid, it shows here within some minutes. If you left the payment page without paying, you can pay now.',
    color: 'amber',
    icon: <IconClock size={20} />,
  },
  failed: {
    title: 'The payment did not go through',
    text: 'Nothing was charged. You can try again, or pay another way.',
    color: 'brick',
    icon: <IconAlertCircle size={20} />,
  },
  over: {
    title: 'The payment page is closed',
    text: 'Nobody paid on it in time, and nothing was charged. You can begin again.',
    color: 'brick',
    icon: <IconAlertCircle size={20} />,
  },
}

/** How the payment of whoever comes back from the gateway's page stands. */
export function useStanding(facts: { readonly isPaid: boolean; readonly isPending: boolean }): Standing | null {
  return standingOf({ told: useListSearch().get('payment'), ...facts })
}

/** What is said of it, above the document. */
export function PaymentReturn({ standing }: { readonly standing: Standing | null }) {
  const search = useListSearch()
  if (standing === null) return null
  const { title, text, color, icon } = TEXTS[standing]
  return (
    <Alert
      className="no-print"
      mb="md"
      variant="light"
      role={standing === 'failed' || standing === 'over' ? 'alert' : 'status'}
      color={color}
      icon={icon}
      title={title}
      withCloseButton={standing !== 'confirming'}
      closeButtonLabel="Dismiss"
      onClose={() => search.set({ payment: undefined })}
    >
      {text}
    </Alert>
  )
}
