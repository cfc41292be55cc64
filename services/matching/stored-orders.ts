import type { Instrument } from '#core/orders'
import { RowTable } from './row-table.ts'
import { type PlainPlace, readPlain, readStored, type StoredOrder } from './stored-order.ts'

/**
 * Live orders as the database gave them: pieces of text with a line each (stored-order.ts), and where each line begins. A start reads all
 * of them and looks at few, so an order is taken apart when somebody asks for it; a million of them are no objects at all.
 */
export class StoredOrders {
  readonly #instruments: ReadonlyMap<string, Instrument>
  readonly #pieces: string[] = []
  /** Of each row: its piece, where it begins there, its order's number and priority. */
  #columns = new Float64Array(WIDTH * 1024)
  #count = 0
  /** Kept rows by the numbers and by the ids of their orders. */
  #byNumber = new RowTable(0)
  #byId = new RowTable(0)
  /** Kept, and nobody has asked for it. */
  #isHere = new Uint8Array(0)
  #size = 0

  constructor(instruments: ReadonlyMap<string, Instrument>) {
    this.#instruments = instruments
  }

  /** Orders nobody has asked for. */
  get size(): number {
    return this.#size
  }

  /** Adds the lines of a piece. */
  add(piece: string): void {
    const number = this.#pieces.push(piece) - 1
    for (let at = 0; at < piece.length; at = endOf(piece, at) + 1) {
      const row = this.#count++
      if (this.#count * WIDTH > this.#columns.length) {
        const wider = new Float64Array(this.#columns.length * 2)
        wider.set(this.#columns)
        this.#columns = wider
      }
      const tab = piece.indexOf('\t', at)
      this.#columns[row * WIDTH + PIECE] = number
      this.#columns[row * WIDTH + AT] = at
      this.#columns[row * WIDTH + NUMBER] = Number(piece.slice(at, tab))
      this.#columns[row * WIDTH + PRIORITY] = Number(piece.slice(tab + 1, piece.indexOf('\t', tab + 1)))
    }
  }

  /** Rows by priority, once all pieces are there. They come nearly in order: only what is out of it is sorted. */
  rows(): number[] {
    this.#byNumber = new RowTable(this.#count)
    this.#byId = new RowTable(this.#count)
    this.#isHere = new Uint8Array(this.#count)
    const [inOrder, late]: [number[], number[]] = [[], []]
    let last = -1
    for (let row = 0; row < this.#count; row += 1) {
      const priority = this.#columns[row * WIDTH + PRIORITY]!
      if (priority < last) late.push(row)
      else {
        last = priority
        inOrder.push(row)
      }
    }
    if (late.length === 0) return inOrder
    return [...inOrder, ...late].sort((a, b) => this.#columns[a * WIDTH + PRIORITY]! - this.#columns[b * WIDTH + PRIORITY]!)
  }

  /** The place of a plain order, which is kept until somebody asks for it; undefined where the row must be looked at whole, now. */
  keep(row: number): PlainPlace | undefined {
    const { piece, at } = this.#place(row)
    const plain = readPlain(piece, at)
    if (plain === undefined) return undefined
    this.#byNumber.add(plain.number, row)
    this.#byId.add(idHash(piece, plain.idAt), row)
    this.#isHere[row] = 1
    this.#size += 1
    return plain
  }

  /** A row taken apart. */
  read(row: number): StoredOrder {
    const { piece, at } = this.#place(row)
    return readStored(piece.slice(at, endOf(piece, at)), this.#instruments)
  }

  /** Takes an order out by its number, undefined where it is not here. */
  take(number: number): StoredOrder | undefined {
    const row = this.#rowOf(number)
    if (row === undefined) return undefined
    this.#isHere[row] = 0
    this.#size -= 1
    return this.read(row)
  }

  has(number: number): boolean {
    return this.#rowOf(number) !== undefined
  }

  /** The number of an order by its id, undefined where it is not here. */
  numberOf(id: string): number | undefined {
    const row = this.#byId.find(idHash(id, 0), candidate => {
      if (this.#isHere[candidate] === 0) return false
      const { piece, at } = this.#place(candidate)
      return piece.startsWith(id, readPlain(piece, at)!.idAt)
    })
    return row === undefined ? undefined : this.#columns[row * WIDTH + NUMBER]
  }

  #rowOf(number: number): number | undefined {
    return this.#byNumber.find(number, row => this.#isHere[row] === 1 && this.#columns[row * WIDTH + NUMBER] === number)
  }

  #place(row: number): { readonly piece: string; readonly at: number } {
    return { piece: this.#pieces[this.#columns[row * WIDTH + PIECE]!]!, at: this.#columns[row * WIDTH + AT]! }
  }
}

const WIDTH = 4
const PIECE = 0
const AT = 1
const NUMBER = 2
const PRIORITY = 3
const ID_LENGTH = 36
/** The last group of an id is random: eight of its hexadecimal digits. */
const HASH_AT = 28

function endOf(piece: string, at: number): number {
  const end = piece.indexOf('\n', at)
  return end < 0 ? piece.length : end
}

function idHash(text: string, at: number): number {
  let hash = 0
  for (let digit = at + HASH_AT; digit < at + ID_LENGTH; digit += 1) hash = (hash << 4) ^ text.charCodeAt(digit)
  return hash
}
