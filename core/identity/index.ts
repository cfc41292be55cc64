import { assert } from '#core/assert'

/** What an id can be derived for. The position in this list is part of the id: append only. */
const KINDS = ['trade', 'fill', 'journal', 'account', 'notification'] as const

/** A kind of thing that replay makes again and that must then get the same id. */
export type IdKind = (typeof KINDS)[number]

const SHARDS_MAX = 0xffff
const INDEX_MAX = 0xffffffff

/**
 * A UUIDv8 computed from its cause alone: the shard's command or trade number and the index of the thing within it.
 * The same cause gives the same text, two different causes never do, so a repeat hits a unique key.
 * Ids of one shard and kind sort by number. `number` is a safe integer ≥ 0, `shard` has 16 bits, `index` 32.
 */
export function deriveId(kind: IdKind, shard: number, number: number, index: number): string {
  assert(Number.isSafeInteger(number) && number >= 0, 'the number of a cause is a safe integer')
  assert(Number.isInteger(shard) && shard >= 0 && shard <= SHARDS_MAX, 'a shard has 16 bits')
  assert(Number.isInteger(index) && index >= 0 && index <= INDEX_MAX, 'an index has 32 bits')
  const digits = hexadecimal(number, 15)
  const code = hexadecimal(KINDS.indexOf(kind), 1)
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(12)}-8${code}00-${hexadecimal(shard, 4)}${hexadecimal(index, 8)}`
}

function hexadecimal(value: number, length: number): string {
  return value.toString(16).padStart(length, '0')
}
