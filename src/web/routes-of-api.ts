import type { z } from 'zod'
import type { Api } from '../contract/index.ts'

export type Query = Readonly<
  Record<string, string | number | boolean | undefined | Readonly<Record<string, string | number | boolean | undefined>>>
>

interface Line<R, B = undefined> {
  readonly reply: R
  readonly body: B
}

type Operation = { [Noun in keyof Api]: Api[Noun][keyof Api[Noun]] }[keyof Api]

/** The contract by method and path. Only its types come along: the browser loads no schema. */
type Routes = {
  [O in Operation as `${O['method']} ${O['path']}`]: Line<
    z.input<O['reply']>,
    O extends { body: infer B extends z.ZodType } ? z.input<B> : undefined
  >
}

export type Route = keyof Routes & string
export type Reply<R extends Route> = Routes[R]['reply']
export type Body<R extends Route> = Routes[R]['body']
export type RowsRoute = { [R in Route]: Reply<R> extends readonly unknown[] ? R : never }[Route]
export type Row<R extends RowsRoute> = Reply<R> extends readonly (infer One)[] ? One : never
/** True when the call needs neither an id nor a body. */
export type WithoutInput<R extends Route> = R extends `${string}{${string}` ? false : Body<R> extends undefined ? true : false
