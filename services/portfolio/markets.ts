import { toInstrument } from '#contracts/instruments'
import type { BookUpdate, FrameBatch, InstrumentRules } from '#contracts/topics/market'
import { parseDecimal } from '#core/decimal'
import { createMirror, type Mirror } from '#core/market'
import type { Instrument } from '#core/orders'
import { createPricer, markOf, type Pricer } from '#core/portfolio'

/** Instruments and the marks of the moment, in memory. Marks come again within seconds after a start, from the books. */
export interface Markets {
  learnRules(rules: readonly InstrumentRules[]): void
  learnBook(update: BookUpdate): void
  learnFrames(batch: FrameBatch): void
  readonly bySymbol: ReadonlyMap<string, Instrument>
  /** At price scale + 1. */
  markOf(instrument: Instrument): bigint | undefined
  readonly pricer: Pricer
  /** Decimals of an asset's unit; undefined when no instrument has it. */
  scaleOf(asset: string): number | undefined
  /** The latest market time heard, ms; undefined before the first frame. */
  now(): number | undefined
}

/** `want` asks the engine for a whole book. */
export function createMarkets(want: (symbol: string) => void): Markets {
  const bySymbol = new Map<string, Instrument>()
  const scales = new Map<string, number>()
  const mirrors = new Map<string, Mirror>()
  const prints = new Map<string, string>()
  let latest: number | undefined
  function mark(instrument: Instrument): bigint | undefined {
    const mirror = mirrors.get(instrument.symbol)
    const units = (text: string | number | undefined): bigint | undefined => price(text, instrument.priceScale)
    return markOf({
      bid: units(mirror?.levels('buy', 1)[0]?.[0]),
      ask: units(mirror?.levels('sell', 1)[0]?.[0]),
      last: units(prints.get(instrument.symbol)),
    })
  }
  return {
    learnRules(rules) {
      for (const rule of rules) {
        bySymbol.set(rule.symbol, toInstrument(rule))
        scales.set(rule.base_asset, rule.base_scale).set(rule.quote_asset, rule.quote_scale)
      }
    },
    learnBook(update) {
      const mirror = mirrors.get(update.symbol) ?? createMirror()
      mirrors.set(update.symbol, mirror)
      if (update.snapshot) mirror.applySnapshot(update)
      else if (mirror.applyUpdate(update) === 'gap') want(update.symbol)
    },
    learnFrames({ symbol, frames }) {
      for (const frame of frames) if (frame.kind === 'print') prints.set(symbol, frame.price)
      const at = frames.at(-1)?.t
      if (at !== undefined && at > (latest ?? 0)) latest = at
    },
    bySymbol,
    markOf: mark,
    pricer: createPricer(() => bySymbol.values(), mark),
    scaleOf: asset => scales.get(asset),
    now: () => latest,
  }
}

function price(text: string | number | undefined, scale: number): bigint | undefined {
  const units = text === undefined ? undefined : parseDecimal(String(text), scale)
  return typeof units === 'bigint' ? units : undefined
}
