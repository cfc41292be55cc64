import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Ticker } from '#contracts/routes/market'
import { isKnown } from '../../data/amounts.ts'
import { useText } from '../../data/terminal.ts'
import { assetName } from '../../i18n/assets.ts'
import type { Translate } from '../../i18n/texts.ts'
import { type Column, Compact, Pnl, Price, Sparkline } from '../../ui/index.ts'
import { FavouriteStar } from '../symbols/favourite-star.tsx'
import { Live, useLiveTicker } from './live.tsx'
import type { MarketRow } from './market-rows.ts'

/** The list of markets at a desk: everything of the last 24 hours. */
export function wideColumns(text: Translate): readonly Column<MarketRow>[] {
  return [
    star(text),
    {
      key: 'name',
      width: '1.6fr',
      widthMin: 150,
      isSortable: true,
      title: text('markets.market'),
      cell: row => <MarketName row={row} hasState />,
    },
    figure('price', text('markets.price'), ({ last_price: price }) => (
      <span className="text-sm font-medium">
        <Price value={price} />
      </span>
    )),
    {
      key: 'change',
      width: '1.5fr',
      widthMin: 150,
      align: 'right',
      isSortable: true,
      title: text('symbols.change'),
      cell: row => <Live row={row} show={ticker => <Change row={row} ticker={ticker} />} />,
    },
    figure('high', text('symbols.high'), ({ high_24h: high }) => <Price value={high} />),
    figure('low', text('symbols.low'), ({ low_24h: low }) => <Price value={low} />),
    figure('volume', text('symbols.volume'), ({ volume_24h: volume }, row) => <Compact value={volume} unit={row.symbol.base_asset} />),
    figure('turnover', text('symbols.turnover'), ({ quote_volume_24h: turnover }, row) => (
      <Compact value={turnover} unit={row.symbol.quote_asset} />
    )),
    {
      key: 'course',
      width: '132px',
      align: 'right',
      title: text('markets.course'),
      cell: row => <Live row={row} show={ticker => <Course row={row} ticker={ticker} className="ml-auto block h-7 w-full" />} />,
    },
  ]
}

const leftOut = new Set(['high', 'low', 'volume'])
/** On a tablet: what one chooses a market by. */
export function mediumColumns(text: Translate): readonly Column<MarketRow>[] {
  return wideColumns(text).filter(({ key }) => !leftOut.has(key))
}

/** The same on a phone: what it is, how it went, what it costs. */
export function narrowColumns(text: Translate): readonly Column<MarketRow>[] {
  return [
    star(text),
    { key: 'name', width: '1fr', isSortable: true, title: text('markets.market'), cell: row => <MarketName row={row} /> },
    {
      key: 'course',
      width: '64px',
      title: <span className="sr-only">{text('markets.course')}</span>,
      cell: row => <Live row={row} show={ticker => <Course row={row} ticker={ticker} className="block h-7 w-full" />} />,
    },
    {
      key: 'change',
      width: '112px',
      align: 'right',
      isSortable: true,
      title: text('markets.priceChange'),
      cell: row => (
        <Live
          row={row}
          show={ticker => (
            <span className="block leading-tight">
              <span className="block text-sm font-semibold">
                <Price value={ticker?.last_price} />
              </span>
              <MarketState row={row} otherwise={<Pnl value={ticker?.change_percent_24h} unit=" %" />} />
            </span>
          )}
        />
      ),
    },
  ]
}

function star(text: Translate): Column<MarketRow> {
  return {
    key: 'star',
    width: '24px',
    title: <span className="sr-only">{text('markets.view.favourites')}</span>,
    cell: ({ symbol }) => <FavouriteStar symbol={symbol} />,
  }
}

function figure(key: string, title: string, show: (ticker: Ticker, row: MarketRow) => ReactNode): Column<MarketRow> {
  return {
    key,
    title,
    align: 'right',
    widthMin: 104,
    isSortable: true,
    cell: row => <Live row={row} show={ticker => (isKnown(ticker?.last_price) ? show(ticker, row) : '–')} />,
  }
}

interface MarketNameProps {
  readonly row: MarketRow
  readonly hasState?: boolean
}
/** The pair, the name of what is traded, and a word where it cannot be traded as usual. Its link is for the pointer: keys have the row. */
function MarketName({ row, hasState = false }: MarketNameProps): ReactNode {
  const { symbol, base_asset: base, quote_asset: quote } = row.symbol
  return (
    <Link to="/trade/$symbol" params={{ symbol }} tabIndex={-1} className="block leading-tight">
      <span className="block truncate text-sm font-semibold">
        {base}
        <span className="font-normal text-muted">/{quote}</span>
      </span>
      <span className="block truncate text-2xs text-muted">
        {assetName(base) ?? base}
        {hasState ? <MarketState row={row} before=" · " /> : null}
      </span>
    </Link>
  )
}

interface MarketStateProps {
  readonly row: MarketRow
  readonly before?: string
  /** Where the market trades as usual. */
  readonly otherwise?: ReactNode
}
function MarketState({ row, before = '', otherwise = null }: MarketStateProps): ReactNode {
  const text = useText()
  const { isStale } = useLiveTicker(row)
  const { status, has_feed: hasFeed } = row.symbol
  const state = status !== 'trading' ? status : !hasFeed ? 'noFeed' : isStale ? 'stale' : undefined
  if (state === undefined) return otherwise
  return (
    <span className={state === 'noFeed' ? 'text-muted' : 'text-warning'}>
      {before}
      {text(`markets.state.${state}`)}
    </span>
  )
}

interface FigureProps {
  readonly row: MarketRow
  readonly ticker: Ticker | undefined
}
function Change({ row, ticker }: FigureProps): ReactNode {
  return <Pnl value={ticker?.change_24h} percent={ticker?.change_percent_24h} decimals={row.symbol.price_decimals} />
}

/** From the price of a day ago over those of the hours to the one of the moment: it ends higher where the change says so. */
export function Course({ row, ticker, ...look }: FigureProps & { readonly className: string; readonly isFilled?: boolean }): ReactNode {
  const [first, last] = [ticker?.open_24h, ticker?.last_price]
  if (!isKnown(first) || !isKnown(last)) return null
  return <Sparkline {...look} values={[first, ...(row.ticker?.sparkline.slice(0, -1) ?? []), last]} />
}
