import { toInstrument } from '#contracts/instruments'
import { refuse } from '#contracts/problems'
import type { InstrumentRules } from '#contracts/topics/market'
import type { Instrument } from '#core/orders'
import type { Sql } from '#platform/service'
import { loadInstruments } from './order-store.ts'

/** The rules of all symbols, in memory: read once, then kept current by `instrument.updated`. */
export interface Instruments {
  readonly bySymbol: ReadonlyMap<string, Instrument>
  learn(rules: readonly InstrumentRules[]): void
  /** The instrument of a symbol; UNKNOWN_SYMBOL when there is none. */
  find(symbol: string): Instrument
}

export async function openInstruments(sql: Sql): Promise<Instruments> {
  const bySymbol = new Map<string, Instrument>()
  for (const { rules } of await sql.query<{ rules: string }>(loadInstruments)) learn([JSON.parse(rules) as InstrumentRules])
  function learn(rules: readonly InstrumentRules[]): void {
    for (const rule of rules) bySymbol.set(rule.symbol, toInstrument(rule))
  }
  return {
    bySymbol,
    learn,
    find: symbol =>
      bySymbol.get(symbol) ??
      refuse('UNKNOWN_SYMBOL', `There is no symbol ${symbol}; GET /api/v1/market/symbols lists them`, [
        { field: 'symbol', rule: 'must be a listed symbol', value: symbol },
      ]),
  }
}
