/** What everything that runs SQL promises about values. */
import { expect, test } from 'vitest'
import type { Sql } from '#platform/ports'

export interface OpenSql<S extends Sql = Sql> extends AsyncDisposable {
  readonly sql: S
}

export function sqlSuite(open: () => Promise<OpenSql>): void {
  test('numbers are exact, times are milliseconds, lists and nothing come as they are', async () => {
    await using place = await open()
    const [row] = await place.sql.query<Record<string, unknown>>({
      text: `select $1::bigint as big, $2::timestamptz as at, $3::bigint[] as bigs, $4::text as none, $5::text[] as texts, 7::int as small, true as yes, '{"a":[1]}'::jsonb as json`,
      values: [9_223_372_036_854_775_807n, '2026-11-25T12:00:00.123Z', [1n, -(2n ** 63n)], null, ['ü', '', 'a,"b"', null]],
    })
    expect(row).toEqual({
      big: 9_223_372_036_854_775_807n,
      at: Date.UTC(2026, 10, 25, 12, 0, 0, 123),
      bigs: [1n, -(2n ** 63n)],
      none: null,
      texts: ['ü', '', 'a,"b"', null],
      small: 7,
      yes: true,
      json: { a: [1] },
    })
  })

  test('a value is never read as SQL', async () => {
    await using place = await open()
    const hostile = `'; drop table money; -- \\ $1`
    expect(await place.sql.query({ text: 'select $1::text as text', values: [hostile] })).toEqual([{ text: hostile }])
  })

  test('a named statement gives each call its own values', async () => {
    await using place = await open()
    for (const n of [1, 2, 3])
      expect(await place.sql.query({ name: 'double', text: 'select 2 * $1::int as n', values: [n] })).toEqual([{ n: 2 * n }])
  })

  test('a statement that fails rejects with its code, and the next one works', async () => {
    await using place = await open()
    await expect(place.sql.query({ text: 'select 1 / $1::int', values: [0] })).rejects.toMatchObject({ code: '22012' })
    expect(await place.sql.query({ text: 'select 1 as n', values: [] })).toEqual([{ n: 1 }])
  })

  test('many at once each get their own answer', async () => {
    await using place = await open()
    const asked = Array.from({ length: 100 }, (_, n) => n)
    const rows = await Promise.all(asked.map(n => place.sql.query<{ n: number }>({ text: 'select $1::int as n', values: [n] })))
    expect(rows.map(([row]) => row!.n)).toEqual(asked)
  })
}
