/** The rules of all symbols: built in, met in a recording, or known from before. What is new or changed is told once. */
import { toInstrument, toRules } from '#contracts/instruments'
import { refuse } from '#contracts/problems'
import { type InstrumentRules, instrumentUpdated } from '#contracts/topics/market'
import type { Instrument } from '#core/orders'
import { StartRefused } from '#platform/service'
import type { Context } from '#platform/service'
import { catalogue, describeRecorded, readSymbols } from './catalogue.ts'
import type { MarketDataManifest } from './manifest.ts'
import * as store from './market-data-store.ts'
import type { Scales } from './recording.ts'

export interface Listed {
  readonly instrument: Instrument
  readonly rules: InstrumentRules
}
export type Instruments = ReadonlyMap<string, Listed>

const stream = 'instruments'

/** Brings the stored rules up to date for a feed that carries `feedSymbols`, and emits `instrument.updated` for what changed. */
export async function openInstruments(
  context: Context<MarketDataManifest>,
  feedSymbols: ReadonlyMap<string, Scales | undefined>,
): Promise<Instruments> {
  const stored = new Map<string, InstrumentRules>()
  for (const { rules } of await context.sql.query<store.RulesRow>(store.loadInstruments)) {
    const read = JSON.parse(rules) as InstrumentRules
    stored.set(read.symbol, read)
  }
  const current = new Map<string, InstrumentRules>()
  for (const rules of [...stored.values(), ...readRules(context, stored, feedSymbols)]) {
    current.set(rules.symbol, { ...keepScales(rules, stored.get(rules.symbol)), has_feed: feedSymbols.has(rules.symbol) })
  }
  for (const symbol of feedSymbols.keys())
    if (!current.has(symbol)) throw new StartRefused(`The feed carries ${symbol}, whose amounts cannot be kept exactly; correct FEED_URL.`)
  const changed = [...current.values()].flatMap(rules => nextVersion(rules, stored.get(rules.symbol)))
  for (const rules of changed) current.set(rules.symbol, rules)
  if (changed.length > 0) {
    await context.write(async tx => {
      await store.saveInstruments(tx, changed)
      for (const rules of changed) tx.emit(instrumentUpdated, stream, rules.symbol, rules)
    })
  }
  return new Map([...current].map(([symbol, rules]) => [symbol, { rules, instrument: toInstrument(rules) }]))
}

/** The listed symbol, or UNKNOWN_SYMBOL. */
export function findListed(instruments: Instruments, symbol: string): Listed {
  const rule = { field: 'symbol', rule: 'must be a listed symbol', value: symbol }
  return instruments.get(symbol) ?? refuse('UNKNOWN_SYMBOL', `There is no symbol ${symbol}; GET /api/v1/market/symbols lists them`, [rule])
}

function readRules(
  context: Context<MarketDataManifest>,
  stored: ReadonlyMap<string, InstrumentRules>,
  feedSymbols: ReadonlyMap<string, Scales | undefined>,
): InstrumentRules[] {
  const built = catalogue()
  const names = new Set([...stored.keys(), ...built.map(symbol => (symbol as { symbol: string }).symbol)])
  const met = [...feedSymbols].flatMap(([symbol, scales]) =>
    names.has(symbol) || scales === undefined ? [] : (describeRecorded(symbol, scales) ?? []),
  )
  const { instruments, refused } = readSymbols([...built, ...met], scalesOf(stored))
  for (const reason of refused) context.log.warn({ reason }, 'a symbol cannot be offered')
  return instruments.map(instrument => toRules(instrument, false))
}

function scalesOf(stored: ReadonlyMap<string, InstrumentRules>): Map<string, number> {
  const scales = new Map<string, number>()
  for (const rules of stored.values()) scales.set(rules.base_asset, rules.base_scale).set(rules.quote_asset, rules.quote_scale)
  return scales
}

/** A price scale is fixed for a symbol's life: rules that need another one are not taken over. */
function keepScales(rules: InstrumentRules, before: InstrumentRules | undefined): InstrumentRules {
  const isSame =
    before === undefined ||
    (before.price_scale === rules.price_scale && before.base_scale === rules.base_scale && before.quote_scale === rules.quote_scale)
  return isSame ? rules : before
}

function nextVersion(rules: InstrumentRules, before: InstrumentRules | undefined): InstrumentRules[] {
  if (before === undefined) return [{ ...rules, version: 1 }]
  const isSame = JSON.stringify({ ...rules, version: before.version }) === JSON.stringify(before)
  return isSame ? [] : [{ ...rules, version: before.version + 1 }]
}
