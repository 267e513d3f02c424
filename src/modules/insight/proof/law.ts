/** One thing that must be true of the books. */
export interface Law {
  /** The law in English. */
  readonly says: string
  /** A query that finds what breaks it: company_id, subject, detail. */
  readonly breaches: string
}

/** The condition for rows of the company that is looked at. */
export function of(alias: string): string {
  return `($1::bigint is null or ${alias}.company_id = $1)`
}

/** Numbers taken from a series that no row carries. Rows that callers numbered themselves do not matter. */
export function gaps(series: string, table: string): string {
  return `select s.company_id, '${series} number ' || n as subject, 'was taken and is nowhere' as detail
    from number_series s cross join lateral generate_series(1, s.next_number - 1) as n
    where s.series = '${series}' and ${of('s')} and not exists (
      select 1 from ${table} d where d.company_id = s.company_id and d.number ~ ('(^|[^0-9])0*' || n || '([^0-9]|$)')
    )`
}
