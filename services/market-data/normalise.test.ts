import { describe, expect, test } from 'vitest'
import type { Frame } from '#contracts/topics/market'
import { createLocalBook } from '#core/market'
import { checkLines } from './checks.model.ts'
import { parseLine } from './frames.ts'
import { bitcoinLines, hasRecordings, playLines } from './recorded.model.ts'

const startNs = 1_750_000_000_000_000_000n
const startMs = Number(startNs / 1_000_000n)
type Levels = [string, string][]

/** Lines by hand: each comes 100 ms after the one before. */
function script(): {
  lines: string[]
  wait: (ms: number) => void
  snapshot: (last: number, bids: Levels, asks: Levels) => void
  depth: (first: number, last: number, bids: Levels, asks: Levels) => void
  best: (update: number, bid: string, ask: string) => void
  trade: (id: number) => void
} {
  const lines: string[] = []
  let atMs = startMs
  const add = (frame: object): void => {
    atMs += 100
    lines.push(`${atMs}000000 ${JSON.stringify(frame)}`)
  }
  const data = (name: string, fields: object): void => add({ stream: `btcusdt@${name}`, data: { s: 'BTCUSDT', ...fields } })
  return {
    lines,
    wait: ms => void (atMs += ms),
    snapshot: (last, bids, asks) => add({ lastUpdateId: last, bids, asks }),
    depth: (first, last, b, a) => data('depth@100ms', { e: 'depthUpdate', E: atMs + 100, U: first, u: last, b, a }),
    best: (update, b, a) => data('bookTicker', { u: update, b, B: '1', a, A: '1' }),
    trade: id => data('trade', { e: 'trade', E: atMs + 100, T: atMs + 100, t: id, p: '100.00', q: '0.5', m: false }),
  }
}
const short = (frame: Frame): string => (frame.kind === 'state' ? frame.state : frame.kind)
const told = (lines: readonly string[]): string[] =>
  playLines(lines)
    .frames.map(short)
    .filter(kind => kind !== 'tick')

describe('a symbol of a session', () => {
  test('is silent until the snapshot joins, then begins with it and is live; prints before feed only the candles', () => {
    const feed = script()
    feed.trade(1)
    feed.best(4, '99', '101')
    feed.depth(4, 6, [['99', '1']], [])
    feed.snapshot(5, [['98', '2']], [['101', '1']])
    feed.depth(7, 7, [], [['101', '3']])
    const { frames, prints } = playLines(feed.lines)
    expect(frames.map(short)).toEqual(['snapshot', 'live', 'depth', 'stale'])
    expect(frames.map(({ n }) => n)).toEqual([1, 2, 3, 4])
    expect(frames[0]).toMatchObject({
      bids: [
        ['99', '1'],
        ['98', '2'],
      ],
      asks: [['101', '1']],
    })
    expect(prints).toHaveLength(1)
  })
  test('a lost depth frame means resyncing until another snapshot joins', () => {
    const feed = script()
    feed.snapshot(5, [['98', '2']], [['101', '1']])
    feed.depth(7, 8, [['99', '1']], [])
    feed.best(9, '99', '101')
    feed.snapshot(8, [['97', '2']], [['101', '1']])
    expect(told(feed.lines)).toEqual(['snapshot', 'live', 'resyncing', 'snapshot', 'live', 'stale'])
  })
  test('a crossed book is stale before it is shown, and live when it has uncrossed', () => {
    const feed = script()
    feed.snapshot(5, [['98', '2']], [['101', '1']])
    feed.depth(6, 6, [['102', '1']], [])
    feed.depth(7, 7, [['102', '0']], [])
    expect(told(feed.lines)).toEqual(['snapshot', 'live', 'stale', 'depth', 'depth', 'snapshot', 'live', 'stale'])
  })
  test('best quotes: old ones do nothing, a crossed one is left out and makes the feed stale until a good one', () => {
    const feed = script()
    feed.snapshot(5, [['98', '2']], [['101', '1']])
    feed.best(7, '99', '101')
    feed.best(6, '98', '101')
    feed.best(7, '98', '101')
    feed.best(8, '102', '101')
    feed.best(9, '99', '100')
    feed.best(9_007_199_254_740_000, '1', '2')
    feed.best(10, '99', '100.5')
    expect(told(feed.lines)).toEqual(['snapshot', 'live', 'best', 'stale', 'best', 'snapshot', 'live', 'best', 'stale'])
  })
  test('trades: a repeat does nothing, a hole means resyncing until the next depth frame', () => {
    const feed = script()
    feed.snapshot(5, [['98', '2']], [['101', '1']])
    feed.trade(10)
    feed.trade(10)
    feed.trade(12)
    feed.trade(11)
    feed.depth(6, 6, [['99', '1']], [])
    feed.trade(13)
    expect(told(feed.lines)).toEqual(['snapshot', 'live', 'print', 'resyncing', 'print', 'depth', 'snapshot', 'live', 'print', 'stale'])
  })
  test('three silent seconds are told where they passed, with the market time of before', () => {
    const feed = script()
    feed.snapshot(5, [['98', '2']], [['101', '1']])
    feed.depth(6, 6, [['99', '1']], [])
    feed.wait(3_500)
    feed.depth(7, 7, [['99', '2']], [])
    const { frames } = playLines(feed.lines)
    expect(frames.map(short)).toEqual(['snapshot', 'live', 'depth', 'stale', 'tick', 'depth', 'snapshot', 'live', 'stale'])
    expect(frames[3]!.t).toBe(frames[2]!.t)
  })
  test('a snapshot from another world does not silence what follows', () => {
    const feed = script()
    feed.snapshot(9_007_199_254_000_000, [['1', '1']], [['2', '1']])
    feed.depth(6, 6, [['99', '1']], [])
    feed.depth(7, 7, [['99', '1']], [])
    feed.snapshot(7, [['98', '2']], [['101', '1']])
    expect(told(feed.lines)).toEqual(['snapshot', 'live', 'resyncing', 'snapshot', 'live', 'stale'])
  })
})

