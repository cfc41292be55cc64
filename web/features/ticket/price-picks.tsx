import type { ReactNode } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'

interface PicksProps {
  readonly symbol: MarketSymbol
  readonly onPick: (price: string) => void
}
/** The prices of the moment, one press away. */
export function PricePicks({ symbol, onPick }: PicksProps): ReactNode {
  const text = useText()
  const ticker = useStore(useTerminal().marketOf(symbol.symbol).ticker)
  const prices = { bid: ticker?.bid_price, last: ticker?.last_price, ask: ticker?.ask_price }
  return (
    <div role="group" aria-label={text('picks.title')} className="-mt-1 flex justify-end gap-1">
      {(['bid', 'last', 'ask'] as const).map(name => (
        <button
          key={name}
          type="button"
          onClick={() => onPick(prices[name] ?? '')}
          className="h-6 rounded-sm px-2 text-2xs text-muted hover:bg-hover hover:text-text"
        >
          {text(`picks.${name}`)}
        </button>
      ))}
    </div>
  )
}
