import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { cut, floorTo, grouped, stepBy, trim } from '../../data/amounts.ts'
import { typeWords } from '../../data/order-words.ts'
import { useText } from '../../data/terminal.ts'
import { classes } from '../../ui/index.ts'
import { decimalOf } from '../book/depth.ts'
import type { OrderActions } from '../orders/use-order-actions.ts'
import { type OrderLine, usePriceLine } from './order-line.ts'
import { ResultAt } from './result-at.tsx'
import type { Chart } from './use-chart.ts'

interface HandleProps {
  readonly chart: Chart
  readonly symbol: MarketSymbol
  readonly line: OrderLine
  readonly actions: OrderActions
}
/** The handle of an order's line: what it is, its price while it is moved, and its end. */
export function OrderHandle({ chart, symbol, line: { order, field, price }, actions }: HandleProps): ReactNode {
  const text = useText()
  const [moved, setMoved] = useState<string>()
  const shown = moved ?? price
  const place = useFollowPrice(chart, shown)
  const isBusy = actions.busy.has(order.id)
  usePriceLine(chart, { price: shown, color: order.side === 'buy' ? chart.colors.up : chart.colors.down })

  async function commit(): Promise<void> {
    if (moved !== undefined && trim(moved) !== trim(price)) await actions.replace(order.id, { [field]: moved })
    setMoved(undefined)
  }
  function move(event: KeyboardEvent): void {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
    if (direction !== 0) setMoved(stepBy(shown, symbol.tick_size, event.shiftKey ? direction * 10 : direction))
    else if (event.key === 'Enter') void commit()
    else if (event.key === 'Escape' && moved !== undefined) setMoved(undefined)
    else if (event.key === 'Delete') void actions.cancel(order.id)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const drag = useDrag(chart, symbol, { onMove: setMoved, onDrop: () => void commit() })
  const words = text('chart.orderLine', {
    side: text(`orders.${order.side}`),
    type: typeWords(text, order),
    quantity: trim(order.quantity ?? '0'),
  })
  return (
    <div ref={place} className="absolute top-0 right-20 flex items-stretch" data-testid="order-line">
      <div
        className={classes(
          'flex h-6 items-stretch overflow-hidden rounded-sm border bg-panel text-2xs',
          order.side === 'buy' ? 'border-up' : 'border-down',
          isBusy && 'animate-pulse',
        )}
      >
        <div
          role="slider"
          tabIndex={0}
          aria-label={`${words}. ${text('chart.moveKeys')}`}
          aria-valuenow={Number(shown)}
          aria-valuetext={grouped(shown)}
          aria-valuemin={0}
          className="number pointer-events-auto flex cursor-ns-resize touch-none items-center gap-1.5 px-1.5"
          onKeyDown={move}
          onBlur={() => setMoved(undefined)}
          {...drag}
        >
          <span className={order.side === 'buy' ? 'text-up' : 'text-down'}>{words}</span>
          {moved === undefined ? null : (
            <>
              <strong>{grouped(moved)}</strong>
              <ResultAt order={order} price={moved} />
            </>
          )}
        </div>
        <button
          type="button"
          aria-label={text('chart.cancelLine', { order: words })}
          aria-disabled={isBusy}
          className="pointer-events-auto w-6 border-l border-line text-muted hover:bg-hover hover:text-text"
          onClick={() => void actions.cancel(order.id)}
        >
          ×
        </button>
      </div>
    </div>
  )
}

/** Keeps an element at the height of a price, whatever moves the scale. The chart has no event for that: it is asked each picture. */
function useFollowPrice({ api, candles }: Chart, price: string) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let asked = requestAnimationFrame(follow)
    let shown = ''
    function follow(): void {
      asked = requestAnimationFrame(follow)
      const element = place.current
      const top = candles.priceToCoordinate(Number(price))
      if (element === null || top === null) return
      const isInside = top > 0 && top < api.paneSize().height
      const next = isInside ? `translateY(${Math.round(top) - 12}px)` : 'translateY(-100px)'
      if (next !== shown) element.style.transform = shown = next
    }
    return () => cancelAnimationFrame(asked)
  }, [api, candles, price])
  return place
}

interface DragOptions {
  readonly onMove: (price: string) => void
  readonly onDrop: () => void
}
/** Moves a price with the pointer, in whole ticks. */
function useDrag({ candles, api }: Chart, symbol: MarketSymbol, { onMove, onDrop }: DragOptions) {
  const isMoving = useRef(false)
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      isMoving.current = true
      event.currentTarget.setPointerCapture(event.pointerId)
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (!isMoving.current) return
      const top = api.chartElement().getBoundingClientRect().top
      const price = candles.coordinateToPrice(event.clientY - top)
      if (price === null || price <= 0) return
      const count = Math.round(price * 10 ** symbol.price_decimals)
      onMove(cut(floorTo(decimalOf(count, symbol.price_decimals), symbol.tick_size), symbol.price_decimals))
    },
    onPointerUp() {
      if (!isMoving.current) return
      isMoving.current = false
      onDrop()
    },
    onPointerCancel() {
      isMoving.current = false
    },
  }
}
