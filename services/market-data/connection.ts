/** What several symbols share: the connection their frames came over, and so its silences. */
import type { FeedEvent } from './frames.ts'
import type { Normaliser, Step } from './normalise.ts'

/** Nothing at all for this long is staleness (order-semantics d13); one thin symbol's own silence is not. */
const idleAfterNs = 3_000_000_000n
/** A frame without market time cannot move the receive clock further than this: it might be nonsense. */
const unprovenJumpMaxNs = 3_600_000_000_000n

export interface Connection {
  /** Gives an event to its symbol; a silence before it is told first. */
  accept(symbol: string, event: FeedEvent): void
  /** Receive time from which the connection counts as idle if nothing comes; undefined before the first event and while idle. */
  idleAtNs(): bigint | undefined
  /** The connection has been silent for too long: every symbol is stale until something comes. */
  idle(): void
  /** The recording is over. */
  finish(): void
}

export function createConnection(lanes: ReadonlyMap<string, Normaliser>, deliver: (symbol: string, step: Step) => void): Connection {
  let lastNs: bigint | undefined
  let isIdle = false

  function idle(): void {
    isIdle = true
    for (const [symbol, lane] of lanes) deliver(symbol, lane.idle())
  }
  return {
    idle,
    idleAtNs: () => (lastNs === undefined || isIdle ? undefined : lastNs + idleAfterNs),
    accept(symbol, event) {
      const lane = lanes.get(symbol)
      if (lane === undefined) return
      const jumpNs = lastNs === undefined ? 0n : event.receivedNs - lastNs
      if (jumpNs > unprovenJumpMaxNs && !('at' in event)) return
      if (jumpNs > idleAfterNs && !isIdle) idle()
      if (lastNs === undefined || jumpNs > 0n) lastNs = event.receivedNs
      deliver(symbol, lane.accept(event))
      if (!isIdle) return
      isIdle = false
      for (const [name, other] of lanes) if (name !== symbol) deliver(name, other.resume())
    },
    finish() {
      for (const [symbol, lane] of lanes) deliver(symbol, lane.finish())
    },
  }
}
