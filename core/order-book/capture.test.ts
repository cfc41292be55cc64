import { expect, test } from 'vitest'
import { parseDecimal } from '#core/decimal'
import { createLocalBook } from '#core/market'
import { createBook } from '#core/order-book'
import type { BookCommand, BookEvent, Level, NewOrder } from '#core/order-book'
import { hasRecordings, recorded } from '../recorded.model.ts'

/** BTCUSDT: ticks of 0.01, lots of 0.00001; sizes are shown finer than that and rounded down. */
function count(text: string, unit: bigint): number {
  const units = parseDecimal(text, 8)
  if (typeof units !== 'bigint') throw new Error(`not a decimal: ${text}`)
  return Number(units / unit)
}
const levelOf = ([price, quantity]: readonly [string, string]): Level => [count(price, 1_000_000n), count(quantity, 1_000n)]

/** The recorded frames as commands, from the moment the local book is joined; each update id is applied once, in order. */
function* commandsOf(lines: readonly string[]): Generator<BookCommand> {
  const local = createLocalBook()
  let number = 0
  for (const line of lines) {
    const read = JSON.parse(line.slice(line.indexOf(' ') + 1))
    const frame = { session: 1, frame: (number += 1) }
    if (read.lastUpdateId) {
      local.accept({ kind: 'snapshot', last: read.lastUpdateId, bids: read.bids, asks: read.asks })
      const levels = (side: 'buy' | 'sell'): Level[] => local.levels(side, 10_000).map(level => levelOf(level as [string, string]))
      yield { kind: 'house_snapshot', bids: levels('buy'), asks: levels('sell'), frame }
      continue
    }
    const { stream, data } = read
    if (data.e === 'depthUpdate') {
      const result = local.accept({ kind: 'diff', first: data.U, last: data.u, bids: data.b, asks: data.a })
      if (result === 'applied') yield { kind: 'house_depth', bids: data.b.map(levelOf), asks: data.a.map(levelOf), frame }
    } else if (!local.isJoined()) continue
    else if (stream.endsWith('@bookTicker')) {
      const [bid, bidLots] = levelOf([data.b, data.B])
      const [ask, askLots] = levelOf([data.a, data.A])
      yield { kind: 'house_best', bid, bidLots, ask, askLots, frame }
    } else if (stream.endsWith('@trade')) {
      const [price, lots] = levelOf([data.p, data.q])
      yield { kind: 'print', price, lots, takerSide: data.m ? 'sell' : 'buy', tradeId: data.t, frame }
    }
  }
}

/** A user's order every few frames, around the touch; the sequence is fixed. */
function orderAt(step: number, touch: { bid: number; ask: number }): NewOrder {
  const side = step % 2 === 0 ? 'buy' : 'sell'
  const price = (side === 'buy' ? touch.bid : touch.ask) + ((step * 7) % 5) - 2
  const isMarket = step % 11 === 0
  return {
    kind: 'new',
    order: step,
    owner: (step % 5) + 1,
    side,
    type: isMarket ? 'market' : 'limit',
    timeInForce: isMarket ? 'ioc' : 'gtc',
    postOnly: step % 13 === 0 && !isMarket,
    price: isMarket ? 0 : price,
    quantity: ((step * 37) % 900) + 1,
    quoteQuantity: 0,
    spendMax: 0,
    selfTrade: 'expire_taker',
    display: 0,
    expiresAt: 0,
    trigger: null,
    peg: null,
  }
}

test.skipIf(!hasRecordings)(
  'ten minutes of recorded BTCUSDT with users in between: never crossed, no print or displayed lot used twice (needs the recorded data)',
  () => {
    const lines = (recorded('binance/spot-raw/btcusdt_20240808.gz') + recorded('binance/spot-raw/btcusdt_20240809.gz')).trim().split('\n')
    const book = createBook()
    const used = new Map<string, number>()
    const causes = { order: 0, level: 0, print: 0, diff: 0 }
    let [frames, step] = [0, 0]
    for (const command of commandsOf(lines)) {
      const events: BookEvent[] = []
      book.apply(command, events)
      frames += 1
      const touch = { bid: book.best('buy'), ask: book.best('sell') }
      expect(touch.bid < touch.ask).toBe(true)
      if (frames % 20 === 0 && touch.bid > 0) book.apply(orderAt((step += 1), touch), events)
      if (frames % 60 === 0) book.apply({ kind: 'cancel', order: Math.max(1, step - 40) }, events)
      for (const event of events) {
        if (event.kind !== 'fill') continue
        const { cause, frame, level, shown, tradeId } = event.evidence
        causes[cause] += 1
        if (cause === 'order') continue
        const key =
          cause === 'print'
            ? `print ${tradeId}`
            : `${(cause === 'diff') === (event.takerSide === 'sell') ? 'ask' : 'bid'} ${level} ${frame.frame}`
        used.set(key, (used.get(key) ?? 0) + event.lots)
        expect(used.get(key)).toBeLessThanOrEqual(shown)
      }
    }
    expect(frames).toBeGreaterThan(99_000)
    for (const cause of ['level', 'print', 'diff'] as const) expect(causes[cause]).toBeGreaterThan(100)
  },
  120_000,
)
