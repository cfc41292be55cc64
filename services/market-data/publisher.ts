/** Frames of one session on their way out: gathered, then published as one message. */
import type { Frame, FrameBatch } from '#contracts/topics/market'
import type { Normaliser } from './normalise.ts'

/** Frames of one message; a busy second has 1,400. */
const batchFramesMax = 256

export interface PublisherOptions {
  readonly symbol: string
  readonly source: FrameBatch['source']
  readonly session: number
  readonly publish: (batch: FrameBatch) => void
}

/** The frame a book is wanted at or after. */
export interface WantedPosition {
  readonly session: number
  readonly atLeast: number
}

export interface Publisher {
  push(frames: readonly Frame[]): void
  flush(): void
  /** Frames up to here were published by an earlier run; they are not published again. */
  skipTo(n: number): void
  /** A reader wants the whole book at or after a position; it gets it with the next flush that is that far. */
  want(position: WantedPosition): void
}

export function createPublisher({ symbol, source, session, publish }: PublisherOptions, normaliser: Normaliser): Publisher {
  let pending: Frame[] = []
  let published = 0
  let wantedFrom: number | undefined

  function flushFrames(): void {
    const last = pending.at(-1)
    if (last === undefined) return
    const frames = pending
    pending = []
    const prevN = published
    published = last.n
    publish({ symbol, source, session, prev_n: prevN, frames })
  }
  return {
    push(frames) {
      for (const frame of frames) if (frame.n > published) pending.push(frame)
      if (pending.length >= batchFramesMax) flushFrames()
    },
    flush() {
      flushFrames()
      const { n } = normaliser.position()
      if (wantedFrom === undefined || n === 0 || n < wantedFrom - 1) return
      // A feed that is not live makes no new frame: its book is shown as it is.
      if (n < wantedFrom && normaliser.state() === 'live') return
      wantedFrom = undefined
      publish({ symbol, source, session, prev_n: n, frames: normaliser.describe() })
    },
    skipTo(n) {
      published = n
    },
    want({ session: known, atLeast }) {
      const from = known < session ? 0 : atLeast
      if (known <= session) wantedFrom = Math.min(wantedFrom ?? from, from)
    },
  }
}
