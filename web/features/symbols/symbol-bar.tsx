import { type ReactNode, useId } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { cut, isKnown, isNegative } from '../../data/amounts.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'
import { Pnl, Price, Quantity } from '../../ui/index.ts'

interface PickerProps {
  readonly symbols: readonly MarketSymbol[]
  readonly current: string
  readonly onPick: (symbol: string) => void
}
/** All symbols, those with a market feed first. */
export function SymbolPicker({ symbols, current, onPick }: PickerProps): ReactNode {
  const id = useId()
  const group = (hasFeed: boolean, label: string): ReactNode => {
    const listed = symbols.filter(symbol => symbol.has_feed === hasFeed)
    return listed.length === 0 ? null : (
      <optgroup label={label}>
        {listed.map(({ symbol, base_asset: base, quote_asset: quote }) => (
          <option key={symbol} value={symbol}>
            {base}/{quote}
          </option>
        ))}
      </optgroup>
    )
  }
  return (
    <div className="picker">
      <label htmlFor={id} className="sr-only">
        Symbol
      </label>
      <select id={id} value={current} onChange={event => onPick(event.target.value)}>
        {group(true, 'With a market feed')}
        {group(false, 'Only orders of users')}
      </select>
    </div>
  )
}

/** Last price and the last 24 hours. */
export function SymbolStats({ symbol }: { readonly symbol: MarketSymbol }): ReactNode {
  const ticker = useStore(useTerminal().marketOf(symbol.symbol).ticker)
  const change = ticker?.change_24h
  const direction = !isKnown(change) ? '' : isNegative(change) ? 'text-down' : 'text-up'
  return (
    <div className="stats">
      <div className={`last-price ${direction}`} data-testid="last-price">
        <Price value={ticker?.last_price} />
      </div>
      <dl>
        <div>
          <dt>24 h change</dt>
          <dd>
            <Pnl value={ticker?.change_percent_24h} unit=" %" />
          </dd>
        </div>
        <div>
          <dt>24 h high</dt>
          <dd>
            <Price value={ticker?.high_24h} />
          </dd>
        </div>
        <div>
          <dt>24 h low</dt>
          <dd>
            <Price value={ticker?.low_24h} />
          </dd>
        </div>
        <div>
          <dt>24 h volume</dt>
          <dd>
            <Quantity value={ticker === undefined ? null : cut(ticker.volume_24h, 2)} decimals={2} />{' '}
            <span className="unit">{symbol.base_asset}</span>
          </dd>
        </div>
      </dl>
    </div>
  )
}
