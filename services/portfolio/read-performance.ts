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
/** Points of a curve a client gets. */
const shownMax = 1_000
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
  const days = Number.parseInt(call.query.window ?? windowDefault, 10)
  const points = await readPoints(use, { accountId: account.id, start: account.start_balance, from: at - days * dayMs, to: at })
  if (valuation.unpriced.length === 0) points.push({ at: Math.max(at, points.at(-1)?.at ?? at), equity: valuation.equity })
  const scale = scaleOf(use, account)
  const series = points.map(point => ({ ...point, flow: 0n }))
  const ratios = ratiosOf(dailyReturns(points))
  return reply(200, {
    equity_curve: thinned(points).map(point => ({ at: new Date(point.at).toISOString(), equity: formatDecimal(point.equity, scale) })),
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

/** The value the window begins with, then its snapshots. */
async function readPoints(
  { context }: Portfolios,
  { accountId, start, from, to }: { readonly accountId: string; readonly start: bigint; readonly from: number; readonly to: number },
): Promise<Point[]> {
  const read = (widthMs: number): Promise<store.PointRow[]> =>
    context.sql.query<store.PointRow>(store.pointsSince(accountId, from, { widthMs, limit: pointsMax + 1 }))
  let rows = await read(minuteMs)
  if (rows.length > pointsMax) rows = await read(Math.ceil((to - from) / (pointsMax - 1)))
  const [before] = await context.sql.query<store.PointRow>(store.lastPointBefore(accountId, from))
  const [account] = await context.sql.query<store.AccountRow>(store.accountsByIds([accountId]))
  // An account that is younger than the window began with its start balance when it was opened.
  const opened = Math.max(from, Math.min(account?.opened_at ?? to, rows[0]?.at ?? to, to))
  const first = before === undefined ? { at: opened, equity: start } : { at: from, equity: before.equity }
  return [first, ...rows]
}

/** Simple returns from one UTC day's last equity to the next day's. */
function dailyReturns(points: readonly Point[]): number[] {
  const closes = new Map<number, bigint>()
  for (const { at, equity } of points) closes.set(Math.floor(at / dayMs), equity)
  const values = [...closes.values()].map(Number)
  return values.slice(1).flatMap((value, index) => (values[index]! > 0 ? [value / values[index]! - 1] : []))
}

/** Evenly chosen points with the first and the last. */
function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= shownMax) return points
  const step = (points.length - 1) / (shownMax - 1)
  return Array.from({ length: shownMax }, (_, index) => points[Math.round(index * step)]!)
}
