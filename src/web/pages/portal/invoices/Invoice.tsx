import { Anchor, Button, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { isPositive } from '../../../../core/money.ts'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useRead } from '../../../query.ts'
import type { PortalInvoice } from '../../../records.ts'
import { fieldTexts } from '../../../ui/fields.ts'
import { Money, majorUnits } from '../../../ui/Money.tsx'
import { InvoiceBadge } from '../../receivables/invoices/InvoiceBadge.tsx'
import { InvoiceLines } from '../../receivables/invoices/InvoiceLines.tsx'
import { methodText } from '../../receivables/invoices/methods.ts'
import classes from '../Document.module.css'
import {
  DocumentBar,
  DocumentPart,
  dayText,
  type PortalAddress,
  PortalDocument,
  PortalGround,
  usePortalAddress,
  useTellViewed,
} from '../Document.tsx'
import { PreviewNote } from '../PreviewNote.tsx'
import { type Payable, PayDialog } from '../payments/PayDialog.tsx'
import { PaymentReturn, useStanding } from '../payments/PaymentReturn.tsx'
import { isWaiting } from '../payments/standing.ts'
import { PaymentPlanPart } from './PaymentPlan.tsx'
import { payableOf } from './payable.ts'

/** What a customer sees who opens the link in the mail: the invoice, and the way to pay it. */
export function PortalInvoicePage() {
  const { username, key } = usePortalAddress()
  const [waits, setWaiting] = useState(false)
  const read = useRead('GET /portal/{username}/invoices/{key}', { username, key }, waits ? { refetchInterval: 5000 } : {})
  const isPending = read.data?.invoice.status === 'pending'
  const standing = useStanding(standingFacts(read.data))
  const isOpen = isPending || isWaiting(standing)
  useEffect(() => setWaiting(isOpen), [isOpen])
  useTellViewed('invoices', { username, key }, read.data !== undefined)
  return (
    <PortalGround read={read} noun="invoice">
      {(shown) => (
        <>
          <PaymentReturn standing={standing} />
          {shown.preview ? (
            <PreviewNote
              company={shown.company}
              text="A payment that you make here is noted as made by you."
              own={[paths.invoice(shown.invoice.id), 'the invoice']}
            />
          ) : null}
          <Shown shown={shown} address={{ username, key }} />
        </>
      )}
    </PortalGround>
  )
}

/** What the invoice itself says of a payment that somebody comes back from. */
function standingFacts(shown: PortalInvoice | undefined) {
  if (!shown) return { isPaid: false, isPending: true }
  return { isPaid: shown.invoice.status === 'paid', isPending: shown.invoice.pending > 0 }
}

interface ShownProps {
  readonly shown: PortalInvoice
  readonly address: PortalAddress
}

function Shown({ shown, address }: ShownProps) {
  const { company, customer, invoice } = shown
  return (
    <PortalDocument
      company={company}
      customer={customer}
      name={invoice.name}
      number={invoice.number}
      pdf={invoice.pdf_url}
      notes={invoice.notes}
      facts={[
        ['Date', dayText(invoice.date, company)],
        ['Due', dayText(invoice.due_date, company)],
        ['Terms', invoice.payment_terms],
        ['Purchase order', invoice.purchase_order],
        ...fieldTexts(shown.custom_fields, invoice.currency),
      ]}
      bar={<PayBar shown={shown} address={address} />}
    >
      <InvoiceLines invoice={invoice} fields={shown.line_fields} />
      {invoice.payment_plan === null ? null : <PaymentPlanPart shown={shown} address={address} />}
      <Payments shown={shown} />
    </PortalDocument>
  )
}

function PayBar({ shown, address }: ShownProps) {
  const [paying, { open, close }] = useDisclosure()
  const { invoice, payment_methods, company } = shown
  const isOpen = !invoice.closed && isPositive(payableOf(invoice))
  const canPay = isOpen && invoice.payment_url !== null && payment_methods.length > 0
  return (
    <DocumentBar
      label="Payment"
      action={
        canPay ? (
          <Button size="md" onClick={open} className="no-print">
            Pay now
          </Button>
        ) : (
          <InvoiceBadge status={invoice.status} />
        )
      }
    >
      <div className={classes.label}>
        {invoice.status === 'paid' ? 'Paid' : invoice.status === 'voided' ? 'Voided, nothing to pay' : 'Amount due'}
      </div>
      <Money
        amount={invoice.status === 'paid' ? invoice.total : invoice.balance}
        currency={invoice.currency}
        fz="1.625rem"
        fw={640}
      />
      {isOpen && invoice.due_date !== null ? <Text c="dimmed">{`by ${dayText(invoice.due_date, company)}`}</Text> : null}
      <PayDialog payable={payableWith(shown, address)} opened={paying} close={close} />
    </DocumentBar>
  )
}

function payableWith({ invoice, payment_methods, company }: PortalInvoice, address: PortalAddress): Payable {
  const amount = payableOf(invoice)
  const owed = majorUnits(amount)
  return {
    seller: company.name,
    name: invoice.number ?? invoice.name,
    amount,
    methods: payment_methods,
    back: 'Back to the invoice',
    pay: (given) => call('POST /portal/{username}/invoices/{key}/pay', { ...address, body: { ...given, amount: owed } }),
    checkout: (given) =>
      call('POST /portal/{username}/invoices/{key}/checkout', { ...address, body: { ...given, amount: owed } }),
  }
}

function Payments({ shown }: Pick<ShownProps, 'shown'>) {
  const { payments, company, invoice } = shown
  if (payments.length === 0) return null
  return (
    <DocumentPart label="Payments">
      {payments.map((payment, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: payments have no id here and only grow at the end
        <Group key={index} justify="space-between" gap="xs">
          <Text>
            {dayText(payment.date, company)} · {methodText(payment.method)}
            {payment.pdf_url ? (
              <>
                {' · '}
                <Anchor href={payment.pdf_url} underline="always">
                  Receipt
                </Anchor>
              </>
            ) : null}
          </Text>
          <Money amount={payment.amount} currency={invoice.currency} />
        </Group>
      ))}
    </DocumentPart>
  )
}
