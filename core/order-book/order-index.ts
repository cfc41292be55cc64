/**
 * Where each live order is: from its number, which ascends with time, to a 32-bit place above 0. Numbers lie close
 * together, so they are an index and need no hash; a page is given back with its last order, so that an order that rests
 * for years holds one kilobyte and not the numbers after it.
 */
export class OrderIndex {
  readonly #shelves: (Shelf | undefined)[] = []
  readonly #spare: Int32Array[] = []
  #recent = -1
  #recentPages: (Int32Array | undefined)[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  /** 0 where the order is not live. */
  get(order: number): number {
    const shelf = Math.floor(order * PER_SHELF)
    if (shelf !== this.#recent && !this.#open(shelf)) return 0
    const within = order - shelf * SHELF
    const page = this.#recentPages[within >>> PAGE_BITS]
    return page === undefined ? 0 : page[within & PAGE_MASK]!
  }

  /** Sets the place of an order that has none or another one. */
  set(order: number, place: number): void {
    const shelf = Math.floor(order * PER_SHELF)
    if (shelf !== this.#recent && !this.#open(shelf)) {
      this.#shelves[shelf] = { pages: [], used: 0 }
      this.#open(shelf)
    }
    const within = order - shelf * SHELF
    let page = this.#recentPages[within >>> PAGE_BITS]
    if (page === undefined) {
      page = this.#spare.pop() ?? new Int32Array(PAGE + 1)
      this.#recentPages[within >>> PAGE_BITS] = page
      this.#shelves[shelf]!.used += 1
    }
    if (page[within & PAGE_MASK] === 0) {
      page[PAGE]! += 1
      this.#size += 1
    }
    page[within & PAGE_MASK] = place
  }

  delete(order: number): void {
    const shelf = Math.floor(order * PER_SHELF)
    if (shelf !== this.#recent && !this.#open(shelf)) return
    const within = order - shelf * SHELF
    const page = this.#recentPages[within >>> PAGE_BITS]
    if (page === undefined || page[within & PAGE_MASK] === 0) return
    page[within & PAGE_MASK] = 0
    this.#size -= 1
    page[PAGE]! -= 1
    if (page[PAGE] === 0) this.#giveBack(shelf, within >>> PAGE_BITS, page)
  }

  #giveBack(number: number, slot: number, page: Int32Array): void {
    const shelf = this.#shelves[number]!
    shelf.pages[slot] = undefined
    shelf.used -= 1
    if (this.#spare.length < SPARE_MAX) this.#spare.push(page)
    if (shelf.used > 0) return
    this.#shelves[number] = undefined
    this.#recent = -1
  }

  #open(number: number): boolean {
    const shelf = this.#shelves[number]
    if (shelf === undefined) return false
    this.#recent = number
    this.#recentPages = shelf.pages
    return true
  }
}

interface Shelf {
  readonly pages: (Int32Array | undefined)[]
  /** Pages with a live order. */
  used: number
}

const PAGE_BITS = 8
const PAGE = 1 << PAGE_BITS
const PAGE_MASK = PAGE - 1
const SHELF = 2 ** 20
const PER_SHELF = 1 / SHELF
/** Empty pages kept for the next orders, so that steady trade allocates nothing. */
const SPARE_MAX = 1024
