import type { Envelope } from '#contracts/kit'
import type { Sql } from '#platform/ports'

/** Rows of one read. */
export const pageRowsMax = 1_000

/** Reads the streams of one owner through its procedures. */
export interface StreamReader {
  /** Events after a sequence, at most a page. */
  read(stream: string, after: number): Promise<readonly Envelope[]>
  /** The last committed sequence of every stream. */
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

/** `prev_seq` is not stored: it is remembered while a stream is read on, and looked up where reading starts anew. */
export function createReader(schema: string, sql: Sql): StreamReader {
  const remembered = new Map<string, { position: number; readonly topics: Map<string, number> }>()

  async function topicBefore(stream: string, topic: string, before: number): Promise<number> {
    const [row] = await sql.query<{ seq: bigint | null }>({
      name: `topic-${schema}`,
      text: `select ${schema}.topic_position($1, $2, $3) as seq`,
      values: [stream, topic, before],
    })
    return Number(row?.seq ?? 0)
  }
  return {
    async read(stream, after) {
      const rows = await sql.query<Row>({
        name: `read-${schema}`,
        text: `select * from ${schema}.read_stream($1, $2, $3)`,
        values: [stream, after, pageRowsMax],
      })
      const known = remembered.get(stream)
      const topics = known?.position === after ? known.topics : new Map<string, number>()
      const envelopes: Envelope[] = []
      for (const row of rows) {
        const seq = Number(row.seq)
        const previous = topics.get(row.topic) ?? (await topicBefore(stream, row.topic, seq))
        topics.set(row.topic, seq)
        envelopes.push(toEnvelope(stream, previous, row))
      }
      const last = envelopes.at(-1)
      if (last !== undefined) remembered.set(stream, { position: last.seq, topics })
      return envelopes
    },
    async heads() {
      const rows = await sql.query<{ stream: string; last_seq: bigint }>({
        name: `heads-${schema}`,
        text: `select * from ${schema}.read_heads()`,
        values: [],
      })
      return new Map(rows.map(row => [row.stream, Number(row.last_seq)]))
    },
  }
}

function toEnvelope(stream: string, previous: number, row: Row): Envelope {
  const seq = Number(row.seq)
  return {
    stream,
    seq,
    prev_seq: previous,
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
