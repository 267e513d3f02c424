import { Text } from '@mantine/core'
import { useRead } from '../../../query.ts'
import { fieldTexts } from '../../../ui/fields.ts'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { CreditNoteBadge } from '../../receivables/credit-notes/CreditNoteBadge.tsx'
import { creditUses } from '../../receivables/credit-notes/uses.ts'
import { InvoiceLines } from '../../receivables/invoices/InvoiceLines.tsx'
import classes from '../Document.module.css'
import { DocumentBar, dayText, PortalDocument, PortalGround, usePortalAddress, useTellViewed } from '../Document.tsx'

/** A credit note as its receiver sees it, and what has become of the credit. */
export function PortalCreditNotePage() {
  const { username, key } = usePortalAddress()
  const read = useRead('GET /portal/{username}/credit_notes/{key}', { username, key })
  useTellViewed('credit_notes', { username, key }, read.data !== undefined)
  return (
    <PortalGround read={read} noun="credit note">
      {({ company, customer, credit_note: { balance, ...note }, custom_fields, line_fields }) => (
        <PortalDocument
          company={company}
          customer={customer}
          name={note.name}
          number={note.number}
          pdf={note.pdf_url}
          notes={note.notes}
          facts={[
            ['Date', dayText(note.date, company)],
            ['Purchase order', note.purchase_order],
            ...fieldTexts(custom_fields, note.currency),
          ]}
          bar={
            <DocumentBar label="Credit" action={<CreditNoteBadge status={note.status} />}>
              <div className={classes.label}>Credit left</div>
              <Money amount={balance} currency={note.currency} fz="1.625rem" fw={640} />
              {creditUses(note).map(([label, amount]) => (
                <Text key={label} c="dimmed">{`${label}: ${moneyText(amount, note.currency)}`}</Text>
              ))}
            </DocumentBar>
          }
        >
          <InvoiceLines invoice={note} fields={line_fields} />
        </PortalDocument>
      )}
    </PortalGround>
  )
}
