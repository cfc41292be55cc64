/** A level of the house as a feed frame changed it; lots. */
export interface LevelChange {
  /** Who says so: a depth frame (or snapshot), or the best quote. */
  readonly source: 'depth' | 'best'
  /** What the level showed before, 0 when it did not exist. */
  readonly shownBefore: number
  /** Lots printed at the level since it last changed. */
  readonly printed: number
  readonly shownNow: number
}

/**
 * Where a user's order stands in the queue of the real market at its price, told only by what the feed shows.
 * The answer is always the house lots before the order. A model keeps the order of queue places: applied to the
 * orders of a level it never lets a later order pass an earlier one (fill-truth.md).
 */
export interface QueueModel {
  readonly name: string
  /** The place of an order that joins a level showing `shown` lots. */
  join(shown: number): number
  /** The place after `lots` of the queue before the order traded, with a print or with a taker of ours. */
  trade(ahead: number, lots: number): number
  /** The place after the level's displayed size changed. */
  change(ahead: number, level: LevelChange): number
}
