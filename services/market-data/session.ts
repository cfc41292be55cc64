/** One pass of a feed: every symbol's frames, numbered from 1, over one connection. */
import type { FrameBatch } from '#contracts/topics/market'
import type { Instrument } from '#core/orders'
import { type Connection, createConnection } from './connection.ts'
import { createNormaliser, type Normaliser, type Print } from './normalise.ts'
import { createPublisher, type Publisher } from './publisher.ts'

/** The feeds of this release. */
export type FeedSourceName = 'replay' | 'synthetic'

export interface SymbolSession {
  readonly symbol: string
  readonly instrument: Instrument
  readonly session: number
  readonly normaliser: Normaliser
  readonly publisher: Publisher
  /** Wall time at which a frame was last made. */
  lastFrameAt: number | undefined
}
export interface Pass {
  readonly sessions: ReadonlyMap<string, SymbolSession>
  readonly connection: Connection
  /** Events of the recording taken so far. */
  lines: number
  /** False while an earlier run's part is gone through again: nothing is told. */
  isNews: boolean
  isDone: boolean
  flush(): void
}

export interface PassOptions {
  readonly source: FeedSourceName
  readonly shiftMs: number
  readonly numbers: ReadonlyMap<string, number>
  readonly instrumentOf: (symbol: string) => Instrument
  readonly now: () => number
  readonly publish: (batch: FrameBatch) => void
  readonly onPrint: (symbol: string, print: Print) => void
}

export function openPass({ source, shiftMs, numbers, instrumentOf, now, publish, onPrint }: PassOptions): Pass {
  const sessions = new Map<string, SymbolSession>()
  for (const [symbol, session] of numbers) {
    const instrument = instrumentOf(symbol)
    const normaliser = createNormaliser({ instrument, shiftMs })
    const publisher = createPublisher({ symbol, source, session, publish }, normaliser)
    sessions.set(symbol, { symbol, instrument, session, normaliser, publisher, lastFrameAt: undefined })
  }
  const lanes = new Map([...sessions].map(([symbol, { normaliser }]) => [symbol, normaliser]))
  const pass: Pass = {
    sessions,
    lines: 0,
    isNews: true,
    isDone: false,
    connection: createConnection(lanes, (symbol, { frames, print }) => {
      const session = sessions.get(symbol)!
      if (frames.length > 0) session.lastFrameAt = now()
      if (!pass.isNews) return
      session.publisher.push(frames)
      if (print !== undefined) onPrint(symbol, print)
    }),
    flush() {
      for (const { publisher } of sessions.values()) publisher.flush()
    },
  }
  return pass
}
