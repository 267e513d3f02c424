import { Paper, Text, Title } from '@mantine/core'
import { paths } from '../../paths.ts'
import { useList } from '../../query.ts'
import type { Email } from '../../records.ts'
import { PlainLink } from '../../ui/links.tsx'
import classes from './Home.module.css'

/** What went wrong by itself and waits for somebody: mails that did not arrive. Nothing is shown while all is well. */
export function NeedsAttention() {
  const mails = useList('GET /emails', { query: { needs_attention: 1, per_page: 5, sort: 'created_at desc' } }).data
  if (!mails || mails.total === 0) return null
  return (
    <Paper component="section">
      <Title order={2} p="md" pb={6}>
        Needs attention
      </Title>
      <ul className={classes.rows}>
        {mails.rows.map((mail) => (
          <li key={mail.id}>
            <PlainLink to={placeOf(mail)} className={classes.row ?? ''}>
              <Text fw={550} style={{ overflowWrap: 'anywhere' }}>
                Mail to {mail.email} did not arrive
              </Text>
              <Text fz="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {mail.reject_reason ?? mail.subject}
              </Text>
            </PlainLink>
          </li>
        ))}
      </ul>
    </Paper>
  )
}

function placeOf({ document_type, document_id }: Email): string {
  if (document_id === null) return paths.customers()
  return document_type === 'payment' ? paths.payment(document_id) : paths.invoice(document_id)
}
