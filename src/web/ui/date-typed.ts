type Part = 'day' | 'month' | 'year'

/** In which order the reader writes a date in figures. */
const READERS_ORDER = new Intl.DateTimeFormat()
  .formatToParts(new Date(0))
  .flatMap(({ type }) => (type === 'day' || type === 'month' || type === 'year' ? [type] : []))

/**
 * A date as a person types it, as `YYYY-MM-DD`: `2014-12-18`; `18.12.2014` or `12/18/14` in the reader's own order; or
 * with a month in words, `18 Dec 2014`. Null: no date, or one that no calendar has.
 */
export function dateTyped(text: string, order: readonly Part[] = READERS_ORDER): string | null {
  const words = text.trim()
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(words)
  if (iso) return civil({ year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) })
  const figures = /^(\d{1,4})[./\s-](\d{1,2})[./\s-](\d{1,4})\.?$/.exec(words)
  if (figures) {
    const at = (part: Part) => Number(figures[order.indexOf(part) + 1])
    const year = at('year')
    return civil({ year: year < 100 ? year + 2000 : year, month: at('month'), day: at('day') })
  }
  if (!/[a-z]{3}/i.test(words) || !/\d{4}/.test(words)) return null
  const parsed = new Date(words)
  return Number.isNaN(parsed.getTime())
    ? null
    : civil({ year: parsed.getFullYear(), month: parsed.getMonth() + 1, day: parsed.getDate() })
}

function civil({ year, month, day }: Readonly<Record<Part, number>>): string | null {
  const date = new Date(Date.UTC(year, month - 1, day))
  const isReal = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return isReal ? date.toISOString().slice(0, 10) : null
}
