import pg from 'pg'
import type { Bus, Clock } from '#platform/ports'
import { subscribe, tell } from '../bus-local/index.ts'
import { createSender, type Message } from './sender.ts'

export { busSchema } from './schema.ts'
const channel = 'tradecraft_bus'
const reconnectMs = 200

export interface PostgresBusOptions {
  readonly connection: () => pg.ClientConfig
  readonly clock: Clock
  readonly onError: (error: unknown) => void
}

/**
 * The bus of several processes on one PostgreSQL: LISTEN/NOTIFY, one sender and one listener connection per process.
 * Our own messages come back through the same path, so every process sees one order.
 */
export async function createPostgresBus({ connection, clock, onError }: PostgresBusOptions): Promise<Bus> {
  const wakes = new Map<string, Set<(stream: string) => void>>()
  const ears = new Map<string, Set<(payload: unknown) => void>>()
  const stopped = new AbortController()
  const sender = createSender({ open, clock, onError, stopped: stopped.signal })
  let incoming: Promise<void> = Promise.resolve()

  async function open(): Promise<pg.Client> {
    const client = new pg.Client(connection())
    client.on('error', () => undefined)
    await client.connect()
    return client
  }
  async function take(client: pg.Client, notice: string): Promise<void> {
    const [kind, key, text] = JSON.parse(notice) as Message
    if (kind === 'w') {
      tell(wakes.get(key), text, onError)
      return
    }
    if ((ears.get(key)?.size ?? 0) === 0) return
    const body = kind === 'm' ? text : await readRing(client, text)
    if (body === undefined) return // overwritten before we came: a gap, which the reader notices
    const message: unknown = JSON.parse(body)
    tell(ears.get(key), message, onError)
  }
  async function listen(): Promise<pg.Client> {
    const client = await open()
    client.on('notification', ({ payload }) => {
      incoming = incoming.then(() => take(client, payload ?? '')).catch(onError)
    })
    await client.query(`listen ${channel}`)
    // From here on: one that ends earlier fails this call, and whoever called tries again. Two that try would hear everything twice.
    client.on('end', () => void relisten())
    return client
  }
  let listener = await listen()
  async function relisten(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        listener = await listen()
        return
      } catch (error) {
        onError(error)
        await clock.sleep(reconnectMs, stopped.signal)
      }
    }
  }
  return {
    wake: (owner, stream) => sender.wake(owner, stream),
    onWake: (owner, handler) => subscribe(wakes, owner, handler),
    publish: (topic, payload) => sender.publish(topic, payload),
    hear: (topic, handler) => subscribe(ears, topic, handler),
    async [Symbol.asyncDispose]() {
      await sender.close()
      stopped.abort()
      await listener.end().catch(onError)
      await incoming
    },
  }
}

async function readRing(client: pg.Client, number: string): Promise<string | undefined> {
  const { rows } = await client.query<{ body: string }>('select body from platform.message_ring where number = $1', [number])
  return rows[0]?.body
}
