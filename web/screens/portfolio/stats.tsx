import type { ReactNode } from 'react'
import type { RouteReply } from '#contracts/kit'
import type { getPerformance, Portfolio } from '#contracts/routes/portfolio'
import { isKnown, multiply } from '../../data/amounts.ts'
import type { PerformanceWindow } from '../../data/queries.ts'
import { useText } from '../../data/terminal.ts'
import { Money, Pnl, Stat } from '../../ui/index.ts'

export type Performance = RouteReply<typeof getPerformance>['body']

interface StatsProps {
  readonly portfolio: Portfolio | undefined
  readonly performance: Performance | undefined
  readonly window: PerformanceWindow
}
/** The figures of an account in one row. What cannot be known yet is a dash with its reason, never a zero. */
export function Stats({ portfolio, performance, window }: StatsProps): ReactNode {
  const text = useText()
  const percent = (share: string | null | undefined): string | null => (isKnown(share) ? multiply(share, '100') : null)
  const ratio = (value: number | null | undefined): string =>
    value === null || value === undefined ? '–' : value.toFixed(2).replace('-', '−')
  const ratioAbout = (about: string): string =>
    performance === undefined || performance.sharpe !== null
      ? about
      : `${about} ${text('portfolio.tooYoung', { count: performance.sample_size })}`
  const named = text(`portfolio.window.${window}`)
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line lg:grid-cols-5">
      <Stat name={text('portfolio.equity')} size="large">
        <Money value={portfolio?.equity} currency={portfolio?.currency} />
      </Stat>
      <Stat name={text('portfolio.day')} about={text('portfolio.dayAbout')}>
        <Pnl value={portfolio?.day_pnl} percent={portfolio?.day_pnl_percent} />
      </Stat>
      <Stat name={text('portfolio.return', { window: named })} about={text('portfolio.returnAbout')}>
        <Pnl value={percent(performance?.total_return)} unit=" %" />
      </Stat>
      <Stat name={text('portfolio.maxDrawdown', { window: named })} about={text('portfolio.maxDrawdownAbout')}>
        <Pnl value={percent(performance?.max_drawdown)} unit=" %" />
      </Stat>
      <Stat name={text('portfolio.unrealized')} about={text('portfolio.unrealizedAbout')}>
        <Pnl value={portfolio?.unrealized_pnl} />
      </Stat>
      <Stat name={text('portfolio.cash')}>
        <Money value={portfolio?.cash} currency={portfolio?.currency} />
      </Stat>
      <Stat name={text('portfolio.realized')} about={text('portfolio.realizedAbout')}>
        <Pnl value={portfolio?.realized_pnl} />
      </Stat>
      <Stat name={text('portfolio.fees')} about={text('portfolio.feesAbout')}>
        <Money value={portfolio?.fees_paid} currency={portfolio?.currency} />
      </Stat>
      <Stat name={text('portfolio.sharpe')} about={ratioAbout(text('portfolio.sharpeAbout'))}>
        <span className="number">{ratio(performance?.sharpe)}</span>
      </Stat>
      <Stat name={text('portfolio.sortino')} about={ratioAbout(text('portfolio.sortinoAbout'))}>
        <span className="number">{ratio(performance?.sortino)}</span>
      </Stat>
    </dl>
  )
}
