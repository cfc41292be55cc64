import { median } from '../figures.ts'
import type { Line } from './lines.ts'
import type { Collections, Latency, Percentiles, Rate, Replayed, Restored } from './tasks.ts'
import { type Variant, variants } from './variants.ts'

/** Resting orders at which the cost of a command is compared. */
export const DEPTHS = [1_000, 10_000, 100_000, 1_000_000]

/** One round: every engine once, one after the other, each in its own process. */
export interface Round {
  readonly plain: Rate
  readonly deep: Rate
  readonly normal: Rate
  readonly bare: Rate
  readonly bareNormal: Rate
  readonly peer: Rate
  readonly peerNormal: Rate
  readonly naive: Rate
  readonly objects: Rate
  readonly spread: Rate
  readonly crowd: Rate
  readonly latency: Latency
  readonly collections: Collections
  readonly replay: Replayed
  readonly half: Restored
  readonly million: Restored
  readonly present: ReadonlyMap<Variant, Rate>
  readonly depths: readonly Rate[]
}

/** The gates and goals of performance-engine.md §5 beside what the rounds gave, in its order. */
export function gateLines(rounds: readonly Round[]): Line[] {
  return [
    ...peerLines(rounds),
    ...latencyLines(rounds),
    ...symbolLines(rounds),
    atLeast('6 nodejs-order-book on S1, objects in and out, times as fast', ratio(rounds, 'objects', 'peer'), { gate: 40, goal: 100 }),
    ...collectionLines(rounds),
    ...restoreLines(rounds),
    ...presenceLines(rounds),
    ...rateLines(rounds),
  ]
}

type Rated = 'plain' | 'deep' | 'normal' | 'bare' | 'bareNormal' | 'peer' | 'peerNormal' | 'naive' | 'objects' | 'spread' | 'crowd'

const speed = ({ commands, cpuMs }: Rate): number => commands / cpuMs / 1_000

function ratio(rounds: readonly Round[], fast: Rated, slow: Rated): number {
  return median(rounds.map(round => speed(round[fast]) / speed(round[slow])))
}

interface Bounds {
  readonly gate: number
  readonly goal: number
}

function atLeast(measure: string, value: number, { gate, goal }: Bounds, here = value.toFixed(2)): Line {
  return { measure, here, gate: `>= ${gate}`, goal: `>= ${goal}`, isMissed: !(value >= gate) }
}

function atMost(measure: string, value: number, { gate, goal }: Bounds, here = value.toFixed(2)): Line {
  return { measure, here, gate: `<= ${gate}`, goal: `<= ${goal}`, isMissed: !(value <= gate) }
}

/** What holds in the place of 150 times nodejs-order-book, which the bare book does not reach either (ADR 0017). */
const bareBounds: Bounds = { gate: 0.5, goal: 0.75 }

function peerLines(rounds: readonly Round[]): Line[] {
  return [
    atLeast('2 nodejs-order-book on S1, times as fast', ratio(rounds, 'plain', 'peer'), { gate: 150, goal: 400 }),
    atLeast('2 nodejs-order-book on normal-like, times as fast', ratio(rounds, 'normal', 'peerNormal'), { gate: 15, goal: 30 }),
    { measure: '2 naive reference on S1, times as fast', here: ratio(rounds, 'plain', 'naive').toFixed(0) },
    { measure: '2 bare book beside nodejs-order-book on S1, times as fast', here: ratio(rounds, 'bare', 'peer').toFixed(2) },
    atLeast('2 bare book on S1, share of its rate', ratio(rounds, 'plain', 'bare'), bareBounds),
    atLeast('2 bare book on normal-like, share of its rate', ratio(rounds, 'normal', 'bareNormal'), bareBounds),
  ]
}

function latencyLines(rounds: readonly Round[]): Line[] {
  const micros = (of: keyof Latency, share: keyof Percentiles): number => median(rounds.map(({ latency }) => latency[of][share] / 1_000))
  const told = (share: keyof Percentiles): string => `${micros('engine', share).toFixed(2)} (timer ${micros('timer', share).toFixed(2)})`
  return [
    { measure: '3 one command of S1, p50, µs', here: told('p50') },
    atMost('3 p99, timer included, µs', micros('engine', 'p99'), { gate: 1.5, goal: 0.8 }, told('p99')),
    atMost('3 p99.9, timer included, µs', micros('engine', 'p999'), { gate: 8, goal: 3.6 }, told('p999')),
  ]
}