/** The first 20 levels a side of the true book at every update id. */
function truth(lines: readonly string[]): Map<number, string> {
  const book = createLocalBook()
  const states = new Map<number, string>()
  for (const line of lines) {
    const event = parseLine(line)
    if (event.kind === 'depth') book.accept(event.diff)
    else if (event.kind === 'snapshot') book.accept(event.snapshot)
    else continue
    if (book.isJoined()) states.set(book.lastUpdate(), JSON.stringify([book.levels('buy', 20), book.levels('sell', 20)]))
  }
  return states
}

/** Keeps a book from emitted frames alone, as a reader would. */
function createReader(): { take: (frames: readonly Frame[]) => void; state: () => string; top: () => string; isCrossed: () => boolean } {
  const book = createLocalBook()
  let state = 'resyncing'
  let last = 0
  return {
    take(frames) {
      for (const frame of frames) {
        if (frame.kind === 'state') state = frame.state
        if (frame.kind === 'snapshot') book.reset()
        if (frame.kind === 'snapshot' || frame.kind === 'depth') {
          last += 1
          const { bids, asks } = frame
          book.accept(frame.kind === 'depth' ? { kind: 'diff', first: last, last, bids, asks } : { kind: 'snapshot', last, bids, asks })
        }
      }
    },
    state: () => state,
    top: () => JSON.stringify([book.levels('buy', 20), book.levels('sell', 20)]),
    isCrossed() {
      const [bid, ask] = [book.levels('buy', 1)[0], book.levels('sell', 1)[0]]
      return bid !== undefined && ask !== undefined && Number(bid[0]) >= Number(ask[0])
    },
  }
}

describe('the recorded ten minutes of BTCUSDT (need the recorded data)', () => {
  test.skipIf(!hasRecordings)('pass the checks of their README', () => {
    const { spreads: _, ...found } = checkLines(bitcoinLines())
    expect(found).toEqual({
      rejected: 0,
      depth: 6_495,
      best: 73_174,
      prints: 19_904,
      gaps: 0,
      crossed: 0,
      equalIds: 1_072,
      wrongTops: 0,
      tradeHoles: 0,
      states: 6_493,
    })
  })
  test.skipIf(!hasRecordings)('become dense frames of a live, never crossed book, twice the same', () => {
    const lines = bitcoinLines()
    const { frames, prints, normaliser, rejected } = playLines(lines)
    expect(rejected).toBe(0)
    expect(frames.every(({ n }, index) => n === index + 1)).toBe(true)
    expect(frames.every(({ t }, index) => index === 0 || t >= frames[index - 1]!.t)).toBe(true)
    const count = Map.groupBy(frames, short)
    expect([count.get('snapshot')!.length, count.get('depth')!.length, count.get('live')!.length, count.get('stale')!.length]).toEqual([
      1, 6_492, 1, 1,
    ])
    expect(count.get('resyncing')).toBeUndefined()
    expect(count.get('tick')!.length).toBeGreaterThan(645)
    expect(prints).toHaveLength(19_904)
    expect(normaliser.describe().map(short)).toEqual(['snapshot', 'stale'])
    expect(playLines(lines).frames).toEqual(frames)
  })

  const mutations: readonly [string, (lines: string[], at: number) => void][] = [
    ['lost', (lines, at) => void lines.splice(at, 1)],
    ['doubled', (lines, at) => void lines.splice(at, 0, lines[at]!)],
    ['doubled later', (lines, at) => void lines.splice(at + 40, 0, lines[at]!)],
    ['swapped with its neighbour', (lines, at) => void lines.splice(at, 2, lines[at + 1]!, lines[at]!)],
    ['cut in two', (lines, at) => void lines.splice(at, 1, lines[at]!.slice(0, 90), lines[at]!.slice(90))],
  ]
  test.skipIf(!hasRecordings).each(mutations)(
    'with a line %s a reader of the frames is right or told not to trust them',
    (name, mutate) => {
      const lines = bitcoinLines().slice(0, 3_000)
      const states = truth(lines)
      const places = lines.flatMap((line, at) => (at > 20 && at < 2_900 && (line.includes('depthUpdate') || at % 97 === 0) ? [at] : []))
      let notLive = 0
      for (const at of places.filter((_, index) => index % 14 === 0)) {
        const mutated = [...lines]
        mutate(mutated, at)
        const reader = createReader()
        playLines(mutated, (event, normaliser, made) => {
          reader.take(made)
          if (reader.state() !== 'live') notLive += 1
          if (event.kind !== 'depth' || reader.state() !== 'live') return
          expect(reader.top(), `line ${at}`).toBe(states.get(normaliser.lastUpdate()))
        })
      }
    },
  )
  test.skipIf(!hasRecordings)('with prices that cross, the book is never shown live and crossed', () => {
    const lines = bitcoinLines().slice(0, 3_000)
    const places = lines.flatMap((line, index) => (index > 20 && line.includes('depthUpdate') ? [index] : []))
    for (const at of places.filter((_, index) => index % 7 === 0)) {
      const mutated = [...lines]
      mutated[at] = mutated[at]!.replace('"b":[', '"b":[["99999.00000000","1.00000000"],')
      const reader = createReader()
      const seen = new Set<string>()
      playLines(mutated, (_event, _normaliser, made) => {
        reader.take(made)
        seen.add(reader.state())
        expect(reader.state() === 'live' && reader.isCrossed()).toBe(false)
      })
      expect(seen).toContain('stale')
    }
  })
})
