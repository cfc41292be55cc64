import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseLine } from './frames.ts'

const received = '1723161254036059768'
const depth = {
  e: 'depthUpdate',
  E: 1723161255308,
  s: 'BTCUSDT',
  U: 7,
  u: 9,
  b: [['61837.63000000', '0.00000000']],
  a: [['61838.04', '0.3']],
}
const line = (data: unknown, stream = 'btcusdt@depth@100ms', at = received): string => `${at} ${JSON.stringify({ stream, data })}`
const trade = { e: 'trade', E: 1723161255343, s: 'BTCUSDT', t: 3735683259, p: '61837.63', q: '0.02', T: 1723161255342, m: true, M: true }

describe('a recorded line', () => {
  test('is depth, best quote, print, snapshot or something to pass over', () => {
    expect(parseLine(line(depth))).toEqual({
      kind: 'depth',
      symbol: 'BTCUSDT',
      at: 1723161255308,
      receivedNs: 1723161254036059768n,
      diff: { kind: 'diff', first: 7, last: 9, bids: depth.b, asks: depth.a },
    })
    expect(parseLine(line({ u: 4, s: 'BTCUSDT', b: '1.5', B: '2', a: '1.6', A: '0' }, 'btcusdt@bookTicker'))).toMatchObject({
      kind: 'best',
      update: 4,
      bid: ['1.5', '2'],
      ask: ['1.6', '0'],
    })
    expect(parseLine(line(trade, 'btcusdt@trade'))).toMatchObject({
      kind: 'print',
      stream: 'trade',
      id: 3735683259,
      side: 'sell',
      at: 1723161255343,
      executedAt: 1723161255342,
    })
    expect(parseLine(line({ ...trade, a: 5, t: undefined, m: false }, 'btcusdt@aggTrade'))).toMatchObject({
      kind: 'print',
      stream: 'aggTrade',
      id: 5,
      side: 'buy',
    })
    expect(parseLine(`${received} {"lastUpdateId":8,"bids":[["1","2"]],"asks":[]}`)).toMatchObject({
      kind: 'snapshot',
      snapshot: { last: 8, bids: [['1', '2']], asks: [] },
    })
    expect(parseLine(line({ e: 'kline', s: 'BTCUSDT', k: {} }, 'btcusdt@kline_1m'))).toMatchObject({ kind: 'other' })
  })

  test.each([
    ['', 'no_receive_time'],
    ['hello', 'no_receive_time'],
    [`17 ${JSON.stringify({})}`, 'no_receive_time'],
    [`${received} {"stream":`, 'no_json'],
    [`${received} null`, 'no_json'],
    [`${received} [1,2]`, 'no_json'],
    [`${received} {}`, 'unknown_form'],
    [line(null), 'unknown_form'],
    [line({ ...depth, s: '../../etc' }), 'unknown_form'],
    [line({ ...depth, s: 7 }), 'unknown_form'],
    [line({ ...depth, U: '7' }), 'unknown_form'],
    [line({ ...depth, u: 1e300 }), 'unknown_form'],
    [line({ ...depth, U: -1 }), 'unknown_form'],
    [line({ ...depth, b: [['-1', '2']] }), 'unknown_form'],
    [line({ ...depth, b: [['1e9', '2']] }), 'unknown_form'],
    [line({ ...depth, b: [['0.000', '2']] }), 'unknown_form'],
    [line({ ...depth, b: [['1'.repeat(40), '2']] }), 'unknown_form'],
    [line({ ...depth, b: [[1, 2]] }), 'unknown_form'],
    [line({ ...depth, b: { length: 1 } }), 'unknown_form'],
    [line({ ...depth, U: 10 }), 'absurd'],
    [line({ ...depth, u: 9_000_000_000 }), 'absurd'],
    [line({ ...depth, E: 4_000_000_000_000 }), 'absurd'],
    [line({ ...trade, T: 1 }, 'btcusdt@trade'), 'absurd'],
    [line({ ...trade, p: '0.00' }, 'btcusdt@trade'), 'unknown_form'],
    [line({ ...trade, q: 'NaN' }, 'btcusdt@trade'), 'unknown_form'],
    [line({ ...trade, m: 'true' }, 'btcusdt@trade'), 'unknown_form'],
    [`${received} {"lastUpdateId":"8","bids":[],"asks":[]}`, 'unknown_form'],
    [`${received} {"lastUpdateId":8,"bids":[["1"]],"asks":[]}`, 'unknown_form'],
  ])('nobody can use is counted, not thrown: %s', (text, reason) => {
    expect(parseLine(text)).toEqual({ kind: 'rejected', reason })
  })

  test('whatever it holds, reading it never throws', () => {
    const json = fc.json({ maxDepth: 4 })
    fc.assert(fc.property(fc.string(), text => typeof parseLine(text).kind === 'string'))
    fc.assert(fc.property(json, text => typeof parseLine(`${received} ${text}`).kind === 'string'))
    fc.assert(
      fc.property(
        fc.constantFrom('depth@100ms', 'bookTicker', 'trade', 'aggTrade'),
        fc.dictionary(fc.constantFrom(...'esEuUbaBAtpqTm'.split('')), fc.jsonValue()),
        (name, data) => ['rejected', 'depth', 'best', 'print'].includes(parseLine(line(data, `btcusdt@${name}`)).kind),
      ),
    )
  })
})
