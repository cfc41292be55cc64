/**
 * Prices in order: a tree of four levels over the 31 bits of a price, 256 children a node, a bitmap beside them. Finding,
 * adding and removing take four steps whatever the distance between prices; there is no window to move and no far price
 * that is treated otherwise (ADR 0012). Nodes are pooled for all books of a shard and hold 32-bit values above 0.
 */
export class PriceTree {
  #children: Int32Array
  #bits: Int32Array
  /** Of each node the words of its bitmap that are not 0. */
  #words: Uint8Array
  #capacity: number
  #free = 0
  #next = 1

  constructor(capacity = 64) {
    this.#children = new Int32Array(capacity * WIDTH)
    this.#bits = new Int32Array(capacity * WORDS)
    this.#words = new Uint8Array(capacity)
    this.#capacity = capacity
  }

  /** A new empty tree; the number names it from now on. */
  plant(): number {
    return this.#take()
  }

  /** The value at a price, 0 where there is none. */
  get(root: number, price: number): number {
    const children = this.#children
    const third = children[root * WIDTH + (price >>> 24)]!
    if (third === 0) return 0
    const second = children[third * WIDTH + ((price >>> 16) & 255)]!
    if (second === 0) return 0
    const leaf = children[second * WIDTH + ((price >>> 8) & 255)]!
    return leaf === 0 ? 0 : children[leaf * WIDTH + (price & 255)]!
  }

  /** The node that holds a price and its 255 neighbours, 0 where none of them is there. It stays until it is pruned. */
  leaf(root: number, price: number): number {
    const children = this.#children
    const third = children[root * WIDTH + (price >>> 24)]!
    const second = third === 0 ? 0 : children[third * WIDTH + ((price >>> 16) & 255)]!
    return second === 0 ? 0 : children[second * WIDTH + ((price >>> 8) & 255)]!
  }

  /** The value at a price of a leaf, 0 where there is none. */
  inLeaf(leaf: number, price: number): number {
    return this.#children[leaf * WIDTH + (price & 255)]!
  }

  /** The value of the lowest price above one in its leaf, 0 where that is in another leaf. */
  aboveInLeaf(leaf: number, price: number): number {
    const slot = this.#after(leaf, price & 255)
    return slot < 0 ? 0 : this.#children[leaf * WIDTH + slot]!
  }

  /** The value of the highest price below one in its leaf, 0 where that is in another leaf. */
  belowInLeaf(leaf: number, price: number): number {
    const slot = this.#before(leaf, price & 255)
    return slot < 0 ? 0 : this.#children[leaf * WIDTH + slot]!
  }

  set(root: number, price: number, value: number): void {
    const leaf = this.#grow(this.#grow(this.#grow(root, price >>> 24), (price >>> 16) & 255), (price >>> 8) & 255)
    this.#mark(leaf, price & 255, value)
  }

  /** Sets the value of a price in its leaf, which is there. */
  setInLeaf(leaf: number, price: number, value: number): void {
    this.#mark(leaf, price & 255, value)
  }

  /** Removes a price that is there, and the nodes nothing is left in. */
  remove(root: number, price: number): void {
    if (this.removeInLeaf(this.leaf(root, price), price)) this.prune(root, price)
  }

  /**
   * Removes a price of a leaf; whether nothing is left in it. Then `prune` must come before `above` or `below` is asked from
   * another leaf.
   */
  removeInLeaf(leaf: number, price: number): boolean {
    return this.#clear(leaf, price & 255)
  }

