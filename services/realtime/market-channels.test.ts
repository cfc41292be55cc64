import { describe, expect, test } from 'vitest'
import type { BookUpdate } from '#contracts/topics/market'
import { createMirror } from '#core/market'
import type { Clock } from '#platform/service'
import type { DataFrame } from '#testing/socket'
import { createBookChannel } from './book-channel.ts'
import { createMarketHub } from './market-hub.ts'
import { createTradesChannel } from './trades-channel.ts'

const clock = { now: () => 0 } as Clock
type Levels = [string, string][]

function update(seq: number, bids: Levels, asks: Levels = [], snapshot = false): BookUpdate {
  const feed = { state: 'live', source: 'synthetic', last_price: null, market_time: null, at: '2026-01-01T00:00:00.000Z' } as const
  return { symbol: 'X', seq, prev_seq: seq - 1, snapshot, bids, asks, ...feed }
}
function reader(): { isReady: () => boolean; send: (frame: string | Buffer) => void; frames: DataFrame[]; isSlow: boolean } {
  const frames: DataFrame[] = []
  const outlet = {
    frames,
    isSlow: false,
    isReady: () => !outlet.isSlow,
    send: (frame: string | Buffer) => void frames.push(JSON.parse(String(frame))),
  }
  return outlet
}
function rebuilt(frames: readonly DataFrame[]): unknown {
  const mirror = createMirror()
  for (const { type, seq, prev_seq, data } of frames as readonly DataFrame<{ bids: Levels; asks: Levels }>[]) {
    if (type === 'snapshot') mirror.applySnapshot({ seq, ...data })
    else expect(mirror.applyUpdate({ seq, prev_seq: prev_seq!, ...data })).toBe('applied')
  }
  return [mirror.seq(), mirror.levels('buy', 99), mirror.levels('sell', 99)]
}

describe('the book channel', () => {
  test('tells nothing before the book is known, then a snapshot, then changes joined into one frame', () => {
    const hub = createMarketHub(clock, () => undefined)
    const book = createBookChannel(
      () => undefined,
      () => null,
    )
    const outlet = reader()
    hub.join('orderbook:X', book, outlet)
    hub.flush()
    expect(outlet.frames).toEqual([])
    book.learn(update(5, [['1', '1']], [['3', '1']], true))
    hub.flush()
    book.learn(update(6, [['2', '1']]))
    book.learn(update(7, [['1', '0']], [['3', '4']]))
    hub.flush()
    hub.flush()
    expect(outlet.frames.map(({ type, seq, prev_seq }) => [type, seq, prev_seq])).toEqual([
      ['snapshot', 5, undefined],
      ['update', 7, 5],
    ])
    expect(rebuilt(outlet.frames)).toEqual([7, [['2', '1']], [['3', '4']]])
  })

  test('a gap asks for the whole book once it is noticed, and heals by the difference', () => {
    const hub = createMarketHub(clock, () => undefined)
    let wanted = 0
    const book = createBookChannel(
      () => (wanted += 1),
      () => null,
    )
    const outlet = reader()
    book.learn(
      update(
        1,
        [
          ['1', '1'],
          ['2', '2'],
        ],
        [['5', '5']],
        true,
      ),
    )
    hub.join('orderbook:X', book, outlet)
    book.learn(update(3, [['1', '9']]))
    expect(wanted).toBe(1)
    hub.flush()
    expect(outlet.frames).toHaveLength(1)
    book.learn(update(4, [['1', '9']], [['6', '6']], true))
    hub.flush()
    expect(outlet.frames.at(-1)).toMatchObject({ type: 'update', seq: 4, prev_seq: 1 })
    expect(rebuilt(outlet.frames)).toEqual([4, [['1', '9']], [['6', '6']]])
  })

  test('a slow reader loses updates and gets a snapshot when it reads again; the others lose nothing', () => {
    let dropped = 0
    const hub = createMarketHub(clock, () => (dropped += 1))
    const book = createBookChannel(
      () => undefined,
      () => null,
    )
    const [slow, quick] = [reader(), reader()]
    book.learn(update(1, [['1', '1']], [], true))
    for (const outlet of [slow, quick]) hub.join('orderbook:X', book, outlet)
    slow.isSlow = true
    for (const seq of [2, 3]) {
      book.learn(update(seq, [[String(seq), '1']]))
      hub.flush()
    }
    slow.isSlow = false
    book.learn(update(4, [['4', '1']]))
    hub.flush()
    book.learn(update(5, [['5', '1']]))
    hub.flush()
    expect(dropped).toBe(2)
    expect(slow.frames.map(({ type, seq }) => [type, seq])).toEqual([
      ['snapshot', 1],
      ['snapshot', 4],
      ['update', 5],
    ])
    expect(quick.frames.map(({ type, seq }) => [type, seq])).toEqual([
      ['snapshot', 1],
      ['update', 2],
      ['update', 3],
      ['update', 4],
      ['update', 5],
    ])
    expect(rebuilt(slow.frames)).toEqual(rebuilt(quick.frames))
  })

  test('who leaves hears nothing more, and a later one begins anew', () => {
    const hub = createMarketHub(clock, () => undefined)
    const book = createBookChannel(
      () => undefined,
      () => null,
    )
    const [first, second] = [reader(), reader()]
    book.learn(update(1, [['1', '1']], [], true))
    hub.join('orderbook:X', book, first)
    hub.leave('orderbook:X', first)
    expect(book.isWatched).toBe(false)
    book.learn(update(2, [['2', '1']]))
    hub.join('orderbook:X', book, second)
    book.learn(update(3, [['3', '1']]))
    hub.flush()
    expect(first.frames).toHaveLength(1)
    expect(rebuilt(second.frames)).toEqual([
      3,
      [
        ['3', '1'],
        ['2', '1'],
        ['1', '1'],
      ],
      [],
    ])
  })
})

test('a print told again is told once', () => {
  const hub = createMarketHub(clock, () => undefined)
  const trades = createTradesChannel()
  const outlet = reader()
  hub.join('trades:X', trades, outlet)
  const batch = {
    symbol: 'X',
    source: 'replay' as const,
    session: 1,
    prev_n: 0,
    frames: [{ n: 1, t: 5, kind: 'print' as const, trade_id: '7', price: '1', quantity: '2', side: 'buy' as const }],
  }
  trades.learnFrames(batch)
  trades.learnFrames(batch)
  hub.flush()
  expect(outlet.frames.map(({ type, data }) => [type, (data as unknown[]).length])).toEqual([
    ['snapshot', 0],
    ['update', 1],
  ])
})
