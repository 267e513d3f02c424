import { IconBan, IconEdit, IconPlayerPause, IconPlayerPlay, IconRefresh, IconX } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useWrite } from '../../../query.ts'
import type { Subscription } from '../../../records.ts'
import { confirm } from '../../../ui/confirm.tsx'
import type { Action } from '../../../ui/PageHeader.tsx'
import { toast } from '../../../ui/toasts.ts'
import { ResumeDialog } from './ResumeDialog.tsx'

interface Actions {
  readonly actions: Action[]
  readonly more: Action[]
  /** What an action asks, while it is open. */
  readonly dialog: ReactNode
}

/** What can be done with a subscription now. */
export function useSubscriptionActions(subscription: Subscription): Actions {
  const { id, paused, canceled, finished, pending_renewal } = subscription
  const [isResuming, setResuming] = useState(false)
  const pause = useWrite(() => call('POST /subscriptions/{id}/pause', { id }), { onDone: () => toast('Paused.') })
  const renew = useWrite(() => call('POST /subscriptions/{id}/renew_contract', { id }), {
    onDone: () => toast('The next term has begun.'),
  })
  const reason = canceled ? 'It is canceled.' : finished ? 'It is finished.' : undefined
  const shared = { needs: 'subscriptions.edit', reason } as const
  const renewing: Action = {
    ...shared,
    label: 'Begin the next term',
    icon: <IconRefresh size={16} />,
    loading: renew.isPending,
    run: () => renew.mutate(undefined),
  }
  const changing: Action = { ...shared, label: 'Change', icon: <IconEdit size={16} />, to: paths.editSubscription(id) }
  const resuming: Action = { ...shared, label: 'Resume', icon: <IconPlayerPlay size={16} />, run: () => setResuming(true) }
  const pausing: Action = {
    ...shared,
    label: 'Pause',
    icon: <IconPlayerPause size={16} />,
    loading: pause.isPending,
    run: () => pause.mutate(undefined),
  }
  return {
    actions: [...(pending_renewal && !reason ? [renewing] : []), changing, paused ? resuming : pausing],
    more: useEndings(subscription, shared),
    dialog: <ResumeDialog subscription={subscription} opened={isResuming} close={() => setResuming(false)} />,
  }
}

/** Ending it with its period, or now. */
function useEndings({ id, cancel_at_period_end }: Subscription, shared: Pick<Action, 'needs' | 'reason'>): Action[] {
  const atEnd = useWrite((ends: boolean) => call('PATCH /subscriptions/{id}', { id, body: { cancel_at_period_end: ends } }), {
    onDone: (changed) => toast(changed.cancel_at_period_end ? 'It ends with its period.' : 'It goes on.'),
  })
  const cancel = useWrite(() => call('DELETE /subscriptions/{id}', { id }), { quiet: true, onDone: () => toast('Canceled.') })
  const askToCancel = () =>
    confirm({
      title: 'Cancel this subscription now?',
      text: 'Nothing more is billed. Invoices that were made stay. This cannot be undone.',
      verb: 'Cancel subscription',
      danger: true,
      run: () => cancel.mutateAsync(undefined),
    })
  return [
    {
      ...shared,
      label: cancel_at_period_end ? 'Let it go on' : 'Cancel at the end of the period',
      icon: cancel_at_period_end ? <IconPlayerPlay size={16} /> : <IconX size={16} />,
      run: () => atEnd.mutate(!cancel_at_period_end),
    },
    {
      ...shared,
      needs: 'subscriptions.delete',
      label: 'Cancel now',
      icon: <IconBan size={16} />,
      danger: true,
      run: askToCancel,
    },
  ]
}
