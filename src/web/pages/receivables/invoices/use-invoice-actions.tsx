import {
  IconBan,
  IconCash,
  IconCheck,
  IconEdit,
  IconFileDownload,
  IconLink,
  IconMail,
  IconTrash,
  IconX,
} from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useWrite } from '../../../query.ts'
import type { Invoice } from '../../../records.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { useGo } from '../../../ui/links.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { moneyText } from '../../../ui/Money.tsx'
import type { Action } from '../../../ui/PageHeader.tsx'
import { toast, toastProblem } from '../../../ui/toasts.ts'
import { RecordPaymentDialog } from '../../payments/payments/RecordPayment.tsx'
import { reasonsOf } from './actions.ts'
import { SendDialog, SendNowDialog } from './SendDialogs.tsx'

export type InvoiceDialog = 'issue' | 'send' | 'marksent' | 'pay'

/** Everything one can do with an invoice, each with the reason when it cannot be done now. */
export function useInvoiceActions(invoice: Invoice): {
  actions: Action[]
  more: Action[]
  dialogs: ReactNode
  open: (dialog: InvoiceDialog) => void
} {
  const go = useGo()
  const search = useListSearch()
  const [shown, setShown] = useState<'send' | 'pay' | null>(null)
  const reasons = reasonsOf(invoice)
  const { id } = invoice
  const name = invoice.number ?? 'the draft'
  const issue = useWrite(() => call('PATCH /invoices/{id}', { id, body: { draft: false } }), {
    onDone: (issued) => {
      toast(`Invoice ${issued.number ?? ''} issued.`)
      search.set({ ask: 'send' })
    },
  })
  const markSent = useWrite(() => call('PATCH /invoices/{id}', { id, body: { sent: true } }), {
    onDone: () => toast('Marked as sent.'),
  })
  const voiding = useWrite(() => call('POST /invoices/{id}/void', { id }), {
    quiet: true,
    onDone: () => toast(`${name} voided.`),
  })
  const writeOff = useWrite(() => call('POST /invoices/{id}/bad_debt', { id }), {
    quiet: true,
    onDone: () => toast(`${name} written off.`),
  })
  const remove = useWrite(() => call('DELETE /invoices/{id}', { id }), { quiet: true })
  const copyLink = () => {
    if (invoice.url) navigator.clipboard.writeText(invoice.url).then(() => toast('Link copied.'), toastProblem)
  }
  const open = (dialog: InvoiceDialog) => {
    if (dialog === 'issue') issue.mutate(undefined)
    else if (dialog === 'marksent') markSent.mutate(undefined)
    else setShown(dialog)
  }
  const askToVoid = () =>
    confirm({
      title: `Void ${name}?`,
      text: 'It owes nothing any more and keeps its number. This cannot be undone.',
      verb: 'Void invoice',
      danger: true,
      run: () => voiding.mutateAsync(undefined),
    })
  const askToWriteOff = () =>
    confirm({
      title: `Write off ${name}?`,
      text: `${moneyText(invoice.balance, invoice.currency)} is booked as bad debt and the invoice is closed.`,
      verb: 'Write off',
      danger: true,
      run: () => writeOff.mutateAsync(undefined),
    })
  const askToDelete = () =>
    confirm({
      title: 'Delete this draft?',
      text: 'It has no number yet, so nothing is left behind.',
      verb: 'Delete draft',
      danger: true,
      run: async () => {
        go(paths.invoices('drafts'))
        await remove.mutateAsync(undefined)
        toast('Draft deleted.')
      },
    })

  const pdf: Action = {
    label: 'Download PDF',
    icon: <IconFileDownload size={16} />,
    ...(invoice.pdf_url
      ? { href: invoice.pdf_url }
      : { reason: invoice.draft ? 'Issue the draft first.' : 'There is no PDF of it.' }),
  }
  const send: Action = { label: 'Send', icon: <IconMail size={16} />, reason: reasons.send, run: () => open('send') }
  const edit: Action = {
    label: 'Edit',
    icon: <IconEdit size={16} />,
    ...(reasons.edit ? { reason: reasons.edit } : { to: paths.editInvoice(id) }),
  }
  const pay: Action = { label: 'Record payment', icon: <IconCash size={16} />, reason: reasons.apply, run: () => open('pay') }
  const actions = invoice.draft
    ? [
        {
          label: 'Issue',
          icon: <IconCheck size={16} />,
          reason: reasons.issue,
          loading: issue.isPending,
          run: () => open('issue'),
        },
        edit,
      ]
    : invoice.status === 'not_sent'
      ? [send, pay, edit]
      : [pay, send, edit]
  const more: Action[] = [
    pdf,
    {
      label: 'Copy portal link',
      icon: <IconLink size={16} />,
      ...(invoice.url ? { run: copyLink } : { reason: invoice.draft ? 'Issue the draft first.' : 'The invoice is voided.' }),
    },
    { label: 'Mark as sent', icon: <IconCheck size={16} />, reason: reasons.mark_sent, run: () => open('marksent') },
    { label: 'Write off as bad debt', icon: <IconX size={16} />, reason: reasons.bad_debt, danger: true, run: askToWriteOff },
    { label: 'Void', icon: <IconBan size={16} />, reason: reasons.void, danger: true, run: askToVoid },
    { label: 'Delete draft', icon: <IconTrash size={16} />, reason: reasons.delete, danger: true, run: askToDelete },
  ]
  const isAsked = search.get('ask') === 'send' && invoice.status === 'not_sent'
  const dialogs = (
    <>
      <SendNowDialog
        invoice={invoice}
        opened={isAsked && shown === null}
        close={() => search.set({ ask: undefined })}
        send={() => setShown('send')}
        markSent={() => markSent.mutateAsync(undefined)}
      />
      <SendDialog
        invoice={invoice}
        opened={shown === 'send'}
        close={() => {
          setShown(null)
          search.set({ ask: undefined })
        }}
      />
      <RecordPaymentDialog invoice={invoice} opened={shown === 'pay'} close={() => setShown(null)} />
    </>
  )
  return { actions, more, dialogs, open }
}
