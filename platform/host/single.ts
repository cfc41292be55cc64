import type { Clock } from '#platform/ports'
import { StartRefused } from '#platform/postgres'
import type { Connection } from '#platform/ports'

/** A process that was killed is noticed by PostgreSQL at once; one that is stopping may take its time. */
const patienceMs = 10_000
const retryMs = 50

/**
 * Lets only one process run a service: a session lock that vanishes with the connection. Waits for a process that is stopping,
 * then refuses with a sentence.
 */
export async function takeTurn(service: string, connection: Connection, clock: Clock): Promise<void> {
  const deadline = clock.monotonic() + patienceMs
  for (;;) {
    const [row] = await connection.query<{ mine: boolean }>({
      text: 'select pg_try_advisory_lock(hashtext($1)) as mine',
      values: [`tradecraft service ${service}`],
    })
    if (row?.mine === true) return
    if (clock.monotonic() > deadline)
      throw new StartRefused(
        `Another process already runs the service ${service} on this database; only one may. Leave it out of TRADECRAFT_SERVICES here, or stop the other.`,
      )
    await clock.sleep(retryMs)
  }
}
