import { assert } from '#core/assert'
import { floorDivide, formatDecimal, powerOfTen } from '#core/decimal'

/** What an account has of an asset, and what it is worth: value = quantity × mark / 10^markScale, in currency units. */
export interface Holding {
  readonly quantity: bigint
  readonly mark: bigint
  readonly markScale: number
}

/** Equity at a moment in currency units, with the deposits (positive) or withdrawals that came in since the point before. */
export interface EquityPoint {
  readonly at: number
  readonly equity: bigint
  readonly flow: bigint
}

/** Decimals of a return or a drawdown given as text. */
const RATIO_SCALE = 8
/** Decimals of the growth index inside; far beyond those shown, so that a year of daily points rounds nothing visible. */
const INDEX_SCALE = 30

/** Cash and positions in units of the account's currency; each position rounded down, as its sale would be. */
export function equityOf(cash: bigint, holdings: readonly Holding[]): bigint {
  return holdings.reduce((sum, { quantity, mark, markScale }) => sum + floorDivide(quantity * mark, powerOfTen(markScale)), cash)
}

/**
 * Total return over the points, time-weighted over flows (order-semantics d15), as decimal text with eight places
 * rounded to nearest. Null with fewer than two points, or where equity was gone and growth means nothing.
 */
export function totalReturn(points: readonly EquityPoint[]): string | null {
  const growth = growthIndex(points)
  const last = growth?.at(-1)
  return last === undefined ? null : ratioText(last - powerOfTen(INDEX_SCALE))
}

/**
 * The deepest fall below the highest growth before it, as text: "-0.10000000", or "0.00000000" where it never fell. Counts
 * from the first point, so a first loss counts (d15). Null as `totalReturn`.
 */
export function drawdownMax(points: readonly EquityPoint[]): string | null {
  const growth = growthIndex(points)
  if (!growth) return null
  let [peak, deepest] = [0n, 0n]
  for (const index of growth) {
    if (index > peak) peak = index
    const fall = floorDivide((index - peak) * powerOfTen(INDEX_SCALE), peak)
    if (fall < deepest) deepest = fall
  }
  return ratioText(deepest)
}

/** Growth of one unit from the first point on, at INDEX_SCALE: each step is equity less its flow ÷ equity before. */
function growthIndex(points: readonly EquityPoint[]): bigint[] | null {
  const [first] = points
  if (points.length < 2 || !first) return null
  const growth = [powerOfTen(INDEX_SCALE)]
  let before = first
  for (const point of points.slice(1)) {
    assert(point.at >= before.at, 'equity points come in time order')
    if (before.equity <= 0n) return null
    growth.push(floorDivide(growth.at(-1)! * (point.equity - point.flow), before.equity))
    before = point
  }
  return growth
}

function ratioText(ratio: bigint): string {
  const unit = powerOfTen(INDEX_SCALE - RATIO_SCALE)
  return formatDecimal(floorDivide(ratio * 2n + unit, unit * 2n), RATIO_SCALE)
}
