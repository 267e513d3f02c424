import { Grid, Paper, SimpleGrid, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { paths } from '../../../paths.ts'
import type { CreditNote, Estimate } from '../../../records.ts'
import { DateText } from '../../../ui/dates.tsx'
import { Fact } from '../../../ui/Fact.tsx'
import { TextLink } from '../../../ui/links.tsx'
import { type Action, PageHeader } from '../../../ui/PageHeader.tsx'
import { CustomFieldFacts } from '../../company/custom-fields/CustomFieldFacts.tsx'
import { useLineFields } from '../../company/custom-fields/use-line-fields.ts'
import { customerId, customerName } from '../invoices/columns.tsx'
import { InvoiceLines } from '../invoices/InvoiceLines.tsx'
import { Mails } from '../invoices/Mails.tsx'

interface DocumentPageProps {
  readonly document: Estimate | CreditNote
  readonly room: { readonly label: string; readonly to: string }
  readonly badge: ReactNode
  readonly actions: readonly Action[]
  readonly more: readonly Action[]
  /** Beside date and number. */
  readonly facts: ReactNode
  /** Cards on the right, above the mails. */
  readonly aside: ReactNode
}

/** A document in the dashboard: its content on the left, what became of it on the right. */
export function DocumentPage({ document, room, badge, actions, more, facts, aside }: DocumentPageProps) {
  const { object, currency, items, subtotal, discounts, taxes, total, status } = document
  const lineFields = useLineFields(items)
  return (
    <>
      <PageHeader
        title={document.number ?? `Draft of ${document.name.toLowerCase()}`}
        crumbs={[room]}
        badge={badge}
        actions={actions}
        more={more}
        subtitle={
          <>
            for <TextLink to={paths.customer(customerId(document))}>{customerName(document)}</TextLink>
          </>
        }
      />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Paper p="lg" component="section" aria-label={object === 'estimate' ? 'Estimate' : 'Credit note'}>
            <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="md" mb="lg">
              <Fact label="Date">
                <DateText at={document.date} />
              </Fact>
              {facts}
              <Fact label="Purchase order">{document.purchase_order}</Fact>
              <CustomFieldFacts object={object} metadata={document.metadata} currency={currency} />
            </SimpleGrid>
            <InvoiceLines invoice={{ currency, items, subtotal, discounts, taxes, total, status }} fields={lineFields} />
            {document.notes ? (
              <Text mt="lg" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                {document.notes}
              </Text>
            ) : null}
          </Paper>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="md">
            {aside}
            <Mails document={document} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  )
}
