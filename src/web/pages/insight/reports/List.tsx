import { Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { GROUPS, REPORTS } from '../../../../modules/insight/reports/catalog.ts'
import { paths } from '../../../paths.ts'
import { TextLink } from '../../../ui/links.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'

/** Every ready-made report, by what it is about. */
export function ReportList() {
  return (
    <>
      <PageHeader title="Reports" subtitle="Asked of the books at the moment you look, to the cent." />
      <Stack gap="lg">
        {GROUPS.map((group) => (
          <section key={group} aria-label={group}>
            <Title order={2} fz="md" mb="xs">
              {group}
            </Title>
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
              {REPORTS.filter((report) => report.group === group).map((report) => (
                <Paper key={report.type} p="md" withBorder>
                  <TextLink to={paths.report(report.type)} fw={600}>
                    {report.title}
                  </TextLink>
                  <Text c="dimmed" fz="sm" mt={4}>
                    {report.about}
                  </Text>
                </Paper>
              ))}
            </SimpleGrid>
          </section>
        ))}
      </Stack>
    </>
  )
}
