/** Columns of a batch as PostgreSQL's binary arrays. As text, reading them was a tenth of a settlement. */
import { assert } from '#core/assert'

/** Object ids of the element types, fixed in PostgreSQL's catalogue. */
const types = { bool: 16, int8: 20, int4: 23, text: 25, timestamptz: 1184, uuid: 2950 } as const
const headBytes = 20
const epochOf2000Ms = Date.UTC(2000, 0, 1)

/** Ids, as text. */
export function uuids(values: readonly (string | null)[]): Buffer {
  return encode('uuid', values, { bytes: () => 16, write: writeUuid })
}
export function texts(values: readonly (string | null)[]): Buffer {
  return encode('text', values, { bytes: text => Buffer.byteLength(text), write: (into, text, at) => void into.write(text, at) })
}
export function bigints(values: readonly (bigint | number | null)[]): Buffer {
  return encode('int8', values, { bytes: () => 8, write: (into, value, at) => void into.writeBigInt64BE(BigInt(value), at) })
}
export function ints(values: readonly number[]): Buffer {
  return encode('int4', values, { bytes: () => 4, write: (into, value, at) => void into.writeInt32BE(value, at) })
}
export function booleans(values: readonly boolean[]): Buffer {
  return encode('bool', values, { bytes: () => 1, write: (into, value, at) => void into.writeUInt8(Number(value), at) })
}
/** Moments as ISO texts, whole milliseconds. */
export function timestamps(values: readonly string[]): Buffer {
  return encode('timestamptz', values, {
    bytes: () => 8,
    write: (into, text, at) => void into.writeBigInt64BE(BigInt(Date.parse(text) - epochOf2000Ms) * 1_000n, at),
  })
}

interface Element<T> {
  readonly bytes: (value: T) => number
  readonly write: (into: Buffer, value: T, at: number) => void
}

/** One dimension from 1: head, then each element with its length before it; −1 is null. */
function encode<T>(type: keyof typeof types, values: readonly (T | null)[], element: Element<T>): Buffer {
  const lengths = values.map(value => (value === null ? -1 : element.bytes(value)))
  const bytes = lengths.reduce((sum, length) => sum + 4 + Math.max(length, 0), headBytes)
  const into = Buffer.allocUnsafe(values.length === 0 ? headBytes - 8 : bytes)
  into.writeInt32BE(values.length === 0 ? 0 : 1, 0)
  into.writeInt32BE(lengths.includes(-1) ? 1 : 0, 4)
  into.writeInt32BE(types[type], 8)
  if (values.length === 0) return into
  into.writeInt32BE(values.length, 12)
  into.writeInt32BE(1, 16)
  let at = headBytes
  values.forEach((value, index) => {
    const length = lengths[index]!
    into.writeInt32BE(length, at)
    at += 4
    if (value === null) return
    element.write(into, value, at)
    at += length
  })
  assert(at === bytes, 'an array is as long as its elements')
  return into
}

function writeUuid(into: Buffer, id: string, at: number): void {
  const written = into.write(id.replaceAll('-', ''), at, 'hex')
  assert(written === 16, 'an id is 32 hexadecimal digits')
}
