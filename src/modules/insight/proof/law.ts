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

/** Numbers taken from a series that no row carries or carried. Rows that callers numbered themselves do not matter. One pass over the rows. */
export function gaps(series: string, table: string): string {
  return `with carried as materialized (
      select distinct d.company_id, (digits.found)[1]::numeric as n
      from (select company_id, number from ${table} union all select company_id, number from former_numbers where series = '${series}') d
        cross join lateral regexp_matches(d.number, '[0-9]+', 'g') as digits (found) where ${of('d')}
    )
    select s.company_id, '${series} number ' || taken.n as subject, 'was taken and is nowhere' as detail
    from number_series s cross join lateral generate_series(1, s.next_number - 1) as taken (n)
    where s.series = '${series}' and ${of('s')} and not exists (select 1 from carried c where c.company_id = s.company_id and c.n = taken.n)`
}
