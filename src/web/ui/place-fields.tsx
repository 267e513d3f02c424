import { Select, type SelectProps } from '@mantine/core'
import { useMemo } from 'react'
import { countries, currencies, zones } from './places.ts'

type Props = Omit<SelectProps, 'data' | 'searchable'>

export function CountrySelect(props: Props) {
  const data = useMemo(countries, [])
  return <Select data={data} searchable limit={80} nothingFoundMessage="No such country" {...props} />
}

export function CurrencySelect(props: Props) {
  const data = useMemo(currencies, [])
  return <Select data={data} searchable limit={80} nothingFoundMessage="No such currency" {...props} />
}

export function TimeZoneSelect(props: Props) {
  const data = useMemo(zones, [])
  return <Select data={data} searchable limit={80} nothingFoundMessage="No such time zone" {...props} />
}
