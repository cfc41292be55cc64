import { describe, expect, test } from 'vitest'
import type { FrameBatch } from '#contracts/topics/market'
import type { Candle } from '#core/candles'
import type { Clock } from '#platform/service'
import { readFeedUrl } from './feed-url.ts'
import { openRecording, type Recording } from './recording.ts'
import { bitcoinFiles, catalogued, hasRecordings, thinFolder } from './recorded.model.ts'
import { playRecording } from './replay-feed.ts'
import { openPass, type Pass } from './session.ts'
import { intervals, Tape } from './tape.ts'
import { describeRecorded, readSymbols } from './catalogue.ts'

/** Time that passes as soon as somebody waits for it. */
function quickClock(onSleep: (ms: number) => void = () => undefined): Clock {
  let now = 0
  return {
    now: () => now,
    monotonic: () => now,
    async sleep(delayMs) {
      onSleep(delayMs)
      now += delayMs
    },
    after: () => ({ [Symbol.dispose]: () => undefined }),
    every: () => ({ [Symbol.dispose]: () => undefined }),
  }
}

interface Run {
  readonly pass: Pass
  readonly batches: FrameBatch[]
  readonly tape: Tape
}
function open(tape = new Tape(catalogued('BTCUSDT'))): Run {
  const batches: FrameBatch[] = []
  const pass = openPass({
    source: 'replay',
    shiftMs: 0,
    numbers: new Map([['BTCUSDT', 1]]),
    instrumentOf: catalogued,
    now: () => 0,
    publish: batch => void batches.push(batch),
    onPrint: (_symbol, print) => tape.add(print),
  })
  return { pass, batches, tape }
}
async function play({ pass }: Run, recording: Recording, skip = 0, signal = new AbortController().signal): Promise<void> {
  const options = {
    recording,
    speed: 0,
    clock: quickClock(),
    signal,
    hasRoom: async () => undefined,
    onDamage: (error: unknown) => expect.fail(String(error)),
  }
  await playRecording(pass, options, skip, () => {
    if (skip === 0) return
    const session = pass.sessions.get('BTCUSDT')!
    session.publisher.skipTo(session.normaliser.position().n)
  })
}
const candlesOf = (tape: Tape): Candle[][] => intervals.map(interval => tape.recent(interval))

