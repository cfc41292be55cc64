import pg from 'pg'
import type { Sql, Statement } from '#platform/ports'
import { rowTypes } from './types.ts'

/** Connections are few on purpose: PostgreSQL works best with about as many as it has cores; waiting happens here, bounded in time. */
const connectTimeoutMs = 5_000

export interface Pool extends Sql, AsyncDisposable {
  /** Runs `work` in one transaction on one connection. */
  transaction<R>(work: (sql: Sql) => Promise<R>): Promise<R>
  readonly waiting: () => number
}

/** A pool of at most `size` connections. A connection that broke is thrown away, never handed out again. */
export function createPool(config: pg.ClientConfig, size: number, onError: (error: Error) => void): Pool {
  const pool = new pg.Pool({ ...config, types: rowTypes, max: size, connectionTimeoutMillis: connectTimeoutMs, idleTimeoutMillis: 60_000 })
  pool.on('error', onError)
  async function query<Row extends object>(statement: Statement): Promise<Row[]> {
    return (await pool.query(toQuery(statement))).rows as Row[]
  }
  async function transaction<R>(work: (sql: Sql) => Promise<R>): Promise<R> {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      return await runTransaction(client, work)
    } catch (error) {
      if (client.listenerCount('error') === 0 || isUnusable(error)) broken = error as Error
      throw error
    } finally {
      client.release(broken)
    }
  }
  return { query, transaction, waiting: () => pool.waitingCount, [Symbol.asyncDispose]: () => pool.end() }
}

/** begin → work → commit; a failed statement makes COMMIT answer ROLLBACK, which is an error here. */
export async function runTransaction<R>(client: pg.ClientBase, work: (sql: Sql) => Promise<R>): Promise<R> {
  await client.query('begin')
  try {
    const result = await work({
      query: async <Row extends object>(statement: Statement) => (await client.query(toQuery(statement))).rows as Row[],
    })
    const done = await client.query('commit')
    if (done.command !== 'COMMIT') throw new Error('the transaction was rolled back at commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

export function toQuery(statement: Statement): pg.QueryConfig {
  return { text: statement.text, values: statement.values as unknown[], ...(statement.name === undefined ? {} : { name: statement.name }) }
}

function isUnusable(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError)
}
