/** What everything that begins transactions promises: all or nothing, and life after a connection died. */
import { expect, test } from 'vitest'
import type { Sql } from '#platform/ports'
import { until } from '#testing/until'
import type { OpenSql } from './sql-suite.ts'

export interface Transactional extends Sql {
  transaction<R>(work: (sql: Sql) => Promise<R>): Promise<R>
}
const insert = (n: number): { text: string; values: unknown[] } => ({ text: 'insert into money values ($1)', values: [n] })

/** `open` gives something on a database with an empty table `money (amount int check (amount >= 0))`. */
export function connectionSuite(open: () => Promise<OpenSql<Transactional>>): void {
  const amounts = async (sql: Sql): Promise<number[]> =>
    (await sql.query<{ amount: number }>({ text: 'select amount from money order by amount', values: [] })).map(({ amount }) => amount)

  test('a transaction commits everything and gives back its result', async () => {
    await using place = await open()
    const result = await place.sql.transaction(async sql => {
      await sql.query(insert(1))
      await sql.query(insert(2))
      return 'done'
    })
    expect([result, await amounts(place.sql)]).toEqual(['done', [1, 2]])
  })

  test('work that throws undoes everything', async () => {
    await using place = await open()
    await expect(
      place.sql.transaction(async sql => {
        await sql.query(insert(1))
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    expect(await amounts(place.sql)).toEqual([])
  })

  test('a failed statement that the work swallows is no commit', async () => {
    await using place = await open()
    await expect(
      place.sql.transaction(async sql => {
        await sql.query(insert(1))
        await sql.query(insert(-1)).catch(() => undefined)
      }),
    ).rejects.toThrow('rolled back at commit')
    expect(await amounts(place.sql)).toEqual([])
  })

  test('a transaction is not disturbed by calls beside it', async () => {
    await using place = await open()
    const beside: Promise<unknown>[] = []
    await place.sql
      .transaction(async sql => {
        await sql.query(insert(1))
        beside.push(place.sql.query(insert(100)))
        await sql.query(insert(2))
        throw new Error('undo')
      })
      .catch(() => undefined)
    await Promise.all(beside)
    expect(await amounts(place.sql)).toEqual([100])
  })

  test('a connection that was ended under a transaction rejects it, nothing of it stays, and the next call has a new one', async () => {
    await using place = await open()
    const doomed = place.sql.transaction(async sql => {
      await sql.query(insert(1))
      await sql.query({ text: 'select pg_terminate_backend(pg_backend_pid())', values: [] })
    })
    await expect(doomed).rejects.toBeInstanceOf(Error)
    await until('it works again', () =>
      place.sql.query(insert(5)).then(
        () => true,
        () => false,
      ),
    )
    expect(await amounts(place.sql)).toEqual([5])
  })
}
