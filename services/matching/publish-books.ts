import type { BookUpdate } from '#contracts/topics/market'
import { formatDecimal } from '#core/decimal'
import { fromLots, fromTicks } from '#core/orders'
import type { Market } from './market.ts'

/** Levels of a whole book that are told at once, per side. */
const snapshotLevelsMax = 5_000

/** What the readers of a book must hear after a committed batch; undefined when nothing they can see changed. */
export function nextUpdate(market: Market, at: string): BookUpdate | undefined {
  const changes = market.book.takeChanges()
  const isSnapshot = market.snapshotWanted
  const last = market.book.last()
  const isSame = changes.bids.length === 0 && changes.asks.length === 0 && market.told === market.state && market.toldLast === last
  if (!isSnapshot && isSame) return undefined
  const prevSeq = market.bookSeq
  market.bookSeq += 1
  market.told = market.state
  market.toldLast = last
  market.snapshotWanted = false
  const levels = (list: readonly (readonly [number, number])[]): [string, string][] =>
    list.map(([ticks, lots]) => [priceText(market, ticks), quantityText(market, lots)])
  const source = (market.position?.source ?? 'synthetic') as BookUpdate['source']
  return {
    symbol: market.instrument.symbol,
    seq: market.bookSeq,
    prev_seq: prevSeq,
    snapshot: isSnapshot,
    state: market.state,
    source,
    last_price: last === 0 ? null : priceText(market, last),
    market_time: market.position === undefined || market.position.t === 0 ? null : new Date(market.position.t).toISOString(),
    at,
    bids: levels(isSnapshot ? market.book.levels('buy', snapshotLevelsMax) : changes.bids),
    asks: levels(isSnapshot ? market.book.levels('sell', snapshotLevelsMax) : changes.asks),
  }
}

function priceText({ instrument }: Market, ticks: number): string {
  return formatDecimal(fromTicks(instrument, ticks), instrument.priceScale)
}
/** "0" says that the level is gone. */
function quantityText({ instrument }: Market, lots: number): string {
  return lots === 0 ? '0' : formatDecimal(fromLots(instrument, lots), instrument.baseScale)
}
