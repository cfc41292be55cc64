/** One invariant in SQL. The statement gives one row: how much it looked at, and the names of what is wrong (at most 20). */
export interface Check {
  /** The invariant's name in docs/invariants.md. */
  readonly id: string
  readonly holds: string
  readonly sql: string
}

/** What a check found. `checked` 0 means that there was nothing to look at. */
export interface Finding {
  readonly id: string
  readonly holds: string
  readonly checked: number
  readonly broken: readonly string[]
}

/** Wraps a query of `name, bad` rows into the one row a check gives. */
export function verdict(rows: string): string {
  return `select count(*) as checked, coalesce((array_agg(name order by name) filter (where bad))[1:20], '{}') as broken from (${rows}) as looked_at(name, bad)`
}
