import type { ReactNode } from 'react'
import type { Portfolio } from '#contracts/routes/portfolio'
import { useText } from '../../data/terminal.ts'
import { EquityChart } from '../../features/equity/equity-chart.tsx'
import { EmptyState, Skeleton } from '../../ui/index.ts'
import type { Performance } from './stats.tsx'

interface EquityProps {
  readonly performance: Performance | undefined
  readonly portfolio: Portfolio | undefined
}
/** The curve as the platform keeps it, and on to the value of the moment. */
export function Equity({ performance, portfolio }: EquityProps): ReactNode {
  const text = useText()
  if (performance === undefined || portfolio === undefined) return <Skeleton what={text('portfolio.equity')} lines={8} />
  const kept = performance.equity_curve
  const last = kept.at(-1)
  const isNewer = last !== undefined && last.at < portfolio.at && portfolio.unpriced.length === 0
  const points = isNewer ? [...kept, { at: portfolio.at, equity: portfolio.equity }] : kept
  if (points.length < 2) return <EmptyState title={text('portfolio.noCurve')}>{text('portfolio.noCurveHint')}</EmptyState>
  return <EquityChart points={points} currency={portfolio.currency} />
}
