import { Button, Group, Paper, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Invoice } from '../../../records.ts'
import { DateText } from '../../../ui/dates.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { useMails } from './Mails.tsx'
import { isRefused } from './mail-state.ts'
import classes from './NextStep.module.css'
import type { InvoiceDialog } from './use-invoice-actions.tsx'

/** What the invoice waits for, in one sentence, with the button that does it. */
export function NextStep({ invoice, open }: { readonly invoice: Invoice; readonly open: (dialog: InvoiceDialog) => void }) {
  const refused = useRefusedMail(invoice)
  if (refused) {
    return (
      <Banner
        tone="bad"
        action={
          <Button variant="default" onClick={() => open('send')}>
            Send again
          </Button>
        }
      >
        The mail to {refused.to} was not accepted{refused.reason ? `: ${refused.reason}` : '.'}
      </Banner>
    )
  }
  if (invoice.status === 'draft')
    return (
      <Banner tone="quiet" action={<Button onClick={() => open('issue')}>Issue</Button>}>
        This is a draft. Issuing gives it a number and puts it in the books.
      </Banner>
    )
  if (invoice.status === 'not_sent') {
    return (
      <Banner
        tone="warm"
        action={
          <>
            <Button variant="default" onClick={() => open('mark_sent')}>
              I already sent it
            </Button>
            <Button onClick={() => open('send')}>Send Invoice</Button>
          </>
        }
      >
        Issued, but the customer does not have it yet.
      </Banner>
    )
  }
  if (invoice.status === 'past_due') {
    return (
      <Banner tone="bad" action={<Button onClick={() => open('pay')}>Record payment</Button>}>
        {moneyText(invoice.balance, invoice.currency)} was due on <DateText at={invoice.due_date} />.
      </Banner>
    )
  }
  return null
}

function Banner({
  tone,
  action,
  children,
}: {
  readonly tone: 'quiet' | 'warm' | 'bad'
  readonly action: ReactNode
  readonly children: ReactNode
}) {
  return (
    <Paper className={`${classes.banner} ${classes[tone]} no-print`} mb="md" role="status">
      <Text component="div" style={{ flex: '1 1 220px' }}>
        {children}
      </Text>
      <Group gap="xs">{action}</Group>
    </Paper>
  )
}

/** The last mail of the invoice, if no server accepted it. */
function useRefusedMail(invoice: Invoice): { to: string; reason: string | null } | null {
  const last = useMails(invoice)[0]
  return last && isRefused(last) ? { to: last.email, reason: last.reject_reason } : null
}
