import { reply, type RouteReply } from '#contracts/kit'
import type { getPerformance } from '#contracts/routes/portfolio'
import { formatDecimal } from '#core/decimal'
import { drawdownMax, ratiosOf, totalReturn } from '#core/performance'
import type { Call } from '#platform/service'
import * as store from './portfolio-store.ts'
import { type Portfolios, scaleOf, valueAccount } from './read-portfolio.ts'

const dayMs = 86_400_000
const minuteMs = 60_000
/** Points a return and a drawdown are computed from; beyond it the last one of each part of the window counts. */
const pointsMax = 10_000
/** Points of a curve a client gets: more than a screen shows. */
const shownMax = 500
const secondMs = 1_000
const windowDefault = '30d'

interface Point {
  readonly at: number
  readonly equity: bigint
}

/** Equity over a window of market time up to now. There are no deposits, so returns need no correction for flows. */
export async function performance(use: Portfolios, call: Call<typeof getPerformance>): Promise<RouteReply<typeof getPerformance>> {
  const account = await use.findAccount(call.principal.userId, call.query.account_id)
  const { valuation, behind } = await valueAccount(use, account)
  const at = use.markets.now() ?? use.context.clock.now()
  const window = call.query.window ?? windowDefault
  const from = window === 'all' ? undefined : at - Number.parseInt(window, 10) * dayMs
  const points = await readPoints(use, { accountId: account.id, start: account.start_balance, from, to: at })
  if (valuation.unpriced.length === 0) points.push({ at: Math.max(at, points.at(-1)?.at ?? at), equity: valuation.equity })
  const scale = scaleOf(use, account)
  const series = points.map(point => ({ ...point, flow: 0n }))
  const ratios = ratiosOf(dailyReturns(points))
  return reply(200, {
    equity_curve: thinned(apart(points)).map(point => ({
      at: new Date(point.at).toISOString(),
      equity: formatDecimal(point.equity, scale),
    })),
    total_return: totalReturn(series),
    max_drawdown: drawdownMax(series),
    sharpe: ratios.sharpe,
    sortino: ratios.sortino,
    volatility: ratios.volatility,
    periods_per_year: ratios.periodsPerYear,
    sample_size: ratios.sampleSize,
    behind,
    unpriced: [...valuation.unpriced],
  })
}

interface Window {
  readonly accountId: string
  readonly start: bigint
  /** Undefined: from the beginning. */
  readonly from: number | undefined
  readonly to: number
}
/** The value the window begins with, then its snapshots. */
async function readPoints({ context: { sql } }: Portfolios, { accountId, start, from, to }: Window): Promise<Point[]> {
  const [account] = await sql.query<store.AccountRow>(store.accountsByIds([accountId]))
  const opened = Math.min(account?.opened_at ?? to, to)
  const since = from ?? Math.min(opened, (await sql.query<store.PointRow>(store.firstPointOf(accountId)))[0]?.at ?? opened)
  const read = (widthMs: number): Promise<store.PointRow[]> =>
    sql.query<store.PointRow>(store.pointsSince(accountId, since, { widthMs, limit: pointsMax + 1 }))
  let rows = await read(minuteMs)
  if (rows.length > pointsMax) rows = await read(Math.ceil((to - since) / (pointsMax - 1)))
  const [before] = await sql.query<store.PointRow>(store.lastPointBefore(accountId, since))
  // An account that is younger than the window began with its start balance when it was opened.
  const began = before === undefined ? Math.max(since, opened) : since
  const first = { at: Math.min(began, (rows[0]?.at ?? to) - secondMs), equity: before?.equity ?? start }
  return [first, ...rows]
}

/** Simple returns from one UTC day's last equity to the next day's. */
function dailyReturns(points: readonly Point[]): number[] {
  const closes = new Map<number, bigint>()
  for (const { at, equity } of points) closes.set(Math.floor(at / dayMs), equity)
  const values = [...closes.values()].map(Number)
  return values.slice(1).flatMap((value, index) => (values[index]! > 0 ? [value / values[index]! - 1] : []))
}

/** At most one point a second, the last of it: a chart cannot show two values at one time. */
function apart(points: readonly Point[]): Point[] {
  return points.filter((point, index) => {
    const next = points[index + 1]
    return next === undefined || Math.floor(point.at / secondMs) < Math.floor(next.at / secondMs)
  })
}

/** Evenly chosen points with the first and the last. */
function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= shownMax) return points
  const step = (points.length - 1) / (shownMax - 1)
  return Array.from({ length: shownMax }, (_, index) => points[Math.round(index * step)]!)
}
