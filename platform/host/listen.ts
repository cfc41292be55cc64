import pg from 'pg'
import type { Clock, Log } from '#platform/ports'

const retryMs = 200

export interface Listening extends AsyncDisposable {
  readonly channel: string
}
export interface ListenOptions {
  readonly config: pg.ClientConfig
  readonly channel: string
  readonly handler: (message: string) => void
  readonly clock: Clock
  readonly log: Log
}

/** LISTEN on a connection of its own that comes back by itself; what was notified meanwhile is lost, so callers poll as well. */
export async function openListener({ config, channel, handler, clock, log }: ListenOptions): Promise<Listening> {
  const stopped = new AbortController()
  let client = await open()
  async function open(): Promise<pg.Client> {
    const fresh = new pg.Client(config)
    fresh.on('error', () => undefined)
    fresh.on('notification', ({ payload }) => handler(payload ?? ''))
    await fresh.connect()
    await fresh.query(`listen ${channel}`)
    fresh.on('end', () => void reopen()) // one that ends earlier fails this call: only one may try again
    return fresh
  }
  async function reopen(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        client = await open()
        return
      } catch (error) {
        log.warn({ channel, error: String(error) }, 'listening again did not work yet')
        await clock.sleep(retryMs, stopped.signal)
      }
    }
  }
  return {
    channel,
    async [Symbol.asyncDispose]() {
      stopped.abort()
      await client.end()
    },
  }
}
