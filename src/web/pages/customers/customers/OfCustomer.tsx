import { Button, Group, Text } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { paths } from '../../../paths.ts'
import { useRead } from '../../../query.ts'
import { TextLink } from '../../../ui/links.tsx'
import type { ListSearch } from '../../../ui/list-search.ts'

/** The query with which a list shows one customer's rows only; `?customer=7` in the address asks for it. */
export function customerFilter(search: ListSearch): { readonly customer?: number } {
  const id = Number(search.get('customer'))
  return Number.isInteger(id) && id > 0 ? { customer: id } : {}
}

/** Says that a list is narrowed to one customer, and how to see everybody's again. */
export function OfCustomer({ search }: { readonly search: ListSearch }) {
  const { customer: id = 0 } = customerFilter(search)
  const customer = useRead('GET /customers/{id}', { id }, { enabled: id > 0 })
  if (id === 0) return null
  return (
    <Group gap="xs" mb="sm">
      <Text component="div">
        Only for <TextLink to={paths.customer(id)}>{customer.data?.name ?? `customer ${id}`}</TextLink>
      </Text>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconX size={14} />}
        onClick={() => search.set({ customer: undefined })}
      >
        Show everybody’s
      </Button>
    </Group>
  )
}
