import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo, useState } from 'react'
import type { Position } from '#contracts/routes/portfolio'
import { add, divideDown, isZero, multiply } from '../../data/amounts.ts'
import { priceNow } from '../../data/market.ts'
import { problemWords } from '../../data/problem-words.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import type { Translate } from '../../i18n/texts.ts'
import { Button, type Column, EmptyState, Money, Pnl, Price, Quantity, Rows } from '../../ui/index.ts'
import { useDesk } from '../desk/desk.ts'
import type { ListProps } from './blotter.tsx'
import { LotSheet } from './lot-sheet.tsx'
import { useClosing } from './use-closing.tsx'
import { useShown } from './use-shown.ts'

/** What the account holds besides its money, what it is worth now, and the way out of it. */
export function Positions({ symbol, onShown }: ListProps): ReactNode {
  const text = useText()
  const { queries } = useTerminal()
  const query = useQuery({ ...queries.positions(), refetchInterval: 5_000 })
  const rows = useMemo(
    () => query.data?.filter(position => !isZero(position.quantity) && (symbol === undefined || position.symbol === symbol)),
    [query.data, symbol],
  )
  const [opened, setOpened] = useState<Position>()
  const { close, closeAll, confirmation } = useClosing()
  useShown(rows, onShown)
  return (
    <>
      <Rows
        testId="positions"
        label={text('blotter.positions')}
        rows={rows}
        columns={columnsOf(text, { onLots: setOpened, onClose: close })}
        keyOf={({ asset }) => asset}
        onOpen={setOpened}
        error={query.isError ? { detail: problemWords(text, query.error), retry: () => void query.refetch() } : undefined}
        empty={<EmptyState title={text('blotter.positionsEmpty')}>{text('blotter.positionsEmptyHint')}</EmptyState>}
      />
      {rows === undefined || rows.length === 0 ? null : (
        <div className="flex shrink-0 justify-end border-t border-line px-3 py-1">
          <Button size="small" tone="danger" onClick={() => closeAll(rows)}>
            {text('blotter.closeAll')}
          </Button>
        </div>
      )}
      <LotSheet position={opened} onClose={() => setOpened(undefined)} />
      {confirmation}
    </>
  )
}

interface RowActions {
  readonly onLots: (position: Position) => void
  readonly onClose: (position: Position) => void
}
function columnsOf(text: Translate, { onLots, onClose }: RowActions): readonly Column<Position>[] {
  return [
    { key: 'asset', title: text('blotter.asset'), cell: ({ asset }) => <strong className="font-medium">{asset}</strong> },
    { key: 'quantity', align: 'right', title: text('blotter.quantity'), cell: ({ quantity }) => <Quantity value={quantity} /> },
    {
      key: 'average',
      align: 'right',
      title: text('blotter.average'),
      cell: position => <AveragePrice position={position} />,
    },
    { key: 'mark', align: 'right', title: text('blotter.mark'), cell: position => <LiveValue position={position} show="mark" /> },
    { key: 'value', align: 'right', title: text('blotter.value'), cell: position => <LiveValue position={position} show="value" /> },
    {
      key: 'unrealized',
      width: '1.5fr',
      align: 'right',
      title: text('blotter.unrealized'),
      cell: position => <LiveValue position={position} show="pnl" />,
    },
    { key: 'realized', align: 'right', title: text('blotter.realized'), cell: ({ realized_pnl: realized }) => <Pnl value={realized} /> },
    {
      key: 'actions',
      width: '136px',
      align: 'right',
      title: <span className="sr-only">{text('blotter.actions')}</span>,
      cell: position => (
        <span className="inline-flex gap-1">
          <Button size="small" onClick={() => onLots(position)}>
            {text('blotter.lots', { count: position.lots.length })}
          </Button>
          <Button
            size="small"
            tone="danger"
            aria-label={text('blotter.closeThis', { asset: position.asset })}
            onClick={() => onClose(position)}
          >
            {text('blotter.close')}
          </Button>
        </span>
      ),
    },
  ]
}

/** As fine as the prices of its market. */
function AveragePrice({ position }: { readonly position: Position }): ReactNode {
  const { symbols } = useDesk()
  return <Price value={position.average_price} decimals={symbols.find(({ symbol }) => symbol === position.symbol)?.price_decimals} />
}

interface LiveProps {
  readonly position: Position
  readonly show: 'mark' | 'value' | 'pnl'
}
/** At the last price of the moment, where the market of the asset is heard; else as the portfolio last counted it. */
function LiveValue(props: LiveProps): ReactNode {
  const { symbol } = props.position
  return symbol === null ? <Valued {...props} mark={props.position.mark_price} /> : <Followed {...props} symbol={symbol} />
}
function Followed({ symbol, ...props }: LiveProps & { readonly symbol: string }): ReactNode {
  const ticker = useStore(useTerminal().marketOf(symbol).ticker)
  return <Valued {...props} mark={priceNow(ticker) ?? props.position.mark_price} />
}
function Valued({ position, show, mark }: LiveProps & { readonly mark: string | null }): ReactNode {
  if (show === 'mark') return <Price value={mark} />
  const value = mark === null ? null : multiply(position.quantity, mark)
  if (show === 'value') return <Money value={value} />
  const pnl = value === null ? null : add(value, `-${position.cost_basis}`)
  const percent = pnl === null ? null : percentOf(pnl, position.cost_basis)
  return <Pnl value={pnl} percent={percent} />
}

function percentOf(part: string, whole: string): string | null {
  return divideDown(multiply(part, '100'), whole, 4) ?? null
}