describe('a replay', () => {
  test.skipIf(!hasRecordings)(
    'interrupted and resumed gives the same frames and candles as one that was not (needs the recorded data)',
    async () => {
      const recording = await openRecording(bitcoinFiles)
      const whole = open()
      await play(whole, recording)
      const frames = whole.batches.flatMap(batch => batch.frames)
      const expected = JSON.stringify(frames)
      expect(frames.length).toBeGreaterThan(30_000)
      for (const stopAfter of [3, 20_001]) {
        const first = open()
        const stop = new AbortController()
        const accept = first.pass.connection.accept
        ;(first.pass.connection as { accept: typeof accept }).accept = (symbol, event) => {
          accept(symbol, event)
          if (first.pass.lines === stopAfter - 1) stop.abort()
        }
        await play(first, recording, 0, stop.signal)
        first.pass.flush()
        expect(first.pass.lines).toBe(stopAfter)
        const second = open(first.tape)
        await play(second, recording, first.pass.lines)
        expect(JSON.stringify([...first.batches, ...second.batches].flatMap(batch => batch.frames)) === expected).toBe(true)
        expect(candlesOf(first.tape)).toEqual(candlesOf(whole.tape))
      }
      for (const [index, batch] of whole.batches.entries()) expect(batch.prev_n).toBe(whole.batches[index - 1]?.frames.at(-1)!.n ?? 0)
      expect(Math.max(...whole.batches.map(batch => batch.frames.length))).toBeLessThanOrEqual(257)
    },
  )
  test.skipIf(!hasRecordings)(
    'makes the candles others recorded: the 15-minute one before midnight closes at 61685.99 (needs the recorded data)',
    async () => {
      const run = open()
      await play(run, await openRecording(bitcoinFiles))
      const quarter = run.tape.recent('15m')
      expect(quarter[0]).toMatchObject({ openTime: Date.UTC(2024, 7, 8, 23, 45), close: 6_168_599n })
      expect(run.tape.day(Date.UTC(2024, 7, 9, 0, 5))).toMatchObject({ tradeCount: 19_904 })
    },
  )
  test.skipIf(!hasRecordings)('takes as long as it was received in, divided by its speed (needs the recorded data)', async () => {
    let waited = 0
    const run = open()
    const recording = await openRecording(bitcoinFiles.slice(0, 1))
    const options = {
      recording,
      speed: 10,
      clock: quickClock(ms => void (waited += ms)),
      signal: new AbortController().signal,
      hasRoom: async () => undefined,
      onDamage: () => undefined,
    }
    await playRecording(run.pass, options, 0, () => undefined)
    expect(waited).toBeGreaterThan(34_000)
    expect(waited).toBeLessThan(35_000)
  })
  test.skipIf(!hasRecordings)(
    'of a folder plays its symbols side by side over one connection, thin ones never stale for their own silence (needs the recorded data)',
    async () => {
      const recording = await openRecording([thinFolder])
      expect(recording.lanes.map(({ symbol }) => symbol)).toEqual(['BLZETH', 'LRCBTC', 'NKNUSDT', 'RUNEEUR'])
      const { instruments, refused } = readSymbols(
        recording.lanes.map(({ symbol, scales }) => describeRecorded(symbol, scales)!),
        new Map(),
      )
      expect(refused).toEqual([])
      const batches: FrameBatch[] = []
      const pass = openPass({
        source: 'replay',
        shiftMs: 0,
        numbers: new Map(recording.lanes.map(({ symbol }, index) => [symbol, index + 1])),
        instrumentOf: symbol => instruments.find(instrument => instrument.symbol === symbol)!,
        now: () => 0,
        publish: batch => void batches.push(batch),
        onPrint: () => undefined,
      })
      const options = {
        recording,
        speed: 0,
        clock: quickClock(),
        signal: new AbortController().signal,
        hasRoom: async () => undefined,
        onDamage: () => undefined,
      }
      await playRecording(pass, options, 0, () => undefined)
      for (const [symbol, depth] of [
        ['NKNUSDT', 149],
        ['LRCBTC', 14],
        ['BLZETH', 9],
        ['RUNEEUR', 1],
      ] as const) {
        const frames = batches.filter(batch => batch.symbol === symbol).flatMap(batch => batch.frames)
        const states = frames.flatMap(frame => (frame.kind === 'state' ? [frame.state] : []))
        expect([symbol, states]).toEqual([symbol, ['live', 'stale']])
        expect([symbol, frames.filter(({ kind }) => kind === 'depth').length]).toEqual([symbol, expect.closeTo(depth, -0.5)])
      }
    },
  )
})

describe('the setting of the feed', () => {
  test('says what to play and how fast', () => {
    expect(readFeedUrl('replay:a.gz,b.gz?speed=2.5&loop=true')).toMatchObject({
      kind: 'replay',
      paths: ['a.gz', 'b.gz'],
      speed: 2.5,
      loop: true,
    })
    expect(readFeedUrl('replay:a.gz?speed=max')).toMatchObject({ speed: 0, loop: false })
    expect(readFeedUrl('synthetic:')).toMatchObject({ kind: 'synthetic', seed: 1, note: null })
    expect(readFeedUrl('auto:').note).toBe('auto: no live connection in this release, so the market is synthetic (seed 1)')
  })
  test.each([
    'binance:',
    'replay:',
    'replay:?speed=1',
    'replay:a?speed=-1',
    'replay:a?speed=1e9',
    'replay:a?loop=yes',
    'replay:a?pace=1',
    'synthetic:7',
    'synthetic:?seed=x',
    'nonsense',
  ])('that cannot be followed is refused in one sentence: %s', url => {
    expect(() => readFeedUrl(url)).toThrow(/^FEED_URL=.+\.$/)
  })
  test('that names a missing recording is refused before anything runs', async () => {
    await expect(openRecording(['nowhere.gz'])).rejects.toThrow('The recording nowhere.gz is not there')
  })
})
