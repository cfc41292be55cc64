import pg from 'pg'
import type { Bus, Clock } from '#platform/ports'
import { subscribe } from '../bus-local/index.ts'

/** NOTIFY carries at most 8,000 bytes; larger messages go through the ring table and are announced by number. */
const notifyBytesMax = 7_800
const channel = 'tradecraft_bus'
/** Messages waiting for PostgreSQL; beyond it the oldest volatile ones go: their readers see the gap and resync. */
const outgoingMax = 2_000
const reconnectMs = 200

export interface PostgresBusOptions {
  readonly connection: () => pg.ClientConfig
  readonly clock: Clock
  readonly onError: (error: unknown) => void
}

/** Message on the channel: what, sender, and either the text itself or its number in the ring. */
type Message = readonly [kind: 'w' | 'm', key: string, text: string] | readonly [kind: 'r', key: string, number: string]

/**
 * The bus of several processes on one PostgreSQL: LISTEN/NOTIFY, one sender and one listener connection per process.
 * Our own messages come back through the same path, so every process sees one order.
 */
export async function createPostgresBus({ connection, clock, onError }: PostgresBusOptions): Promise<Bus> {
  const wakes = new Map<string, Set<(stream: string) => void>>()
  const ears = new Map<string, Set<(payload: unknown) => void>>()
  const stopped = new AbortController()
  let outgoing: Message[] = []
  let sending: Promise<void> | undefined
  let sender: pg.Client | undefined
  let incoming: Promise<void> = Promise.resolve()

  async function open(): Promise<pg.Client> {
    const client = new pg.Client(connection())
    client.on('error', () => undefined)
    await client.connect()
    return client
  }
  function send(message: Message): void {
    if (stopped.signal.aborted) return
    if (outgoing.length >= outgoingMax) outgoing.shift()
    outgoing.push(message)
    sending ??= flush().finally(() => {
      sending = undefined
    })
  }
  async function flush(): Promise<void> {
    while (outgoing.length > 0 && !stopped.signal.aborted) {
      const batch = outgoing
      outgoing = []
      try {
        sender ??= await open()
        await sender.query({
          name: 'send',
          text: 'select platform.send_messages($1, $2, $3)',
          values: [batch.map(([kind]) => kind), batch.map(([, key]) => key), batch.map(([, , text]) => text)],
        })
      } catch (error) {
        onError(error)
        void sender?.end().catch(() => undefined)
        sender = undefined
        await clock.sleep(reconnectMs, stopped.signal) // volatile messages of this batch are lost: readers resync; wake-ups are made good by polls
      }
    }
  }
  async function take(client: pg.Client, payload: string): Promise<void> {
    const [kind, key, text] = JSON.parse(payload) as Message
    if (kind === 'w') wakes.get(key)?.forEach(handler => handler(text))
    else if ((ears.get(key)?.size ?? 0) > 0) {
      const body =
        kind === 'm'
          ? text
          : ((await client.query<{ body: string }>('select body from platform.message_ring where number = $1', [text])).rows[0]?.body ??
            undefined)
      if (body === undefined) return // overwritten before we came: a gap, which the reader notices
      const message: unknown = JSON.parse(body)
      ears.get(key)?.forEach(handler => handler(message))
    }
  }
  async function listen(): Promise<pg.Client> {
    const client = await open()
    client.on('notification', ({ payload }) => {
      incoming = incoming.then(() => take(client, payload ?? '')).catch(onError)
    })
    client.on('end', () => void relisten())
    await client.query(`listen ${channel}`)
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
    wake: (owner, stream) => send(['w', owner, stream]),
    onWake: (owner, handler) => subscribe(wakes, owner, handler),
    publish(topic, payload) {
      const text = JSON.stringify(payload)
      send(Buffer.byteLength(JSON.stringify(text)) + topic.length + 64 > notifyBytesMax ? ['r', topic, text] : ['m', topic, text])
    },
    hear: (topic, handler) => subscribe(ears, topic, handler),
    async [Symbol.asyncDispose]() {
      await sending
      stopped.abort()
      await Promise.allSettled([sender?.end(), listener.end()])
      await incoming
    },
  }
}

/** The bus's part of the platform schema: the ring for large messages and the sending function. */
export const busSchema = `
create unlogged table platform.message_ring (slot int primary key, number bigint not null, body text not null);
create index message_ring_number on platform.message_ring (number);
create sequence platform.message_number;
create function platform.send_messages(kinds text[], keys text[], texts text[]) returns void language plpgsql as $$
declare message record; n bigint;
begin
  for message in select * from unnest(kinds, keys, texts) as t(kind, key, body) loop
    if message.kind = 'r' then
      n := nextval('platform.message_number');
      insert into platform.message_ring as r values (n % 4096, n, message.body) on conflict (slot) do update set number = excluded.number, body = excluded.body;
      perform pg_notify('${channel}', json_build_array('r', message.key, n::text)::text);
    else
      perform pg_notify('${channel}', json_build_array(message.kind, message.key, message.body)::text);
    end if;
  end loop;
end $$;
`
