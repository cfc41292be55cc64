import type { Frame } from '#contracts/topics/market'
import type { Instrument } from '#core/orders'
import { createConnection } from './connection.ts'
import { parseLine } from './frames.ts'
import { createNormaliser } from './normalise.ts'

/** The frames of a recording, made on demand: the same ones, with the same numbers, that a replay feed of these files publishes. */
interface Playback {
  /** Frames not yet taken, up to and with number `n`. */
  framesUpTo(n: number): Frame[]
  /** The snapshot numbered `n` and what belongs to it: the recording's own, or one asked for after frame `n`. */
  snapshotAt(n: number): Frame[]
}

/** Opens a recording of one symbol by its lines, in their order. */
export function openPlayback(instrument: Instrument, recording: Iterable<string>): Playback {
  const lines = recording[Symbol.iterator]()
  const normaliser = createNormaliser({ instrument })
  let made: Frame[] = []
  const connection = createConnection(new Map([[instrument.symbol, normaliser]]), (_, step) => made.push(...step.frames))
  function play(n: number): void {
    while (normaliser.position().n < n) {
      const next = lines.next()
      if (next.done === true) return connection.finish()
      const event = parseLine(next.value)
      if (event.kind !== 'rejected') connection.accept(instrument.symbol, event)
    }
  }
  return {
    framesUpTo(n) {
      play(n)
      const taken = made.filter(frame => frame.n <= n)
      made = made.filter(frame => frame.n > n)
      return taken
    },
    snapshotAt(n) {
      play(n)
      const own = made.find(frame => frame.n === n && frame.kind === 'snapshot')
      const described = own === undefined ? normaliser.describe() : [own]
      made = made.filter(frame => frame.n > n)
      return described
    },
  }
}
