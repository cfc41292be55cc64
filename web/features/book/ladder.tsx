import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import type { Book } from '../../data/market.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { EmptyState, Skeleton, useColors, useSize } from '../../ui/index.ts'
import { useStanding } from '../connection/connection.tsx'
import { type DepthRow, decimalOf, depthOf, groupsOf } from './depth.ts'
import { drawLadder, type LadderPlan, placeRows, type PlacedRow, rowsThatFit, spreadHeight, spreadTop } from './draw-ladder.ts'
import { LadderHead } from './ladder-head.tsx'
import { HoveredCost, LadderReading, SpreadRow } from './ladder-words.tsx'

export interface PricePick {
  readonly price: string
  readonly side: 'buy' | 'sell'
  /** With Shift: to be placed at once, where that is allowed. */
  readonly isAtOnce: boolean
}
interface LadderProps {
  readonly symbol: MarketSymbol
  /** Somebody chose a price. */
  readonly onPick: (pick: PricePick) => void
}
/** The live book: asks above, bids below, best in the middle. A price fills the ticket. */
export function Ladder({ symbol, onPick }: LadderProps): ReactNode {
  const text = useText()
  const book = useStore(useTerminal().marketOf(symbol.symbol).book)
  const groups = groupsOf(symbol)
  const [group, setGroup] = useState(groups[0]!)
  const [shows, setShows] = useState<LadderPlan['shows']>('both')
  if (book === undefined) return <Skeleton what={text('book.title')} lines={12} />
  if (book.levels('buy', 1).length + book.levels('sell', 1).length === 0)
    return <EmptyState title={text('book.empty')}>{text('book.emptyHint')}</EmptyState>
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <LadderHead symbol={symbol} groups={groups} group={group} onGroup={setGroup} shows={shows} onShows={setShows} />
      <Rungs symbol={symbol} book={book} group={group} shows={shows} onPick={onPick} />
    </div>
  )
}

interface RungsProps extends LadderProps {
  readonly book: Book
  readonly group: number
  readonly shows: LadderPlan['shows']
}
function Rungs({ symbol, book, group, shows, onPick }: RungsProps): ReactNode {
  const text = useText()
  const { account, settings } = useTerminal()
  const orders = useStore(account.orders)
  const rowHeight = useStore(settings).density === 'roomy' ? 24 : 20
  const { level } = useStanding(symbol.symbol)
  const colors = useColors()
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const { width, height } = useSize(frame)
  const plan: LadderPlan = { width, height, rowHeight, shows }
  const depth = useMemo(
    () => depthOf(book, { symbol, group, rowsMax: rowsThatFit({ width, height, rowHeight, shows }), orders: orders ?? [] }),
    [book, symbol, group, width, height, rowHeight, shows, orders],
  )
  const rows = placeRows(depth, plan)
  const { chosen, ...handlers } = useChosenRow(rows, { rowHeight, symbol, onPick })

  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (!element || !context || width === 0) return
    const ratio = devicePixelRatio
    if (element.width !== Math.round(width * ratio) || element.height !== Math.round(height * ratio)) {
      element.width = Math.round(width * ratio)
      element.height = Math.round(height * ratio)
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    drawLadder(context, {
      plan: { width, height, rowHeight, shows },
      rows,
      colors,
      chosen,
      isOld: level !== 'live',
      decimals: { price: symbol.price_decimals, quantity: symbol.quantity_decimals },
    })
  })
  return (
    <div
      ref={frame}
      role="group"
      tabIndex={0}
      aria-label={text('book.keys', { symbol: symbol.symbol })}
      data-testid="ladder"
      className="relative min-h-0 flex-1 cursor-pointer focus-visible:-outline-offset-2"
      {...handlers}
    >
      <canvas ref={canvas} className="number absolute inset-0 size-full" aria-hidden="true" />
      <div className="absolute inset-x-0" style={{ top: spreadTop(plan), height: spreadHeight }}>
        <SpreadRow symbol={symbol} bid={depth.bids[0]} ask={depth.asks[0]} isOld={level !== 'live'} />
      </div>
      {chosen === undefined ? null : (
        <HoveredCost rows={chosen.row.side === 'buy' ? depth.bids : depth.asks} chosen={chosen} rowHeight={rowHeight} symbol={symbol} />
      )}
      <LadderReading symbol={symbol} depth={depth} />
    </div>
  )
}

interface ChosenOptions {
  readonly rowHeight: number
  readonly symbol: MarketSymbol
  readonly onPick: LadderProps['onPick']
}
/** The row under the pointer, or the one arrow keys led to. The market moves beneath it: what is chosen is a place. */
function useChosenRow(rows: readonly PlacedRow[], { rowHeight, symbol, onPick }: ChosenOptions) {
  const [top, setTop] = useState<number>()
  const rowAt = (y: number): PlacedRow | undefined => rows.find(placed => y >= placed.top && y < placed.top + rowHeight)
  const chosen = top === undefined ? undefined : rows.find(placed => placed.top === top)
  const yOf = (event: MouseEvent<HTMLDivElement>): number => event.clientY - event.currentTarget.getBoundingClientRect().top
  function pick({ row }: { readonly row: DepthRow }, isAtOnce: boolean): void {
    onPick({ price: decimalOf(row.price, symbol.price_decimals), side: row.side, isAtOnce })
  }
  return {
    chosen,
    onMouseMove: (event: MouseEvent<HTMLDivElement>) => setTop(rowAt(yOf(event))?.top),
    onMouseLeave: () => setTop(undefined),
    onBlur: () => setTop(undefined),
    onClick(event: MouseEvent<HTMLDivElement>) {
      const row = rowAt(yOf(event))
      if (row !== undefined) pick(row, event.shiftKey)
    },
    onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
      if (step !== 0) {
        event.preventDefault()
        const at = chosen === undefined ? rows.findIndex(({ row }) => row.side === 'buy') - (step > 0 ? 1 : 0) : rows.indexOf(chosen)
        setTop(rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.top)
      }
      if (event.key === 'Enter' && chosen !== undefined) pick(chosen, event.shiftKey)
    },
  }
}
