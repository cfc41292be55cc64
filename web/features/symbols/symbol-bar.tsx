import type { ReactNode } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { cut, isKnown, isNegative } from '../../data/amounts.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { classes, Pnl, Price, Quantity, useMedia } from '../../ui/index.ts'
import { MarketSource, useStanding } from '../connection/connection.tsx'
import { ArmSwitch } from '../desk/arm-switch.tsx'
import { useDesk } from '../desk/desk.ts'
import { LayoutMenu } from '../desk/layout-menu.tsx'
import { SymbolPicker } from './symbol-picker.tsx'

/** Which market this is, its last price and its last 24 hours. */
export function SymbolBar(): ReactNode {
  const { symbol } = useDesk()
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-5 gap-y-1 border-b border-line bg-panel px-3 py-1.5 max-sm:gap-x-3 md:flex-nowrap">
      <h1 className="sr-only">{symbol.symbol}</h1>
      <SymbolPicker />
      <SymbolStats symbol={symbol} />
      <div className="ml-auto flex shrink-0 items-center gap-1 max-md:hidden">
        <ArmSwitch />
        <LayoutMenu />
      </div>
    </div>
  )
}

function SymbolStats({ symbol }: { readonly symbol: MarketSymbol }): ReactNode {
  const text = useText()
  const ticker = useStore(useTerminal().marketOf(symbol.symbol).ticker)
  const { level } = useStanding(symbol.symbol)
  const isPhone = !useMedia('(min-width: 768px)')
  const change = ticker?.change_24h
  const direction = isKnown(change) && (isNegative(change) ? 'text-down' : 'text-up')
  const stats = [
    { key: 'change', value: <Pnl value={ticker?.change_percent_24h} unit=" %" /> },
    { key: 'high', value: <Price value={ticker?.high_24h} /> },
    { key: 'low', value: <Price value={ticker?.low_24h} /> },
    {
      key: 'volume',
      value: <Quantity value={ticker === undefined ? null : cut(ticker.volume_24h, 2)} decimals={2} asset={symbol.base_asset} />,
    },
    {
      key: 'turnover',
      value: <Quantity value={ticker === undefined ? null : cut(ticker.quote_volume_24h, 0)} asset={symbol.quote_asset} />,
    },
  ] as const
  return (
    <>
      <div
        className={classes(
          'min-w-24 text-xl font-semibold tracking-tight',
          level === 'stale' || level === 'offline' ? 'text-muted' : direction,
        )}
        data-testid="last-price"
      >
        <Price value={ticker?.last_price} />
      </div>
      {isPhone ? <MarketSource symbol={symbol.symbol} className="ml-auto text-2xs whitespace-nowrap" /> : null}
      <dl className="flex items-center gap-5 overflow-x-auto [scrollbar-width:none] max-md:w-full md:min-w-0 md:max-lg:gap-4">
        {stats.map(({ key, value }) => (
          <div key={key} className="leading-tight whitespace-nowrap">
            <dt className="text-2xs text-muted">{text(`symbols.${key}`)}</dt>
            <dd className="text-xs">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
