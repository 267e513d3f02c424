/** What is wrong with a piece of a template, and where in it. Lines and columns count from 1. */
export class PartProblem extends Error {
  readonly part: string | null
  readonly at: { readonly line: number; readonly column: number } | null

  constructor(part: string | null, at: { readonly line: number; readonly column: number } | null, said: string) {
    super(said)
    this.part = part
    this.at = at
  }
}

export function positionOf({ at }: PartProblem): { line: number | null; column: number | null } {
  return { line: at?.line ?? null, column: at?.column ?? null }
}

/** The place of an offset in a text. */
export function placeIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - before.lastIndexOf('\n') }
}
