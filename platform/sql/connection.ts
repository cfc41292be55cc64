import pg from 'pg'
import type { Connection, Sql, Statement } from '#platform/ports'
import { runBatch, runQueries, runTransaction, toQuery } from './pool.ts'
import { rowTypes } from './types.ts'

/**
 * One connection of its own: opened when first used, opened again after it was lost. Calls run one after another.
 * A call on a connection that breaks rejects; whether its transaction committed is then unknown to the caller.
 */
export function createConnection(config: pg.ClientConfig): Connection {
  let client: pg.Client | undefined
  let tail: Promise<unknown> = Promise.resolve()
  let closed = false

  async function open(): Promise<pg.Client> {
    if (client !== undefined) return client
    if (closed) throw new Error('the connection is closed')
    const fresh = new pg.Client({ ...config, types: rowTypes, pipeline: true })
    fresh.on('error', () => drop(fresh))
    fresh.on('end', () => drop(fresh))
    await fresh.connect()
    client = fresh
    return fresh
  }
  function drop(lost: pg.Client): void {
    if (client === lost) client = undefined
  }
  function queued<R>(work: (open: pg.Client) => Promise<R>): Promise<R> {
    const run = tail.then(async () => {
      const current = await open()
      try {
        return await work(current)
      } catch (error) {
        if (!(error instanceof pg.DatabaseError) || error.severity === 'FATAL') {
          drop(current)
          void current.end().catch(() => undefined)
        }
        throw error
      }
    })
    tail = run.catch(() => undefined)
    return run
  }
  return {
    query: <Row extends object>(statement: Statement) => queued(async open => (await open.query(toQuery(statement))).rows as Row[]),
    queryAll: statements => queued(open => runQueries(open, statements)),
    batch: statements => queued(open => runBatch(open, statements)),
    transaction: <R>(work: (sql: Sql) => Promise<R>) => queued(open => runTransaction(open, work)),
    async [Symbol.asyncDispose]() {
      await tail
      closed = true
      await client?.end()
      client = undefined
    },
  }
}
