import type pg from 'pg'
import type { Clock } from '#platform/ports'

/** NOTIFY carries at most 8,000 bytes; larger messages go through the ring table and are announced by number. */
const notifyBytesMax = 7_800
/** Room for the brackets and commas around a message. */
const frameBytes = 64
/** Messages waiting for PostgreSQL; beyond it the oldest go: readers of volatile ones see the gap, wake-ups are made good by polls. */
const outgoingMax = 2_000
const retryMs = 200

/** Message on the channel: a wake-up, a message, or the number of one in the ring. */
export type Message = readonly [kind: 'w' | 'm' | 'r', key: string, text: string]

export interface Sender {
  wake(owner: string, stream: string): void
  publish(topic: string, payload: unknown): void
  /** Sends what waits, then closes. */
  close(): Promise<void>
}
export interface SenderOptions {
  readonly open: () => Promise<pg.Client>
  readonly clock: Clock
  readonly onError: (error: unknown) => void
  readonly stopped: AbortSignal
}

/** Sends messages in order, all that wait in one statement. */
export function createSender({ open, clock, onError, stopped }: SenderOptions): Sender {
  let outgoing: Message[] = []
  let sending: Promise<void> | undefined
  let client: pg.Client | undefined

  function send(message: Message): void {
    if (stopped.aborted) return
    if (outgoing.length >= outgoingMax) outgoing.shift()
    outgoing.push(message)
    start()
  }
  function start(): void {
    sending ??= flush().finally(() => {
      sending = undefined
      if (outgoing.length > 0 && !stopped.aborted) start() // came between the last batch and here
    })
  }
  async function flush(): Promise<void> {
    while (outgoing.length > 0 && !stopped.aborted) {
      const batch = outgoing
      outgoing = []
      try {
        client ??= await open()
        const columns = [batch.map(([kind]) => kind), batch.map(([, key]) => key), batch.map(([, , text]) => text)]
        await client.query({ name: 'send', text: 'select platform.send_messages($1, $2, $3)', values: columns })
      } catch (error) {
        onError(error) // this batch is lost
        void client?.end().catch(() => undefined)
        client = undefined
        await clock.sleep(retryMs, stopped)
      }
    }
  }
  return {
    wake: (owner, stream) => send(['w', owner, stream]),
    publish(topic, payload) {
      const text = JSON.stringify(payload)
      const bytes = Buffer.byteLength(JSON.stringify(text)) + topic.length + frameBytes
      send([bytes > notifyBytesMax ? 'r' : 'm', topic, text])
    },
    async close() {
      while (sending !== undefined) await sending
      await client?.end().catch(onError)
    },
  }
}
