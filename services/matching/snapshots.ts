import { createHash } from 'node:crypto'
import { Counter, Histogram } from 'prom-client'
import type { Context } from '#platform/service'
import type { MatchingManifest } from './manifest.ts'
import type { Market } from './market.ts'
import * as store from './matching-store.ts'
import type { Owners } from './owners.ts'
import { saveShard } from './shard-snapshot.ts'

/** The newest so many are kept: at the usual pace a night. */
const snapshotsKept = 48
const pauseBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1]

/** The batch that left the books as they are. */
type Batch = Pick<store.BatchHead, 'batchNo' | 'lastCommand' | 'lastTrade' | 'at'>

/**
 * Snapshots of a shard: bytes in the blob store, hash and committed position in `matching.snapshots`. Taken between two batches, so that
 * the bytes are exactly what was committed; stored beside the work that goes on. A snapshot that cannot be stored is logged and left out:
 * the books are in `live_orders` all the same.
 */
export class Snapshots {
  readonly #context: Context<MatchingManifest>
  readonly #shard: number
  readonly #everyMs: number
  readonly #taken: Counter
  readonly #failed: Counter
  readonly #pause: Histogram
  #takenAt: number
  #storing: Promise<void> | undefined

  constructor(context: Context<MatchingManifest>, shard: number) {
    this.#context = context
    this.#shard = shard
    this.#everyMs = Number(context.settings['snapshotSeconds'] ?? defaultSeconds) * 1000
    this.#takenAt = context.clock.monotonic()
    const registers = [context.metrics]
    this.#taken = new Counter({ name: 'tradecraft_matching_snapshots_total', help: 'Stored snapshots of the books', registers })
    this.#failed = new Counter({
      name: 'tradecraft_matching_snapshots_failed_total',
      help: 'Snapshots that could not be stored',
      registers,
    })
    this.#pause = new Histogram({
      name: 'tradecraft_matching_snapshot_pause_seconds',
      help: 'How long the engine stood still to copy its books',
      buckets: pauseBuckets,
      registers,
    })
  }

  /** Takes one if it is time and none is being stored. Called right after a commit, before anything else is applied. */
  takeIfDue(batch: Batch, markets: ReadonlyMap<string, Market>, owners: Owners): void {
    const now = this.#context.clock.monotonic()
    if (this.#storing !== undefined || now - this.#takenAt < this.#everyMs) return
    this.#takenAt = now
    const bytes = saveShard(markets, [...owners.entries()])
    this.#pause.observe((this.#context.clock.monotonic() - now) / 1000)
    this.#storing = this.#store(batch, bytes)
      .then(() => this.#taken.inc())
      .catch((error: unknown) => {
        this.#failed.inc()
        this.#context.log.warn({ batch: batch.batchNo, error: String(error) }, 'a snapshot could not be stored')
      })
      .finally(() => (this.#storing = undefined))
  }

  /** Waits for the one that is being stored. */
  async stop(): Promise<void> {
    await this.#storing
  }

  async #store({ batchNo, lastCommand, lastTrade, at }: Batch, bytes: Uint8Array): Promise<void> {
    const key = `matching/shard-${this.#shard}/${batchNo}`
    await this.#context.blobs.put(key, bytes)
    const hash = createHash('sha256').update(bytes).digest('hex')
    const row = { shard: this.#shard, batchNo, at, lastCommand, lastTrade, hash, size: bytes.length, key }
    const old = await this.#context.write(tx => store.saveSnapshot(tx, row, snapshotsKept))
    for (const stale of old) await this.#context.blobs.delete(stale)
  }
}

const defaultSeconds = 600
