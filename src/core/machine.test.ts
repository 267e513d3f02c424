import { expect, test } from 'vitest'
import { permits } from './machine.ts'
import { Refusal } from './refusal.ts'

test('a verb starts from the statuses of its row and from no other', () => {
  const can = permits<'open' | 'close', 'shut' | 'ajar' | 'wide'>({ open: ['shut', 'ajar'], close: ['ajar', 'wide'] })
  const statuses = ['shut', 'ajar', 'wide'] as const
  expect(statuses.filter((status) => can('open', status))).toEqual(['shut', 'ajar'])
  expect(statuses.filter((status) => can('close', status))).toEqual(['ajar', 'wide'])
})

test('a refusal carries its kind, code and field', () => {
  const refusal = new Refusal('refused', 'invoice_not_voidable', 'It is paid.', 'status')
  expect(refusal).toBeInstanceOf(Error)
  expect({ ...refusal, message: refusal.message }).toMatchObject({
    kind: 'refused',
    code: 'invoice_not_voidable',
    field: 'status',
    message: 'It is paid.',
  })
})
