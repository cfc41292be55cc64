import type { Envelope } from '#contracts/kit'
import type { Bus, Clock, Log, Sql } from '#platform/ports'

/** Rows of one read. */
const pageRowsMax = 1_000
/** The net under lost wake-ups. */
const pollMs = 250

export interface Subscriber {
  /** True for streams this subscriber wants. */
  wants(stream: string): boolean
  /** Consecutive events of a stream; `after` is the sequence before the first. Never throws, never waits. */
  offer(stream: string, after: number, batch: readonly Envelope[]): void
}

/** Hands the new rows of one owner's streams to the subscribers of this process: one read for all of them. */
export interface Relay extends AsyncDisposable {
  subscribe(subscriber: Subscriber): Promise<() => void>
  /** Events after a sequence, for whoever has a gap. `last` = the head when it was read. */
  read(stream: string, after: number): Promise<readonly Envelope[]>
  heads(): Promise<ReadonlyMap<string, number>>
}

interface Row {
  readonly seq: bigint
  readonly topic: string
  readonly key: string
  readonly body: string
  readonly trace_id: string
  readonly at: number
}

export function createRelay(owner: string, schema: string, db: Sql, bus: Bus, clock: Clock, log: Log): Relay {
  const subscribers = new Set<Subscriber>()
  const positions = new Map<string, number>()
  const topicPositions = new Map<string, number>()
  const woken = new Set<string>()
  let pass: Promise<void> | undefined
  let closed = false

  async function heads(): Promise<Map<string, number>> {
    const rows = await db.query<{ stream: string; last_seq: bigint }>({
      name: `heads-${schema}`,
      text: `select * from ${schema}.read_heads()`,
      values: [],
    })
    return new Map(rows.map(row => [row.stream, Number(row.last_seq)]))
  }
  async function read(stream: string, after: number): Promise<readonly Envelope[]> {
    const rows = await db.query<Row>({
      name: `read-${schema}`,
      text: `select * from ${schema}.read_stream($1, $2, $3)`,
      values: [stream, after, pageRowsMax],
    })
    const previous = new Map<string, number>()
    const envelopes: Envelope[] = []
    for (const row of rows) {
      const seq = Number(row.seq)
      const prev = previous.get(row.topic) ?? (await topicPosition(stream, row.topic, seq))
      previous.set(row.topic, seq)
      envelopes.push(toEnvelope(stream, prev, row))
    }
    for (const [topic, seq] of previous) topicPositions.set(`${stream} ${topic}`, seq)
    return envelopes
  }
  async function topicPosition(stream: string, topic: string, before: number): Promise<number> {
    const known = topicPositions.get(`${stream} ${topic}`)
    if (
      known !== undefined &&
      known < before &&
      known >= (positions.get(stream) ?? Infinity) - pageRowsMax &&
      positions.get(stream) === before - 1
    )
      return known
    const [row] = await db.query<{ seq: bigint | null }>({
      name: `topic-${schema}`,
      text: `select ${schema}.topic_position($1, $2, $3) as seq`,
      values: [stream, topic, before],
    })
    return Number(row?.seq ?? 0)
  }
  function wake(stream: string): void {
    woken.add(stream)
    pass ??= run().finally(() => {
      pass = undefined
      if (woken.size > 0 && !closed) wake(woken.values().next().value!)
    })
  }
  async function run(): Promise<void> {
    while (woken.size > 0 && !closed) {
      const streams = [...woken]
      woken.clear()
      for (const stream of streams)
        await relay(stream).catch((error: unknown) =>
          log.warn({ owner, stream, error: String(error) }, 'a stream could not be read; trying again with the next wake-up'),
        )
    }
  }
  async function relay(stream: string): Promise<void> {
    const interested = [...subscribers].filter(subscriber => subscriber.wants(stream))
    if (interested.length === 0) return
    while (!closed) {
      const after = positions.get(stream) ?? 0
      const batch = await read(stream, after)
      const last = batch.at(-1)
      if (last === undefined) return
      positions.set(stream, last.seq)
      for (const subscriber of interested) subscriber.offer(stream, after, batch)
      if (batch.length < pageRowsMax) return
    }
  }
  async function poll(): Promise<void> {
    try {
      for (const [stream, last] of await heads()) {
        if (!positions.has(stream)) positions.set(stream, 0)
        if (last > positions.get(stream)!) wake(stream)
      }
    } catch (error) {
      log.warn({ owner, error: String(error) }, 'stream heads could not be read; trying again')
    }
  }
  const forget = bus.onWake(owner, stream => {
    if (!positions.has(stream)) positions.set(stream, 0)
    wake(stream)
  })
  const ticker = clock.every(pollMs, poll)

  return {
    read,
    heads,
    async subscribe(subscriber) {
      if (subscribers.size === 0) for (const [stream, last] of await heads()) positions.set(stream, last) // older events are read by whoever needs them
      subscribers.add(subscriber)
      return () => subscribers.delete(subscriber)
    },
    async [Symbol.asyncDispose]() {
      closed = true
      forget()
      ticker[Symbol.dispose]()
      await pass
    },
  }
}

function toEnvelope(stream: string, prevSeq: number, row: Row): Envelope {
  const seq = Number(row.seq)
  return {
    stream,
    seq,
    prev_seq: prevSeq,
    topic: row.topic,
    event_id: `${stream}/${seq}`,
    schema_version: 'v1',
    key: row.key,
    trace_id: row.trace_id,
    span_id: row.trace_id.slice(0, 16),
    at: new Date(row.at).toISOString(),
    payload: JSON.parse(row.body) as unknown,
  }
}
