import type { Clock } from '#platform/ports'

const retriesMax = 5
const backoffMs = 5
const deadlock = '40P01'
const serializationFailure = '40001'

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

/** The transaction was rolled back whole and may simply run again. */
export function isRetryable(error: unknown): boolean {
  const code = codeOf(error)
  return code === deadlock || code === serializationFailure
}

/** The connection is gone: PostgreSQL stopped, restarted, or cannot be reached. The outcome of a commit may be unknown. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error)
  if (code.startsWith('08') || code.startsWith('57P') || ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT'].includes(code))
    return true
  return (
    error instanceof Error &&
    /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|not queryable/.test(
      error.message,
    )
  )
}

/** Runs a whole transaction again when PostgreSQL asked for it, at most 5 times, with growing jittered pauses. */
export async function retryTransaction<R>(clock: Clock, random: () => number, work: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!isRetryable(error) || attempt > retriesMax) throw error
      await clock.sleep(backoffMs * 2 ** attempt * (0.5 + random()))
    }
  }
}
