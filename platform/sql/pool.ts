import type { Duplex } from 'node:stream'
import pg from 'pg'
import type { Sql, Statement } from '#platform/ports'
import { rowTypes } from './types.ts'

/** Connections are few on purpose: PostgreSQL works best with about as many as it has cores; waiting happens here, bounded in time. */
const connectTimeoutMs = 5_000

export interface Pool extends Sql, AsyncDisposable {
  /** Runs `work` in one transaction on one connection. */
  transaction<R>(work: (sql: Sql) => Promise<R>): Promise<R>
}

/** A pool of at most `size` connections. A connection that broke is thrown away, never handed out again. */
export function createPool(config: pg.ClientConfig, size: number, onError: (error: Error) => void): Pool {
  const pool = new pg.Pool({
    ...config,
    types: rowTypes,
    max: size,
    pipeline: true,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 60_000,
  })
  pool.on('error', onError)
  async function query<Row extends object>(statement: Statement): Promise<Row[]> {
    return (await pool.query(toQuery(statement))).rows as Row[]
  }
  async function transaction<R>(work: (sql: Sql) => Promise<R>): Promise<R> {
    const client = await pool.connect()
    let broken: Error | undefined
    // Nobody listens to a connection that is handed out: without us its end would be the end of the process.
    const onBroken = (error: Error): void => {
      broken = error
    }
    client.on('error', onBroken)
    try {
      return await runTransaction(client, work)
    } catch (error) {
      if (isUnusable(error)) broken ??= error as Error
      throw error
    } finally {
      client.off('error', onBroken)
      client.release(broken)
    }
  }
  return { query, transaction, [Symbol.asyncDispose]: () => pool.end() }
}

/**
 * begin → work → commit; a failed statement makes COMMIT answer ROLLBACK, which is an error here.
 * `begin` travels with the first statement: one message to the server, not two.
 */
export async function runTransaction<R>(client: pg.ClientBase, work: (sql: Sql) => Promise<R>): Promise<R> {
  sendTogether(client)
  const begun = client.query('begin')
  try {
    const result = await work({
      query: async <Row extends object>(statement: Statement) => (await client.query(toQuery(statement))).rows as Row[],
    })
    await begun
    const done = await client.query('commit')
    if (done.command !== 'COMMIT') throw new Error('the transaction was rolled back at commit')
    return result
  } catch (error) {
    await begun.catch(() => undefined)
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

/** Statements that are known beforehand, in one transaction and one message: one round trip whatever their number. */
export async function runBatch(client: pg.ClientBase, statements: readonly Statement[]): Promise<void> {
  sendTogether(client)
  const answers = [client.query('begin'), ...statements.map(statement => client.query(toQuery(statement))), client.query('commit')]
  const results = await Promise.allSettled(answers)
  const failed = results.find(result => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  const last = results.at(-1)
  if (last?.status !== 'fulfilled' || last.value.command !== 'COMMIT') throw new Error('the transaction was rolled back at commit')
}

/** Reads in one message, each by itself. */
export async function runQueries(client: pg.ClientBase, statements: readonly Statement[]): Promise<object[][]> {
  sendTogether(client)
  const answers = await Promise.allSettled(statements.map(statement => client.query<object>(toQuery(statement))))
  return answers.map(answer => {
    if (answer.status === 'rejected') throw answer.reason
    return answer.value.rows
  })
}

/** Holds back what is written in this turn and sends it as one piece. */
function sendTogether(client: pg.ClientBase): void {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection
  stream.cork()
  process.nextTick(() => stream.uncork())
}

export function toQuery(statement: Statement): pg.QueryConfig {
  return { text: statement.text, values: statement.values as unknown[], ...(statement.name === undefined ? {} : { name: statement.name }) }
}

function isUnusable(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError)
}
