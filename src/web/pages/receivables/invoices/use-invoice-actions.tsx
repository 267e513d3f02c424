import {
  IconBan,
  IconCash,
  IconCheck,
  IconCreditCard,
  IconEdit,
  IconFileMinus,
  IconMail,
  IconTrash,
  IconX,
} from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { paths } from '../../../paths.ts'
import { customerOf, type Invoice } from '../../../records.ts'
import { useListSearch } from '../../../ui/list-search.ts'
import type { Action } from '../../../ui/PageHeader.tsx'
import { RecordPaymentDialog } from '../../payments/payments/RecordPayment.tsx'
import { ChargeDialog } from '../../payments/sources/ChargeDialog.tsx'
import { linkActions } from '../documents/link-actions.tsx'
import { SendNowDialog } from '../documents/SendNow.tsx'
import { reasonsOf } from './actions.ts'
import { SendInvoiceDialog } from './SendDialogs.tsx'
import { useInvoiceVerbs } from './use-invoice-verbs.ts'

export type InvoiceDialog = 'issue' | 'send' | 'mark_sent' | 'pay' | 'charge'

interface InvoiceActions {
  readonly actions: Action[]
  readonly more: Action[]
  readonly dialogs: ReactNode
  readonly open: (dialog: InvoiceDialog) => void
}

/** Everything one can do with an invoice, each with the reason when it cannot be done now. */
export function useInvoiceActions(invoice: Invoice): InvoiceActions {
  const search = useListSearch()
  const [shown, setShown] = useState<'send' | 'pay' | 'charge' | null>(null)
  const verbs = useInvoiceVerbs(invoice)
  const open = (dialog: InvoiceDialog) => {
    if (dialog === 'issue') verbs.issue()
    else if (dialog === 'mark_sent') verbs.markSent().catch(() => undefined)
    else setShown(dialog)
  }
  const close = () => {
    setShown(null)
    search.set({ ask: undefined })
  }
  const isAsked = search.get('ask') === 'send' && invoice.status === 'not_sent'
  const dialogs = (
    <>
      <SendNowDialog
        text={`${invoice.number} is issued. Your customer gets it by e-mail with the PDF and a button to view and pay it.`}
        verb="Send Invoice"
        opened={isAsked && shown === null}
        close={close}
        send={() => setShown('send')}
        markSent={verbs.markSent}
      />
      <SendInvoiceDialog invoice={invoice} opened={shown === 'send'} close={close} />
      <RecordPaymentDialog invoice={invoice} opened={shown === 'pay'} close={() => setShown(null)} />
      <ChargeDialog invoice={invoice} opened={shown === 'charge'} close={() => setShown(null)} />
    </>
  )
  return { actions: mainActions(invoice, verbs, open), more: furtherActions(invoice, verbs, open), dialogs, open }
}

type Verbs = ReturnType<typeof useInvoiceVerbs>
type Open = InvoiceActions['open']

function mainActions(invoice: Invoice, verbs: Verbs, open: Open): Action[] {
  const reasons = reasonsOf(invoice)
  const issue: Action = {
    label: 'Issue',
    icon: <IconCheck size={16} />,
    reason: reasons.issue,
    needs: 'invoices.issue',
    loading: verbs.isIssuing,
    run: () => open('issue'),
  }
  const send: Action = {
    label: 'Send',
    icon: <IconMail size={16} />,
    reason: reasons.send,
    needs: 'emails.send',
    run: () => open('send'),
  }
  const edit: Action = {
    label: 'Edit',
    icon: <IconEdit size={16} />,
    reason: reasons.edit,
    needs: 'invoices.edit',
    to: paths.editInvoice(invoice.id),
  }
  const pay: Action = {
    label: 'Record payment',
    icon: <IconCash size={16} />,
    reason: reasons.apply,
    needs: 'payments.create',
    run: () => open('pay'),
  }
  if (invoice.draft) return [issue, edit]
  return invoice.status === 'not_sent' ? [send, pay, edit] : [pay, send, edit]
}

function furtherActions(invoice: Invoice, verbs: Verbs, open: Open): Action[] {
  const reasons = reasonsOf(invoice)
  const hasSource = customerOf(invoice)?.payment_source != null
  return [
    {
      label: 'Charge saved card or account',
      icon: <IconCreditCard size={16} />,
      reason: reasons.pay ?? (hasSource ? undefined : 'The customer has saved no card or bank account.'),
      needs: 'charges.create',
      run: () => open('charge'),
    },
    {
      label: 'New credit note',
      icon: <IconFileMinus size={16} />,
      ...(invoice.draft || invoice.voided
        ? { reason: invoice.draft ? 'A draft is not in the books yet. Change or delete it.' : 'A voided invoice owes nothing.' }
        : { to: paths.creditInvoice(invoice.id) }),
      needs: 'credit_notes.create',
    },
    ...linkActions(invoice),
    {
      label: 'Mark as sent',
      icon: <IconCheck size={16} />,
      reason: reasons.mark_sent,
      needs: 'invoices.edit',
      run: () => open('mark_sent'),
    },
    {
      label: 'Write off as bad debt',
      icon: <IconX size={16} />,
      reason: reasons.bad_debt,
      needs: 'invoices.edit',
      danger: true,
      run: verbs.askToWriteOff,
    },
    {
      label: 'Void',
      icon: <IconBan size={16} />,
      reason: reasons.void,
      needs: 'invoices.void',
      danger: true,
      run: verbs.askToVoid,
    },
    {
      label: 'Delete draft',
      icon: <IconTrash size={16} />,
      reason: reasons.delete,
      needs: 'invoices.delete',
      danger: true,
      run: verbs.askToDelete,
    },
  ]
}