  /** Gives back the empty leaf of a price, and the nodes that nothing is left in without it. */
  prune(root: number, price: number): void {
    const third = this.#children[root * WIDTH + (price >>> 24)]!
    const second = this.#children[third * WIDTH + ((price >>> 16) & 255)]!
    this.#give(this.#children[second * WIDTH + ((price >>> 8) & 255)]!)
    if (!this.#clear(second, (price >>> 8) & 255)) return
    this.#give(second)
    if (!this.#clear(third, (price >>> 16) & 255)) return
    this.#give(third)
    this.#clear(root, price >>> 24)
  }

  /** The value of the lowest price above `price`, 0 where there is none. The price itself need not be there. */
  above(root: number, price: number): number {
    const children = this.#children
    const third = children[root * WIDTH + (price >>> 24)]!
    const second = third === 0 ? 0 : children[third * WIDTH + ((price >>> 16) & 255)]!
    const leaf = second === 0 ? 0 : children[second * WIDTH + ((price >>> 8) & 255)]!
    let slot = leaf === 0 ? -1 : this.#after(leaf, price & 255)
    if (slot >= 0) return children[leaf * WIDTH + slot]!
    slot = second === 0 ? -1 : this.#after(second, (price >>> 8) & 255)
    if (slot >= 0) return this.#first(children[second * WIDTH + slot]!, 1)
    slot = third === 0 ? -1 : this.#after(third, (price >>> 16) & 255)
    if (slot >= 0) return this.#first(children[third * WIDTH + slot]!, 2)
    slot = this.#after(root, price >>> 24)
    return slot < 0 ? 0 : this.#first(children[root * WIDTH + slot]!, 3)
  }

  /** The value of the highest price below `price`, 0 where there is none. */
  below(root: number, price: number): number {
    const children = this.#children
    const third = children[root * WIDTH + (price >>> 24)]!
    const second = third === 0 ? 0 : children[third * WIDTH + ((price >>> 16) & 255)]!
    const leaf = second === 0 ? 0 : children[second * WIDTH + ((price >>> 8) & 255)]!
    let slot = leaf === 0 ? -1 : this.#before(leaf, price & 255)
    if (slot >= 0) return children[leaf * WIDTH + slot]!
    slot = second === 0 ? -1 : this.#before(second, (price >>> 8) & 255)
    if (slot >= 0) return this.#last(children[second * WIDTH + slot]!, 1)
    slot = third === 0 ? -1 : this.#before(third, (price >>> 16) & 255)
    if (slot >= 0) return this.#last(children[third * WIDTH + slot]!, 2)
    slot = this.#before(root, price >>> 24)
    return slot < 0 ? 0 : this.#last(children[root * WIDTH + slot]!, 3)
  }

  /** Bytes held for nodes, used or not. */
  get bytes(): number {
    return this.#capacity * ((WIDTH + WORDS) * 4 + 1)
  }

  #first(start: number, height: number): number {
    let node = start
    for (let left = height; left > 0; left -= 1) node = this.#children[node * WIDTH + this.#after(node, -1)]!
    return node
  }

  #last(start: number, height: number): number {
    let node = start
    for (let left = height; left > 0; left -= 1) node = this.#children[node * WIDTH + this.#before(node, WIDTH)]!
    return node
  }

  /** The first used slot after one, −1 where there is none. */
  #after(node: number, slot: number): number {
    const bits = this.#bits
    let word = (slot + 1) >>> 5
    if (word >= WORDS) return -1
    let found = bits[node * WORDS + word]! & (-1 << ((slot + 1) & 31))
    if (found === 0) {
      const more = this.#words[node]! & (-2 << word)
      if (more === 0) return -1
      word = 31 - Math.clz32(more & -more)
      found = bits[node * WORDS + word]!
    }
    return (word << 5) + 31 - Math.clz32(found & -found)
  }

  /** The last used slot before one, −1 where there is none. */
  #before(node: number, slot: number): number {
    const bits = this.#bits
    if (slot === 0) return -1
    let word = (slot - 1) >>> 5
    let found = bits[node * WORDS + word]! & (-1 >>> (31 - ((slot - 1) & 31)))
    if (found === 0) {
      const more = this.#words[node]! & ((1 << word) - 1)
      if (more === 0) return -1
      word = 31 - Math.clz32(more)
      found = bits[node * WORDS + word]!
    }
    return (word << 5) + 31 - Math.clz32(found)
  }

  #grow(node: number, slot: number): number {
    const child = this.#children[node * WIDTH + slot]!
    if (child !== 0) return child
    const made = this.#take()
    this.#mark(node, slot, made)
    return made
  }

  #mark(node: number, slot: number, value: number): void {
    this.#children[node * WIDTH + slot] = value
    this.#bits[node * WORDS + (slot >>> 5)]! |= 1 << (slot & 31)
    this.#words[node]! |= 1 << (slot >>> 5)
  }

  /** Whether nothing is left in the node. */
  #clear(node: number, slot: number): boolean {
    this.#children[node * WIDTH + slot] = 0
    const word = slot >>> 5
    const left = this.#bits[node * WORDS + word]! & ~(1 << (slot & 31))
    this.#bits[node * WORDS + word] = left
    if (left !== 0) return false
    const words = this.#words[node]! & ~(1 << word)
    this.#words[node] = words
    return words === 0
  }

  #take(): number {
    const node = this.#free
    if (node !== 0) {
      this.#free = this.#children[node * WIDTH]!
      this.#children[node * WIDTH] = 0
      return node
    }
    if (this.#next === this.#capacity) {
      this.#capacity *= 2
      const [children, bits, words] = [
        new Int32Array(this.#capacity * WIDTH),
        new Int32Array(this.#capacity * WORDS),
        new Uint8Array(this.#capacity),
      ]
      children.set(this.#children)
      bits.set(this.#bits)
      words.set(this.#words)
      this.#words = words
      this.#children = children
      this.#bits = bits
    }
    return this.#next++
  }

  /** A node that is given back is empty but for its link to the next free one. */
  #give(node: number): void {
    this.#children[node * WIDTH] = this.#free
    this.#free = node
  }
}

const WIDTH = 256
const WORDS = WIDTH / 32
