import type { ReactNode } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { add, multiply } from '../../data/amounts.ts'
import { priceNow } from '../../data/market.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { Money, Pnl, Price, Quantity } from '../../ui/index.ts'
import { useHeld } from '../symbols/use-held.ts'

/** Under the ticket: what there is of both assets, and how the position stands. */
export function Holdings({ symbol }: { readonly symbol: MarketSymbol }): ReactNode {
  const text = useText()
  const { account, marketOf } = useTerminal()
  const balances = useStore(account.balances)
  const last = priceNow(useStore(marketOf(symbol.symbol).ticker))
  const held = useHeld(symbol)
  const totalOf = (asset: string): string | undefined => balances?.find(balance => balance.asset === asset)?.total
  const pnl = held === undefined || last === undefined ? null : add(multiply(held.quantity, last), `-${held.cost_basis}`)
  const rows: readonly (readonly [name: string, value: ReactNode])[] = [
    [symbol.base_asset, <Quantity key="base" value={totalOf(symbol.base_asset) ?? '0'} />],
    [symbol.quote_asset, <Money key="quote" value={totalOf(symbol.quote_asset)} />],
    [text('holdings.average'), <Price key="average" value={held?.average_price} decimals={symbol.price_decimals} />],
    [text('blotter.unrealized'), <Pnl key="pnl" value={pnl} />],
  ]
  return (
    <section aria-label={text('holdings.title')} className="shrink-0 border-t border-line p-3">
      <h2 className="mb-1.5 text-xs font-semibold">{text('holdings.title')}</h2>
      <dl className="grid grid-cols-[1fr_auto] gap-x-3 gap-y-1 text-xs">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="text-right">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
