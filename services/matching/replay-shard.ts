import { createHash } from 'node:crypto'
import type { Frame } from '#contracts/topics/market'
import { type AuditRow, type FrameSource, Replay, type ReplayInput, type ReplayedTrade } from './replay.ts'

/** A kept snapshot: the books right after a batch. */
interface KeptSnapshot {
  readonly batch_no: number
  readonly last_trade: number
  readonly hash: string
  readonly key: string
}

/** Everything that was stored of a shard. */
export interface StoredShard extends ReplayInput {
  readonly rows: readonly AuditRow[]
  /** In their order, from the first. */
  readonly trades: readonly ReplayedTrade[]
  readonly live: readonly (readonly [id: string, leaves: string])[]
  readonly snapshots: readonly KeptSnapshot[]
}

export interface ReplayReport {
  /** The run from the first row. */
  readonly replay: Replay
  /** Where what was stored and what was replayed differ, the first first. */
  readonly differences: readonly string[]
  /** Snapshots whose run to the end was compared. */
  readonly snapshots: number
}

/**
 * Runs a shard's audit log from its first row, and from each kept snapshot on beside it; compares every trade, every hash on the way,
 * and what is live at the end.
 */
export async function replayShard(
  stored: StoredShard,
  load: (key: string) => Promise<Uint8Array | undefined>,
  onRow: (done: number) => void = () => undefined,
): Promise<ReplayReport> {
  const tape = stored.feed === undefined ? undefined : new Tape(stored.feed.frames)
  const heard = (frames: FrameSource | undefined): ReplayInput => ({
    ...stored,
    feed: stored.feed === undefined || frames === undefined ? undefined : { symbol: stored.feed.symbol, frames },
  })
  const replay = new Replay(heard(tape?.recorder))
  const resumed: Resumed[] = []
  const differences: string[] = []
  const kept = new Map(stored.snapshots.map(snapshot => [snapshot.batch_no, snapshot]))
  for (const [at, row] of stored.rows.entries()) {
    tape?.clear()
    replay.apply(row)
    for (const run of resumed) {
      tape?.rewind()
      run.replay.apply(row)
    }
    const snapshot = kept.get(row.batch_no)
    if (snapshot !== undefined) {
      const started = await resume(snapshot, load, heard(tape?.player))
      if (typeof started === 'string') differences.push(started)
      else {
        resumed.push(started)
        if (started.replay.fullHash() !== replay.fullHash()) differences.push(`the snapshot of batch ${row.batch_no} is of other books`)
      }
    }
    onRow(at + 1)
  }
  differences.unshift(...compare('', replay, stored, 0))
  for (const { replay: run, snapshot } of resumed)
    differences.push(...compare(`from the snapshot of batch ${snapshot.batch_no}: `, run, stored, snapshot.last_trade))
  return { replay, differences, snapshots: resumed.length }
}

interface Resumed {
  readonly snapshot: KeptSnapshot
  readonly replay: Replay
}

/** A run from a snapshot, or what is wrong with its bytes. */
async function resume(
  snapshot: KeptSnapshot,
  load: (key: string) => Promise<Uint8Array | undefined>,
  input: ReplayInput,
): Promise<Resumed | string> {
  const bytes = await load(snapshot.key)
  if (bytes === undefined) return `the snapshot of batch ${snapshot.batch_no} is not there (${snapshot.key})`
  if (createHash('sha256').update(bytes).digest('hex') !== snapshot.hash) return `the snapshot of batch ${snapshot.batch_no} is damaged`
  return { snapshot, replay: Replay.resume(input, bytes) }
}

function compare(where: string, replay: Replay, stored: StoredShard, from: number): string[] {
  const differences = replay.differences.map(difference => `${where}${difference}`)
  const trades = stored.trades.slice(from)
  for (let at = 0; at < Math.max(trades.length, replay.trades.length); at += 1) {
    const [expected, made] = [JSON.stringify(trades[at] ?? null), JSON.stringify(replay.trades[at] ?? null)]
    if (expected === made) continue
    differences.push(`${where}trade ${from + at + 1}: stored ${expected}, replayed ${made}`)
    break
  }
  const live = replay.live()
  if (JSON.stringify(live) !== JSON.stringify(stored.live))
    differences.push(`${where}live orders: ${stored.live.length} stored, ${live.length} replayed, or with other quantities`)
  return differences
}

/** What the recording said for one row, said again to whoever replays the same row. */
class Tape {
  readonly recorder: FrameSource
  readonly player: FrameSource
  #said: (readonly Frame[])[] = []
  #at = 0

  constructor(source: FrameSource) {
    const record = (frames: readonly Frame[]): readonly Frame[] => {
      this.#said.push(frames)
      return frames
    }
    const play = (): readonly Frame[] => this.#said[this.#at++] ?? []
    this.recorder = { framesUpTo: n => record(source.framesUpTo(n)), snapshotAt: n => record(source.snapshotAt(n)) }
    this.player = { framesUpTo: play, snapshotAt: play }
  }

  clear(): void {
    this.#said = []
  }

  rewind(): void {
    this.#at = 0
  }
}
