import { Button, Group, Paper, Select, Table, Text } from '@mantine/core'
import { IconFileTypePdf, IconTable } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { firstOfMonth } from '../../../../core/date.ts'
import { REPORTS } from '../../../../modules/insight/reports/catalog.ts'
import type { ReportKind } from '../../../../modules/insight/reports/kind.ts'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useWrite } from '../../../query.ts'
import type { Report } from '../../../records.ts'
import { DateField } from '../../../ui/DateField.tsx'
import { dateText, useToday } from '../../../ui/dates.tsx'
import { TextLink } from '../../../ui/links.tsx'
import { moneyText, plainText } from '../../../ui/Money.tsx'
import { NotFound } from '../../../ui/NotFound.tsx'
import { decimalShown } from '../../../ui/numbers.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { EmptyNote, LoadingRows, ProblemNote } from '../../../ui/states.tsx'
import { rowLink } from './row-link.ts'

/** One report: what is asked of it, and what the books answer. */
export function ReportPage() {
  const { type } = useParams({ strict: false }) as { type?: string }
  const kind = REPORTS.find((one) => one.type === type)
  return kind ? <Asking key={kind.type} kind={kind} /> : <NotFound />
}

function Asking({ kind }: { readonly kind: ReportKind }) {
  const today = useToday()
  const [asked, setAsked] = useState({
    start_date: String(firstOfMonth(today)),
    end_date: String(today),
    group_by: kind.group_by?.[0] ?? '',
  })
  const build = useWrite((parameters: typeof asked) => call('POST /reports', { body: { type: kind.type, parameters } }), {
    quiet: true,
  })
  const { mutate } = build
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is built when it is opened; from then on by the button
  useEffect(() => mutate(asked), [mutate])
  const set = (name: keyof typeof asked) => (value: string | null) => setAsked({ ...asked, [name]: value ?? '' })
  return (
    <>
      <PageHeader title={kind.title} subtitle={kind.about} crumbs={[{ label: 'Reports', to: paths.reports() }]} />
      <Group align="flex-end" mb="md" gap="sm">
        {kind.period === 'range' ? <DateField label="From" value={asked.start_date} onChange={set('start_date')} /> : null}
        {kind.period === 'now' ? null : (
          <DateField label={kind.period === 'day' ? 'As of' : 'To'} value={asked.end_date} onChange={set('end_date')} />
        )}
        {kind.group_by ? (
          <Select
            label="By"
            allowDeselect={false}
            data={kind.group_by.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }))}
            value={asked.group_by}
            onChange={set('group_by')}
          />
        ) : null}
        <Button onClick={() => mutate(asked)} loading={build.isPending}>
          Run
        </Button>
        {build.data ? <Downloads report={build.data} /> : null}
      </Group>
      {build.error ? (
        <ProblemNote error={build.error} retry={() => mutate(asked)} />
      ) : build.data ? (
        build.data.data.map((table) => <Answer key={table.currency} table={table} />)
      ) : (
        <LoadingRows noun="report" />
      )}
    </>
  )
}

function Downloads({ report }: { readonly report: Report }) {
  return (
    <Group gap="xs">
      <Button component="a" href={report.csv_url} download variant="default" leftSection={<IconTable size={16} />}>
        CSV
      </Button>
      <Button component="a" href={report.pdf_url} download variant="default" leftSection={<IconFileTypePdf size={16} />}>
        PDF
      </Button>
    </Group>
  )
}

type Answered = Report['data'][number]

function Answer({ table }: { readonly table: Answered }) {
  if (table.rows.length === 0)
    return (
      <Paper withBorder mb="md" component="section" aria-label={table.title}>
        <Text fw={600} p="md" pb="xs">
          {table.title}
        </Text>
        <EmptyNote title="Nothing in this report" text="Try other days." />
      </Paper>
    )
  const isDetailed = table.rows.some(({ level }) => level === 1)
  return (
    <Paper withBorder mb="md" component="section" aria-label={table.title}>
      <Text fw={600} p="md" pb="xs">
        {table.title}
      </Text>
      <Table.ScrollContainer minWidth={widthOf(table)} type="native">
        <Table fz="sm">
          <Table.Thead>
            <Table.Tr>
              {table.columns.map(({ id, name }, index) => (
                <Table.Th key={id} ta={align(table, index)}>
                  {name}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {table.rows.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a report have no id and never move
              <AnswerRow key={at} table={table} row={row} isDetailed={isDetailed} />
            ))}
          </Table.Tbody>
          {table.totals ? (
            <Table.Tfoot>
              <Table.Tr>
                {table.totals.map((total, index) => (
                  <Table.Th
                    key={table.columns[index]?.id}
                    ta={align(table, index)}
                    className={isFigure(table, index) ? 'figures' : ''}
                  >
                    {index === 0 ? 'Total' : cellShown(table, total, index)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Tfoot>
          ) : null}
        </Table>
      </Table.ScrollContainer>
    </Paper>
  )
}

interface AnswerRowProps {
  readonly table: Answered
  readonly row: Answered['rows'][number]
  readonly isDetailed: boolean
}

/** A row; the cell that names a record leads to it. */
function AnswerRow({ table, row, isDetailed }: AnswerRowProps) {
  const link = rowLink(table, row)
  return (
    <Table.Tr>
      {row.cells.map((cell, index) => {
        const shown = cellShown(table, cell, index)
        return (
          <Table.Td
            key={table.columns[index]?.id}
            ta={align(table, index)}
            fw={isDetailed && row.level === 0 ? 600 : 400}
            pl={index === 0 && row.level === 1 ? 'xl' : 'xs'}
            className={isFigure(table, index) ? 'figures' : ''}
            style={isText(table, index) ? {} : { whiteSpace: 'nowrap' }}
          >
            {link?.index === index ? (
              <TextLink to={link.to} inherit>
                {shown}
              </TextLink>
            ) : (
              shown
            )}
          </Table.Td>
        )
      })}
    </Table.Tr>
  )
}

/** What the columns need at least; a table that needs more than there is is moved sideways. */
function widthOf(table: Answered): number {
  return table.columns.reduce((width, _, index) => width + (isText(table, index) ? 96 : 84), 0)
}

function isText({ columns }: Answered, index: number): boolean {
  return columns[index]?.type === 'text'
}

function align(table: Answered, index: number): 'left' | 'right' {
  return isFigure(table, index) ? 'right' : 'left'
}

function isFigure({ columns }: Answered, index: number): boolean {
  const type = columns[index]?.type
  return type !== 'text' && type !== 'date'
}

function cellShown({ columns, currency }: Answered, cell: string | number | null, index: number): string {
  const type = columns[index]?.type
  if (cell === null) return ''
  if (type === 'date') return dateText(String(cell))
  if (typeof cell === 'string') return cell
  return type === 'money' ? moneyText(cell, currency) : decimalShown(plainText(cell))
}
