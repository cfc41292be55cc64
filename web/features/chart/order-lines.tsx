import { type ReactNode, useEffect } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import type { Order } from '#contracts/routes/orders'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'
import { useOrderActions } from '../orders/use-order-actions.ts'
import { useHeld } from '../symbols/use-held.ts'
import { OrderHandle } from './order-handle.tsx'
import type { OrderLine } from './order-line.ts'
import type { Chart } from './use-chart.ts'

/** Open orders as lines. Each has a handle: drag it, or use the arrow keys, to change its price. */
export function OrderLines({ chart, symbol }: { readonly chart: Chart; readonly symbol: MarketSymbol }): ReactNode {
  const orders = useStore(useTerminal().account.orders) ?? []
  const actions = useOrderActions()
  const shown = orders.flatMap(order => {
    const line = order.symbol === symbol.symbol ? lineOf(order) : undefined
    return line === undefined ? [] : [line]
  })
  const average = useHeld(symbol)?.average_price ?? undefined
  useNearPrices(chart, [...shown.map(({ price }) => price), ...(average === undefined ? [] : [average])])
  return (
    <div className="pointer-events-none absolute inset-0 z-10 overflow-hidden">
      {shown.map(line => (
        <OrderHandle key={line.order.id} chart={chart} symbol={symbol} line={line} actions={actions} />
      ))}
    </div>
  )
}

function lineOf(order: Order): OrderLine | undefined {
  if (order.stop_price !== null && order.status === 'armed') return { order, field: 'stop_price', price: order.stop_price }
  return order.price === null ? undefined : { order, field: 'price', price: order.price }
}

/** Of a price: a market that hardly moves makes room for orders this far off. */
const nearPart = 0.005

/** Lets the price scale reach to orders and a position that are not far off: as far as the candles are high, or they would be flattened. */
function useNearPrices({ candles }: Chart, wanted: readonly string[]): void {
  const prices = wanted.join(' ')
  useEffect(() => {
    candles.applyOptions({
      autoscaleInfoProvider: (original: () => { priceRange: { minValue: number; maxValue: number } | null } | null) => {
        const info = original()
        if (info === null || info.priceRange === null) return info
        const { minValue, maxValue } = info.priceRange
        const reach = Math.max(maxValue - minValue, maxValue * nearPart)
        const near = prices
          .split(' ')
          .filter(price => price !== '')
          .map(Number)
          .filter(price => price > minValue - reach && price < maxValue + reach)
        return { ...info, priceRange: { minValue: Math.min(minValue, ...near), maxValue: Math.max(maxValue, ...near) } }
      },
    })
  }, [candles, prices])
}
