/**
 * Where each live order of a shard is: from its number, which ascends with time, to a 32-bit place, above 0 the cell of one
 * that rests, below 0 the slot of one that waits. Numbers lie close together, so they are an index and need no hash: a tree
 * of leaves for 16 numbers, nodes for 4,096 and roots for 2^20, each given back with its last order. An order that rests for
 * years holds two kilobytes and not the numbers after it, and 16 neighbours share a line of the cache.
 */
export class OrderIndex {
  /** Leaves: the places of 16 numbers. */
  #leaves = new Int32Array(64 * LEAF)
  /** Live orders of each leaf. */
  #leafSizes = new Uint8Array(64)
  readonly #spareLeaves: number[] = []
  #nextLeaf = 1
  /** Nodes and roots: 256 children. */
  #nodes = new Int32Array(16 * NODE)
  /** Children of each node. */
  #nodeSizes = new Uint16Array(16)
  readonly #spareNodes: number[] = []
  #nextNode = 1
  /** By the numbers they are for, in units of `ROOT`. */
  readonly #roots = new Map<number, number>()
  /** The root that was asked last, and the first of its numbers. */
  #root = 0
  #first = 0

  /** 0 where the order is not live. */
  get(order: number): number {
    const within = order - this.#first
    if (!(within >= 0 && within < ROOT)) return this.#open(order) ? this.get(order) : 0
    const node = this.#nodes[this.#root * NODE + (within >>> NODE_SHIFT)]!
    const leaf = this.#nodes[node * NODE + ((within >>> LEAF_BITS) & NODE_MASK)]!
    return this.#leaves[leaf * LEAF + (within & LEAF_MASK)]!
  }

  /** Sets the place of an order that has none or another one. */
  set(order: number, place: number): void {
    const within = order - this.#first
    if (!(within >= 0 && within < ROOT) || this.#root === 0) {
      if (!this.#open(order)) this.#plant(order)
      return this.set(order, place)
    }
    const node = this.#nodes[this.#root * NODE + (within >>> NODE_SHIFT)]!
    const leaf = this.#nodes[node * NODE + ((within >>> LEAF_BITS) & NODE_MASK)]! || this.#grow(within, node)
    const at = leaf * LEAF + (within & LEAF_MASK)
    if (this.#leaves[at] === 0) this.#leafSizes[leaf]! += 1
    this.#leaves[at] = place
  }

  delete(order: number): void {
    const within = order - this.#first
    if (!(within >= 0 && within < ROOT)) {
      if (this.#open(order)) this.delete(order)
      return
    }
    const node = this.#nodes[this.#root * NODE + (within >>> NODE_SHIFT)]!
    const leaf = this.#nodes[node * NODE + ((within >>> LEAF_BITS) & NODE_MASK)]!
    const at = leaf * LEAF + (within & LEAF_MASK)
    if (this.#leaves[at] === 0) return
    this.#leaves[at] = 0
    this.#leafSizes[leaf]! -= 1
    if (this.#leafSizes[leaf] === 0) this.#cut(within, node, leaf)
  }

  /** Makes the leaf of an order that has none, and what leads to it. */
  #grow(within: number, found: number): number {
    let node = found
    if (node === 0) {
      node = this.#takeNode()
      this.#nodes[this.#root * NODE + (within >>> NODE_SHIFT)] = node
      this.#nodeSizes[this.#root]! += 1
    }
    const leaf = this.#takeLeaf()
    this.#nodes[node * NODE + ((within >>> LEAF_BITS) & NODE_MASK)] = leaf
    this.#nodeSizes[node]! += 1
    return leaf
  }

  /** Gives back a leaf that nothing is left in, and above it what leads nowhere. */
  #cut(within: number, node: number, leaf: number): void {
    this.#spareLeaves.push(leaf)
    this.#nodes[node * NODE + ((within >>> LEAF_BITS) & NODE_MASK)] = 0
    this.#nodeSizes[node]! -= 1
    if (this.#nodeSizes[node] !== 0) return
    this.#spareNodes.push(node)
    this.#nodes[this.#root * NODE + (within >>> NODE_SHIFT)] = 0
    this.#nodeSizes[this.#root]! -= 1
    if (this.#nodeSizes[this.#root] !== 0) return
    this.#spareNodes.push(this.#root)
    this.#roots.delete(this.#first / ROOT)
    this.#root = 0
  }

  #open(order: number): boolean {
    const number = Math.floor(order / ROOT)
    const root = this.#roots.get(number)
    if (root === undefined) return false
    this.#root = root
    this.#first = number * ROOT
    return true
  }

  #plant(order: number): void {
    this.#root = this.#takeNode()
    const number = Math.floor(order / ROOT)
    this.#first = number * ROOT
    this.#roots.set(number, this.#root)
  }

  #takeNode(): number {
    const spare = this.#spareNodes.pop()
    if (spare !== undefined) return spare
    if (this.#nextNode === this.#nodeSizes.length) {
      this.#nodes = wider(this.#nodes, Int32Array)
      this.#nodeSizes = wider(this.#nodeSizes, Uint16Array)
    }
    return this.#nextNode++
  }

  #takeLeaf(): number {
    const spare = this.#spareLeaves.pop()
    if (spare !== undefined) return spare
    if (this.#nextLeaf === this.#leafSizes.length) {
      this.#leaves = wider(this.#leaves, Int32Array)
      this.#leafSizes = wider(this.#leafSizes, Uint8Array)
    }
    return this.#nextLeaf++
  }
}

/** Numbers of a leaf, children of a node, numbers of a root. Leaf 0 and node 0 are empty and stand for what is not there. */
const LEAF_BITS = 4
const LEAF = 1 << LEAF_BITS
const LEAF_MASK = LEAF - 1
const NODE_BITS = 8
const NODE = 1 << NODE_BITS
const NODE_MASK = NODE - 1
const NODE_SHIFT = LEAF_BITS + NODE_BITS
const ROOT = 2 ** (NODE_SHIFT + NODE_BITS)

function wider<A extends Int32Array | Uint16Array | Uint8Array>(array: A, kind: new (size: number) => A): A {
  const made = new kind(array.length * 2)
  made.set(array)
  return made
}
