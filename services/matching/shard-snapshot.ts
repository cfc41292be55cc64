import type { Feed } from '#contracts/routes/market'
import type { HouseSnapshot } from '#core/order-book'
import type { Market } from './market.ts'
import type { Position } from './matching-store.ts'

/** A symbol beside its book: where it is in the feed. */
export interface SavedMarket {
  readonly symbol: string
  readonly position: Position | undefined
  readonly synced: boolean
  readonly state: Feed['state']
  readonly waitingSnapshot: HouseSnapshot | undefined
  /** The book's bytes (core/order-book). */
  readonly book: Uint8Array
}

/** All books of a shard as one committed batch left them. */
export interface ShardSnapshot {
  readonly markets: readonly SavedMarket[]
  /** Accounts and the numbers the books know them by. */
  readonly owners: readonly (readonly [account: string, owner: number])[]
}

interface Head {
  readonly markets: readonly (Omit<SavedMarket, 'book'> & { readonly size: number })[]
  readonly owners: ShardSnapshot['owners']
}

/** Bytes: the length of the head as a 32-bit integer, the head as JSON, the books in the order it names them. */
export function saveShard(markets: ReadonlyMap<string, Market>, owners: ShardSnapshot['owners']): Uint8Array {
  const books: Uint8Array[] = []
  const saved: Head['markets'][number][] = []
  for (const [symbol, { book, position, synced, state, waitingSnapshot }] of markets) {
    const bytes = book.snapshot()
    books.push(bytes)
    saved.push({ symbol, position, synced, state, waitingSnapshot, size: bytes.length })
  }
  const text = Buffer.from(JSON.stringify({ markets: saved, owners } satisfies Head))
  const length = Buffer.alloc(lengthBytes)
  length.writeUInt32LE(text.length)
  return Buffer.concat([length, text, ...books])
}

/** @throws RangeError where the bytes are cut off */
export function readSnapshot(bytes: Uint8Array): ShardSnapshot {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length < lengthBytes) throw new RangeError('the snapshot is cut off')
  let at = lengthBytes + view.readUInt32LE(0)
  if (at > bytes.length) throw new RangeError('the snapshot is cut off')
  const head = JSON.parse(view.toString('utf8', lengthBytes, at)) as Head
  const markets = head.markets.map(({ size, ...market }) => {
    const book = bytes.subarray(at, (at += size))
    if (book.length !== size) throw new RangeError('the snapshot is cut off')
    return { ...market, book }
  })
  return { markets, owners: head.owners }
}

const lengthBytes = 4
