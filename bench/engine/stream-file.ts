import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import { COMMAND_BYTES, CommandLog } from '../../core/order-book/command-log.ts'
import { NoStream, type Stream } from './stream.ts'

/** A header as long as a record, then the records; layout in README.md. */
const MAGIC = 'TCSTREAM'
const VERSION = 1
const HEADER_BYTES = COMMAND_BYTES
const NAME_AT = 32
/** A file is read whole into memory: 2 GB of it. */
const RECORDS_MAX = 20_000_000
const SYMBOLS_MAX = 65_536
const CHUNK_BYTES = 1 << 26

export function writeStream(file: string, { name, prefill, count, symbols, log }: Stream): void {
  const header = Buffer.alloc(HEADER_BYTES)
  header.write(MAGIC, 'latin1')
  header.writeUInt32LE(VERSION, 8)
  header.writeUInt32LE(COMMAND_BYTES, 12)
  header.writeUInt32LE(count, 16)
  header.writeUInt32LE(prefill, 20)
  header.writeUInt32LE(symbols, 24)
  header.write(name.slice(0, HEADER_BYTES - NAME_AT), NAME_AT, 'latin1')
  const records = new Uint8Array(log.f.buffer, log.f.byteOffset, count * COMMAND_BYTES)
  const open = openSync(file, 'w')
  try {
    for (const bytes of [header, records])
      for (let at = 0; at < bytes.length;) at += writeSync(open, bytes, at, Math.min(bytes.length - at, CHUNK_BYTES))
  } finally {
    closeSync(open)
  }
}

/** @throws NoStream where the file is missing or not of this layout */
export function readStream(file: string): Stream {
  const size = statSync(file, { throwIfNoEntry: false })?.size
  if (size === undefined) throw new NoStream(`there is no file ${file}`)
  const open = openSync(file, 'r')
  try {
    const header = headerOf(open, file, size)
    const records = new Uint8Array(header.count * COMMAND_BYTES)
    for (let at = 0; at < records.length;) {
      const read = readSync(open, records, at, Math.min(records.length - at, CHUNK_BYTES), HEADER_BYTES + at)
      if (read === 0) throw new NoStream(`${file} became shorter while it was read`)
      at += read
    }
    return { ...header, log: CommandLog.over(records.buffer) }
  } finally {
    closeSync(open)
  }
}

function headerOf(open: number, file: string, size: number): Omit<Stream, 'log'> {
  const header = Buffer.alloc(HEADER_BYTES)
  readSync(open, header, 0, HEADER_BYTES, 0)
  const said = header.toString('latin1', 0, MAGIC.length)
  if (said !== MAGIC) throw new NoStream(`${file} is no stream: it begins with ${JSON.stringify(said)} and not with ${MAGIC}`)
  const number = (at: number): number => header.readUInt32LE(at)
  const [version, bytes, count, prefill, symbols] = [number(8), number(12), number(16), number(20), number(24)]
  if (version !== VERSION || bytes !== COMMAND_BYTES)
    throw new NoStream(
      `${file} is of version ${version} with records of ${bytes} bytes; this reads version ${VERSION} with ${COMMAND_BYTES}`,
    )
  if (size !== HEADER_BYTES + count * COMMAND_BYTES)
    throw new NoStream(`${file} says ${count} records and has ${(size - HEADER_BYTES) / COMMAND_BYTES}`)
  if (count === 0 || count > RECORDS_MAX) throw new NoStream(`${file} has ${count} records; from 1 to ${RECORDS_MAX} can be run`)
  if (prefill > count) throw new NoStream(`${file} says that ${prefill} of ${count} records fill the book`)
  if (symbols === 0 || symbols > SYMBOLS_MAX) throw new NoStream(`${file} says ${symbols} symbols; from 1 to ${SYMBOLS_MAX} can be run`)
  return { name: header.toString('latin1', NAME_AT).replace(/\0+$/, ''), prefill, count, symbols }
}
