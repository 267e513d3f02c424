import { z } from 'zod'
import { ShownField } from '../../company/custom-fields/contract.ts'

/** The company as its customers see it. */
export const PortalCompany = z.object({
  name: z.string(),
  username: z.string(),
  logo: z.string().nullable().describe('Address of its logo'),
  color: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  website: z.string().nullable(),
  tax_id: z.string().nullable(),
  address1: z.string().nullable(),
  address2: z.string().nullable(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  postal_code: z.string().nullable(),
  country: z.string(),
  currency: z.string(),
  language: z.string(),
  time_zone: z.string(),
  test_mode: z.boolean(),
})
export type PortalCompany = z.output<typeof PortalCompany>

/** The customer of a document, as the document itself says it. */
export const PortalCustomer = z.object({
  name: z.string(),
  number: z.string(),
  attention_to: z.string().nullable(),
  address1: z.string().nullable(),
  address2: z.string().nullable(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  postal_code: z.string().nullable(),
  country: z.string(),
})
export type PortalCustomer = z.output<typeof PortalCustomer>

/** What the company's own fields say on a document and on its lines, those only that it shows to customers. */
export const PortalFields = z.object({
  custom_fields: z.array(ShownField),
  line_fields: z.array(z.object({ line: z.int(), fields: z.array(ShownField) })),
})
export type PortalFields = z.output<typeof PortalFields>

/** Said of every page on which a customer may say something. */
export const Preview = z
  .boolean()
  .describe('One of the company’s own people looks at it: they see what the customer sees, and can say nothing in their name')

export const operations = {} as const
export const events = {} as const
