import { readFileSync, statSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { TICKS_MAX } from '#core/orders'
import type { Side } from '#core/orders'

/** A line of a message file. What only prints or halts changes no book and has the type `none`. */
export interface Message {
  readonly type: 'add' | 'reduce' | 'delete' | 'execute' | 'none'
  readonly time: string
  readonly id: string
  readonly size: number
  /** Ticks. */
  readonly price: number
  readonly side: Side
}

/** A day order by order: row i of the book is what stands after message i. */
export interface Day {
  readonly messages: readonly Message[]
  readonly levels: number
  /** Per row and level: ask price, ask size, bid price, bid size; prices in ticks, 0 = no such level. */
  readonly books: Int32Array
}

/** Thrown where files are missing or are no such day; the message says why in a sentence. */
export class NoDay extends Error {}

const TYPES = ['none', 'add', 'reduce', 'delete', 'execute', 'none', 'none', 'none'] as const
const EMPTY = 9_999_999_999
/** Prices come in hundredths of a cent; most stocks move by cents. */
const CENT = 100

/** Reads a pair of LOBSTER files, gzipped or not. */
export function readDay(messageFile: string, bookFile: string, levels: number | undefined): Day {
  return dayOf({ text: textOf(messageFile), name: messageFile }, { text: textOf(bookFile), name: bookFile }, levels)
}

interface File {
  readonly text: string
  readonly name: string
}

/** @throws NoDay where the lines are not those of a day */
export function dayOf(messageFile: File, bookFile: File, levelsAsked: number | undefined): Day {
  const lines = linesOf(messageFile)
  const rows = linesOf(bookFile)
  if (lines.length !== rows.length)
    throw new NoDay(`${messageFile.name} has ${lines.length} lines and ${bookFile.name} ${rows.length}; a pair has as many of both`)
  const columns = rows[0]!.split(',').length
  const levels = levelsAsked ?? Math.floor(columns / 4)
  if (columns !== levels * 4) throw new NoDay(`${bookFile.name} has ${columns} columns, which is not four for each of ${levels} levels`)
  const parsed = lines.map((line, at) => fieldsOf(line, 6, { file: messageFile.name, row: at + 1 }))
  const raw = new Float64Array(rows.length * columns)
  rows.forEach((row, at) => raw.set(fieldsOf(row, columns, { file: bookFile.name, row: at + 1 }), at * columns))
  const tick = tickOf(raw)
  const messages = parsed.map((fields, at) => messageOf(fields, lines[at]!, { tick, where: `${messageFile.name} row ${at + 1}` }))
  return { messages, levels, books: booksOf(raw, tick, bookFile.name) }
}

function textOf(file: string): string {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) throw new NoDay(`there is no file ${file}`)
  const bytes = readFileSync(file)
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('latin1')
  try {
    return gunzipSync(bytes).toString('latin1')
  } catch (error) {
    throw new NoDay(`${file} cannot be unzipped: ${(error as Error).message}`)
  }
}

function linesOf({ text, name }: File): string[] {
  const lines = text.trim().split(/\r?\n/)
  if (lines[0] === '') throw new NoDay(`${name} is empty`)
  return lines
}

function fieldsOf(line: string, count: number, { file, row }: { readonly file: string; readonly row: number }): number[] {
  const fields = line.split(',').map(Number)
  if (fields.length !== count) throw new NoDay(`${file} row ${row} has ${fields.length} fields and not ${count}`)
  if (fields.some(field => Number.isNaN(field))) throw new NoDay(`${file} row ${row} is not of numbers: ${line.slice(0, 60)}`)
  return fields
}

/** A cent, unless some level is quoted finer. */
function tickOf(raw: Float64Array): number {
  for (let at = 0; at < raw.length; at += 2) if (Math.abs(raw[at]!) !== EMPTY && raw[at]! % CENT !== 0) return 1
  return CENT
}

function messageOf(fields: readonly number[], line: string, { tick, where }: { readonly tick: number; readonly where: string }): Message {
  const [, type = NaN, , size = NaN, raw = NaN, direction] = fields
  const [time = '', , id = ''] = line.split(',')
  const kind = TYPES[type]
  if (kind === undefined || type === 0) throw new NoDay(`${where} is of type ${type}; there are types 1 to 7`)
  const side = direction === 1 ? 'buy' : 'sell'
  if (kind === 'none') return { type: kind, time, id, size: 0, price: 0, side }
  if (direction !== 1 && direction !== -1) throw new NoDay(`${where} has the side ${direction}, which is neither 1 nor -1`)
  if (!Number.isSafeInteger(size) || size <= 0) throw new NoDay(`${where} has the size ${size}`)
  if (!isTicks(raw / tick)) throw new NoDay(`${where} has the price ${raw}, which is no price in ticks of ${tick / 10_000}`)
  return { type: kind, time, id, size, price: raw / tick, side }
}

function isTicks(price: number): boolean {
  return Number.isInteger(price) && price > 0 && price <= TICKS_MAX
}

function booksOf(raw: Float64Array, tick: number, name: string): Int32Array {
  const books = new Int32Array(raw.length)
  for (let at = 0; at < raw.length; at += 2) {
    const [price, size] = [raw[at]!, raw[at + 1]!]
    if (Math.abs(price) === EMPTY) continue
    if (!isTicks(price / tick) || !Number.isInteger(size) || size <= 0 || size > TICKS_MAX)
      throw new NoDay(`${name} has a level of ${size} at ${price}, which is no size and price in ticks of ${tick / 10_000}`)
    books[at] = price / tick
    books[at + 1] = size
  }
  return books
}
