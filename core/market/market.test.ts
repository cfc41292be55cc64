import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareDecimals } from '#core/decimal'
import { createLocalBook, createMirror } from '#core/market'
import type { DepthDiff, DepthSnapshot, LocalBookResult, QuotedLevel } from '#core/market'
import { hasRecordings, recorded } from '../recorded.model.ts'

const diff = (first: number, last: number, bids: QuotedLevel[] = [], asks: QuotedLevel[] = []): DepthDiff => ({
  kind: 'diff',
  first,
  last,
  bids,
  asks,
})
const snapshot = (last: number, bids: QuotedLevel[] = [], asks: QuotedLevel[] = []): DepthSnapshot => ({
  kind: 'snapshot',
  last,
  bids,
  asks,
})

describe('the mirror', () => {
  test('follows snapshot and updates, refuses a hole until the next snapshot', () => {
    const mirror = createMirror()
    expect(mirror.applyUpdate({ seq: 1, prev_seq: 0, bids: [], asks: [] })).toBe('gap')
    mirror.applySnapshot({
      seq: 4,
      bids: [
        ['9.5', '1'],
        ['10', '2'],
      ],
      asks: [['11', '1']],
    })
    expect(
      mirror.applyUpdate({
        seq: 6,
        prev_seq: 4,
        bids: [
          ['10', '0'],
          ['9.50', '3'],
        ],
        asks: [['10.5', '1']],
      }),
    ).toBe('applied')
    expect(mirror.applyUpdate({ seq: 6, prev_seq: 4, bids: [], asks: [] })).toBe('ignored')
    expect([mirror.levels('buy', 9), mirror.levels('sell', 1)]).toEqual([[['9.5', '3']], [['10.5', '1']]])
    expect(mirror.applyUpdate({ seq: 9, prev_seq: 8, bids: [], asks: [] })).toBe('gap')
    expect(mirror.applyUpdate({ seq: 10, prev_seq: 9, bids: [], asks: [] })).toBe('gap')
    expect(mirror.applySnapshot({ seq: 3, bids: [], asks: [] })).toBe('applied')
    expect(mirror.seq()).toBe(3)
  })
  test('equals a naive map of levels, best first', () => {
    const level = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 3 }))
    fc.assert(
      fc.property(fc.array(fc.array(level, { maxLength: 5 })), updates => {
        const mirror = createMirror()
        const naive = new Map<number, number>()
        mirror.applySnapshot({ seq: 0, bids: [], asks: [] })
        updates.forEach((bids, index) => {
          mirror.applyUpdate({ seq: index + 1, prev_seq: index, bids, asks: [] })
          for (const [price, quantity] of bids) naive.set(price, quantity)
        })
        expect(mirror.levels('buy', 99)).toEqual([...naive].filter(([, quantity]) => quantity > 0).sort((a, b) => b[0] - a[0]))
      }),
    )
  })
})

describe('the local book', () => {
  test('buffers, joins the snapshot, drops what is older, and deletes by zero', () => {
    const book = createLocalBook()
    expect(book.accept(diff(5, 7, [['1', '1']]))).toBe('buffered')
    expect(book.accept(diff(8, 10, [['2', '5']]))).toBe('buffered')
    expect(book.accept(snapshot(3))).toBe('stale_snapshot')
    expect(
      book.accept(
        snapshot(
          8,
          [
            ['1', '9'],
            ['2', '1'],
          ],
          [['4', '1']],
        ),
      ),
    ).toBe('applied')
    expect(book.joinedDiffs()).toHaveLength(1)
    expect([book.lastUpdate(), book.levels('buy', 9)]).toEqual([
      10,
      [
        ['2', '5'],
        ['1', '9'],
      ],
    ])
    expect(book.accept(diff(9, 10))).toBe('ignored')
    expect(book.accept(diff(11, 12, [['2.000', '0.000']]))).toBe('applied')
    expect(book.levels('buy', 9)).toEqual([['1', '9']])
  })
  test('a hole drops the book, keeps the diff for the next snapshot', () => {
    const book = createLocalBook()
    book.accept(snapshot(10))
    expect(book.accept(diff(12, 13, [['1', '1']]))).toBe('gap')
    expect(book.isJoined()).toBe(false)
    expect(book.accept(snapshot(12))).toBe('applied')
    expect(book.levels('buy', 1)).toEqual([['1', '1']])
  })
  test('tells when it is crossed; entries nobody can read are passed over', () => {
    const book = createLocalBook()
    book.accept(snapshot(1, [['1', '1']], [['2', '1']]))
    expect(book.accept(diff(2, 2, [['x', '1'] as QuotedLevel, ['2', '1']]))).toBe('crossed')
    expect(book.accept(diff(3, 3, [['2', '0']]))).toBe('applied')
  })
  test('a buffer that nobody empties stays bounded', () => {
    const book = createLocalBook()
    const answers = new Set<LocalBookResult>()
    for (let id = 1; id <= 2_500; id += 1) answers.add(book.accept(diff(id, id)))
    expect(answers).toEqual(new Set(['buffered', 'gap']))
  })

  test.skipIf(!hasRecordings)(
    'follows ten minutes of BTCUSDT: no gap, never crossed, its top equal to every best quote of the same id (needs the recorded data)',
    () => {
      const book = createLocalBook()
      const counts = new Map<LocalBookResult, number>()
      const quotes = new Map<number, { b: string; B: string; a: string; A: string }>()
      const tops = new Map<number, unknown>()
      let states = 0
      for (const line of (recorded('binance/spot-raw/btcusdt_20240808.gz') + recorded('binance/spot-raw/btcusdt_20240809.gz'))
        .trim()
        .split('\n')) {
        const frame = JSON.parse(line.slice(line.indexOf(' ') + 1))
        if (frame.stream?.endsWith('@bookTicker')) quotes.set(frame.data.u, frame.data)
        else if (frame.lastUpdateId || frame.data?.e === 'depthUpdate') {
          const { data } = frame
          count(counts, book.accept(data ? diff(data.U, data.u, data.b, data.a) : snapshot(frame.lastUpdateId, frame.bids, frame.asks)))
          if (!book.isJoined()) continue
          states += 1
          tops.set(book.lastUpdate(), [book.levels('buy', 1), book.levels('sell', 1)])
        }
      }
      const equal = [...quotes].filter(([id, quote]) => {
        if (tops.has(id)) expect(tops.get(id)).toEqual([[[quote.b, quote.B]], [[quote.a, quote.A]]])
        return tops.has(id)
      })
      expect([counts.get('gap'), counts.get('crossed'), states]).toEqual([undefined, undefined, 6_493])
      expect(equal).toHaveLength(1_072)
      const bids = book.levels('buy', 10_000).map(([price]) => String(price))
      expect(bids.every((price, index) => index === 0 || compareDecimals(bids[index - 1]!, price) > 0)).toBe(true)
    },
  )
})

function count(counts: Map<LocalBookResult, number>, result: LocalBookResult): void {
  counts.set(result, (counts.get(result) ?? 0) + 1)
}
