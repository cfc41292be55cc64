import { expect, test } from 'vitest'
import type { Candle } from '#core/candles'
import { btcusdt } from '#testing/scripted-market'
import { Tape } from './tape.ts'

const hourMs = 3_600_000
const minuteMs = 60_000
const start = Date.UTC(2026, 0, 5)

function print(price: bigint, executedAt: number) {
  return { id: String(executedAt), price, quantity: 1_000n, side: 'buy' as const, executedAt }
}
function minute(openTime: number, close: bigint): Candle {
  return { openTime, open: close, high: close, low: close, close, volume: 1n, quoteVolume: 1n, tradeCount: 1 }
}

test('hourly closes are the last price of each hour with a trade, the running one last, over sessions and as trades come', () => {
  const tape = new Tape(btcusdt)
  expect(tape.hourCloses(start)).toEqual([])
  // Two days of minutes, one an hour and a later one in it; hour 40 has none.
  const minutes = Array.from({ length: 48 }, (_, hour) => hour)
    .filter(hour => hour !== 40)
    .flatMap(hour => [minute(start + hour * hourMs, BigInt(hour)), minute(start + hour * hourMs + 30 * minuteMs, BigInt(100 + hour))])
  tape.begin({ own: new Map(), earlier: new Map(), minutes })
  const now = start + 47 * hourMs + 40 * minuteMs
  const expected = Array.from({ length: 24 }, (_, index) => 24 + index).filter(hour => hour !== 40)
  expect(tape.hourCloses(now)).toEqual(expected.map(hour => BigInt(100 + hour)))
  tape.add(print(7n, now))
  tape.add(print(8n, now + 1))
  expect(tape.hourCloses(now + 1).slice(-2)).toEqual([146n, 8n])
  tape.add(print(9n, now + hourMs))
  expect(tape.hourCloses(now + hourMs).slice(-2)).toEqual([8n, 9n])
  expect(tape.hourCloses(now + hourMs)).toHaveLength(expected.length)
  expect(tape.hourCloses(now + 30 * hourMs)).toEqual([])
})
