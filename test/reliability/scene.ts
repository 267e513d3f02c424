import type { Answer, Caller, CallOptions } from './arena.ts'

/** A record as the API told it. */
// The examples read replies as the outside does: by name, without our types.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Told = any

/** A company and quick ways to have what an example needs, all made through the API. */
export interface Scene {
  readonly company: Caller
  /** A text that nobody has used yet, such as `x17`. */
  fresh(): string
  make(path: string, body?: object, method?: string): Promise<Told>
  customer(more?: object): Promise<Told>
  invoice(more?: object): Promise<Told>
  upload(name?: string): Promise<Told>
}

export function openScene(company: Caller): Scene {
  let count = 0
  const fresh = () => `x${company.id}n${++count}`
  const make: Scene['make'] = async (path, body, method = 'POST') => {
    const answer = await company.call(method, path, body === undefined ? {} : { body })
    if (answer.status >= 300)
      throw new Error(`${method} ${path} ${JSON.stringify(body)} answered ${answer.status}: ${answer.text}`)
    return answer.json
  }
  const customer = (more: object = {}) => make('/customers', { name: 'Acme Corp', email: `${fresh()}@acme.example`, ...more })
  return {
    company,
    fresh,
    make,
    customer,
    invoice: async (more = {}) =>
      make('/invoices', {
        customer: (await customer()).id,
        items: [{ name: 'Copper tubing', quantity: 2, unit_cost: 45 }],
        ...more,
      }),
    async upload(name = 'terms.txt') {
      const answer = await company.call('POST', '/files', uploadOf(name, fresh()))
      if (answer.status !== 201) throw new Error(`the upload answered ${answer.status}: ${answer.text}`)
      return answer.json
    },
  }
}

/** A small text file as a browser would send it. */
export function uploadOf(name: string, content: string): CallOptions {
  const boundary = 'netterms-boundary'
  const part = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/plain\r\n\r\n${content}\r\n--${boundary}--\r\n`
  return { raw: part, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }
}

export const isBroken = ({ status }: Answer) => status === 0 || status >= 500
