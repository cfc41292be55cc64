import type { ProcedureContract } from '#contracts/kit'
import type { Bus, Clock, Ids, Sql } from '#platform/ports'
import { type Pool, retryTransaction } from '#platform/sql'
import { createOutbox } from '#platform/streams'
import { type Manifest, schemaOf, type Tx } from '../service.ts'

export interface TransactionParts {
  readonly bus: Bus
  readonly clock: Clock
  readonly ids: Ids
  readonly random: () => number
}

/** One transaction with its events: rows and events commit together; after the commit the readers of its streams are woken. */
export function createTransaction<M extends Manifest>(
  manifest: M,
  pool: Pool,
  { bus, clock, ids, random }: TransactionParts,
): <R>(work: (tx: Tx<M>) => Promise<R>) => Promise<R> {
  const schema = schemaOf(manifest.name)
  async function once<R>(sql: Sql, work: (tx: Tx<M>) => Promise<R>): Promise<readonly [R, readonly string[]]> {
    const outbox = createOutbox(
      schema,
      () => ids.uuid().replaceAll('-', ''),
      () => clock.now(),
    )
    const value = await work({
      query: statement => sql.query(statement),
      emit: (topic, stream, key, payload) => outbox.add(topic, stream, key, payload),
      call: (procedure, args) => callProcedure(sql, procedure, args),
    })
    return [value, await outbox.flush(sql)]
  }
  return async work => {
    const [result, streams] = await retryTransaction(clock, random, () => pool.transaction(sql => once(sql, work)))
    for (const stream of streams) bus.wake(manifest.name, stream)
    return result
  }
}

/** `select * from owner.function($1, …)`, prepared under its name. */
export async function callProcedure<Row extends object>(sql: Sql, procedure: ProcedureContract, args: readonly unknown[]): Promise<Row[]> {
  const places = args.map((_, index) => `$${index + 1}`).join(', ')
  return await sql.query<Row>({ name: `call-${procedure.name}`, text: `select * from ${procedure.name}(${places})`, values: args })
}