function symbolLines(rounds: readonly Round[]): Line[] {
  return [
    atLeast('4 rate of S2 / rate of S1', ratio(rounds, 'deep', 'plain'), { gate: 0.25, goal: 0.45 }),
    atLeast('5 S1 spread over 200 symbols / one symbol', ratio(rounds, 'spread', 'plain'), { gate: 0.35, goal: 0.5 }),
    { measure: '5 200 symbols with 5,000 orders each / one symbol', here: ratio(rounds, 'crowd', 'plain').toFixed(2) },
  ]
}

/** The worst round counts: a collection that comes now and then is not gone. */
function collectionLines(rounds: readonly Round[]): Line[] {
  const worst = (of: 'major' | 'minor'): number => Math.max(...rounds.map(({ collections }) => collections[of]))
  const commands = rounds[0]!.collections.commands.toLocaleString('en')
  const [major, minor] = [worst('major'), worst('minor')]
  return [
    { measure: `7 major collections in ${commands} commands of S1`, here: `${major}`, gate: '0', goal: '0', isMissed: major > 0 },
    { measure: '7 minor collections', here: `${minor}`, goal: '0' },
  ]
}

function restoreLines(rounds: readonly Round[]): Line[] {
  const [half, million] = [median(rounds.map(one => one.half.ms)), median(rounds.map(one => one.million.ms))]
  const bytes = median(rounds.map(one => one.million.bytesPerOrder))
  return [
    atLeast(
      '8 replay of S1 from its file / live rate',
      median(rounds.map(({ replay, plain }) => replay.commands / replay.cpuMs / (plain.commands / plain.cpuMs))),
      { gate: 0.3, goal: 0.6 },
    ),
    atMost('8 restore of 500,000 open orders, ms', half, { gate: 500, goal: 100 }, half.toFixed(0)),
    atMost('8 restore of 1,000,000 open orders, ms', million, { gate: 5_000, goal: 1_000 }, million.toFixed(0)),
    { measure: '8 memory of 1,000,000 open orders, bytes each', here: bytes.toFixed(0) },
  ]
}

function presenceLines(rounds: readonly Round[]): Line[] {
  const cost = (of: (round: Round) => Rate, than: (round: Round) => Rate): number =>
    median(rounds.map(round => speed(than(round)) / speed(of(round))))
  const present = (Object.keys(variants) as Variant[]).filter(variant => variant !== 'plain')
  return [
    ...present.map(variant =>
      atMost(
        `9 cost where ${variants[variant].title}`,
        cost(
          round => round.present.get(variant)!,
          round => round.plain,
        ),
        { gate: 1.3, goal: 1.1 },
      ),
    ),
    ...DEPTHS.map((resting, at) => ({
      measure: `9 cost with ${resting.toLocaleString('en')} resting orders, of that with ${DEPTHS[0]!.toLocaleString('en')}`,
      here: cost(
        round => round.depths[at]!,
        round => round.depths[0]!,
      ).toFixed(2),
    })),
  ]
}

/** What the ratios are made of; it changes from machine to machine. */
function rateLines(rounds: readonly Round[]): Line[] {
  const named: readonly (readonly [Rated, string])[] = [
    ['plain', 'S1'],
    ['deep', 'S2'],
    ['normal', 'normal-like'],
    ['bare', 'S1, bare book'],
    ['bareNormal', 'normal-like, bare book'],
    ['objects', 'S1, objects in and out'],
    ['naive', 'S1, naive reference'],
    ['peer', 'S1, nodejs-order-book'],
    ['peerNormal', 'normal-like, nodejs-order-book'],
  ]
  return named.map(([of, title]) => ({
    measure: `  ${title}, M commands/s of CPU time`,
    here: median(rounds.map(round => speed(round[of]))).toFixed(3),
  }))
}
