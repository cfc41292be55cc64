import { LineStyle } from 'lightweight-charts'
import { useEffect } from 'react'
import type { Order } from '#contracts/routes/orders'
import type { Chart } from './use-chart.ts'

/** An order that stands at a price, and which of its prices that is. */
export interface OrderLine {
  readonly order: Order
  readonly field: 'price' | 'stop_price'
  readonly price: string
}

/** Draws a line across the chart while it is shown. */
export function usePriceLine({ candles, undo }: Chart, { price, color }: { readonly price: string; readonly color: string }): void {
  useEffect(() => {
    const line = candles.createPriceLine({
      price: Number(price),
      color,
      lineStyle: LineStyle.Dashed,
      lineWidth: 1,
      axisLabelVisible: true,
      title: '',
    })
    return () => undo(() => candles.removePriceLine(line))
  }, [candles, undo, price, color])
}
