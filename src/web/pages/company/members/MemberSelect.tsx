import { Select, type SelectProps } from '@mantine/core'
import { useList } from '../../../query.ts'
import { personName } from '../../../records.ts'

/** Which of the company's people; the value is their user id as text. */
export function MemberSelect(props: Omit<SelectProps, 'data'>) {
  const members = useList('GET /members', { query: { per_page: 100 } }).data?.rows ?? []
  const data = members.map(({ user }) => ({ value: String(user.id), label: personName(user) }))
  return <Select clearable data={data} {...props} />
}
