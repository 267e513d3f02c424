import { expect, test } from 'vitest'
import type { CustomField } from '../../../records.ts'
import { fieldsSaid, metadataBody } from './metadata.ts'

test('what nobody touched is not sent', () => {
  expect(metadataBody({ site: 'Scranton', floors: 3 }, { floors: '3', site: 'Scranton', door: '' })).toEqual({})
  expect(metadataBody(undefined, {})).toEqual({})
})

test('what is emptied is gone, and what other programs keep beside it stays', () => {
  expect(metadataBody({ site: 'Scranton', crm_id: 7 }, { site: ' ', crm_id: 7, urgent: 'true' })).toEqual({
    metadata: { crm_id: 7, urgent: 'true' },
  })
  expect(metadataBody({ site: 'Scranton' }, { site: '' })).toEqual({ metadata: {} })
})

test('lists and objects are shown as JSON, and sent back as they were with whatever else changed', () => {
  const before = { route: { gate: 4, days: ['Mon'] }, site: 'Scranton' }
  expect(metadataBody(before, structuredClone(before))).toEqual({})
  expect(metadataBody(before, { ...before, site: 'Utica' })).toEqual({ metadata: { ...before, site: 'Utica' } })
  const field = { id: 'route', name: 'Route', type: 'date' } as CustomField
  expect(fieldsSaid(before, [field])).toEqual([{ name: 'Route', type: 'string', value: '{"gate":4,"days":["Mon"]}' }])
})

test('only defined fields are shown; a value from before the definition is shown as it is', () => {
  const field = (id: string, type: CustomField['type']) => ({ id, name: id.toUpperCase(), type }) as CustomField
  const fields = [field('site', 'string'), field('fee', 'money'), field('since', 'date'), field('empty', 'string')]
  expect(fieldsSaid({ site: 'Scranton', fee: 'ten', since: '2014-11-18', empty: null, crm_id: 7 }, fields)).toEqual([
    { name: 'SITE', type: 'string', value: 'Scranton' },
    { name: 'FEE', type: 'string', value: 'ten' },
    { name: 'SINCE', type: 'date', value: '2014-11-18' },
  ])
})
