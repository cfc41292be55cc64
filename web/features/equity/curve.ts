/** An equity curve as places on the screen; the amounts themselves stay decimal strings. */
import { grouped } from '../../data/amounts.ts'

export interface EquityPoint {
  readonly at: string
  readonly equity: string
}
export interface Plan {
  readonly width: number
  readonly height: number
  /** Room for the figures at the right. */
  readonly right: number
  /** Height of the strip with the drawdown, at the bottom above the times. */
  readonly band: number
  readonly bottom: number
}
/** A point of the curve with its place. */
export interface Place {
  readonly point: EquityPoint
  readonly x: number
  readonly y: number
  /** Share of the highest value before it that is lost: 0 at a high, 0.1 a tenth below. */
  readonly drawdown: number
  readonly drawdownY: number
}
export interface Curve {
  readonly places: readonly Place[]
  readonly line: string
  readonly area: string
  readonly drawdown: string
  readonly drawdownMax: number
  readonly values: readonly Mark[]
  readonly times: readonly Mark[]
}
/** A figure on an axis. */
export interface Mark {
  readonly label: string
  readonly place: number
}

const linesMax = 5
const bandGap = 18

export function curveOf(points: readonly EquityPoint[], plan: Plan, language: string): Curve {
  const values = points.map(({ equity }) => Number(equity))
  const moments = points.map(({ at }) => Date.parse(at))
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = Math.max(high - low, high * 1e-6, 1e-6)
  const [floor, roof] = [low - room * 0.08, high + room * 0.08]
  const [first, last] = [moments[0] ?? 0, moments.at(-1) ?? 0]
  const inner = plan.width - plan.right
  const drawHeight = plan.height - plan.bottom - plan.band - bandGap
  const x = (ms: number): number => (last === first ? inner / 2 : ((ms - first) / (last - first)) * inner)
  const y = (value: number): number => ((roof - value) / (roof - floor)) * drawHeight
  const drawdowns = drawdownsOf(values)
  const deepest = Math.max(...drawdowns, 1e-9)
  const bandTop = drawHeight + bandGap
  const places = points.map((point, index): Place => {
    const drawdown = drawdowns[index]!
    return {
      point,
      x: x(moments[index]!),
      y: y(values[index]!),
      drawdown,
      drawdownY: bandTop + (drawdown / deepest) * plan.band,
    }
  })
  const line = pathOf(places.map(place => [place.x, place.y]))
  const below = pathOf(places.map(place => [place.x, place.drawdownY]))
  return {
    places,
    line,
    area: `${line}V${drawHeight}H0Z`,
    drawdown: `${below}V${bandTop}H0Z`,
    drawdownMax: Math.max(...drawdowns, 0),
    values: gridOf(floor, roof).map(value => ({ label: grouped(value), place: y(Number(value)) })),
    times: timesOf(first, last, language).map(({ label, ms }) => ({ label, place: x(ms) })),
  }
}

/** The place whose time is nearest to `x`. */
export function nearest(places: readonly Place[], x: number): number {
  let best = 0
  for (const [index, place] of places.entries()) if (Math.abs(place.x - x) < Math.abs(places[best]!.x - x)) best = index
  return best
}

function drawdownsOf(values: readonly number[]): readonly number[] {
  let highest = 0
  return values.map(value => {
    highest = Math.max(highest, value)
    return highest > 0 ? (highest - value) / highest : 0
  })
}

function pathOf(places: readonly (readonly [x: number, y: number])[]): string {
  return `M${places.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`
}

/** Round figures between two values, with as many decimals as they need. */
function gridOf(floor: number, roof: number): readonly string[] {
  const rough = (roof - floor) / linesMax
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find(factor => factor * power >= rough) ?? 10)
  const decimals = Math.max(0, -Math.floor(Math.log10(step)))
  const count = Math.floor((roof - floor) / step) + 1
  const first = Math.ceil(floor / step) * step
  return Array.from({ length: count }, (_, index) => first + index * step)
    .filter(value => value <= roof)
    .map(value => value.toFixed(decimals))
}

const timesMax = 5
const dayMs = 86_400_000
function timesOf(first: number, last: number, language: string): readonly { readonly label: string; readonly ms: number }[] {
  const span = last - first
  if (span <= 0) return []
  const format = new Intl.DateTimeFormat(
    language,
    span > 2 * dayMs
      ? { day: 'numeric', month: 'short' }
      : { hour: '2-digit', minute: '2-digit', hour12: false, ...(span < 600_000 ? { second: '2-digit' } : {}) },
  )
  return Array.from({ length: timesMax }, (_, index) => {
    const ms = first + (span * index) / (timesMax - 1)
    return { ms, label: format.format(ms) }
  })
}
