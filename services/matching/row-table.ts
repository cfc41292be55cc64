/** Rows by a hash, as integers in one array: a million entries cost no objects. Made for a known number of rows; nothing is taken out. */
export class RowTable {
  readonly #rows: Int32Array
  readonly #mask: number

  constructor(rows: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, rows * 2)))
    this.#rows = new Int32Array(size).fill(NOBODY)
    this.#mask = size - 1
  }

  add(hash: number, row: number): void {
    let slot = this.#slot(hash)
    while (this.#rows[slot] !== NOBODY) slot = (slot + 1) & this.#mask
    this.#rows[slot] = row
  }

  /** The first row of this hash, or of a neighbour of it, that is the one; undefined where none is. */
  find(hash: number, isIt: (row: number) => boolean): number | undefined {
    for (let slot = this.#slot(hash); this.#rows[slot] !== NOBODY; slot = (slot + 1) & this.#mask)
      if (isIt(this.#rows[slot]!)) return this.#rows[slot]
    return undefined
  }

  #slot(hash: number): number {
    return (Math.imul(hash | 0, SPREAD) >>> SHIFT) & this.#mask
  }
}

const NOBODY = -1
/** The product's low bits depend on few of the hash's. */
const SHIFT = 6
/** Knuth's multiplier: neighbouring hashes lie far apart. */
const SPREAD = 0x9e_37_79_b1
