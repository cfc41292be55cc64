import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import type { Fill } from '#contracts/routes/orders'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { usePages } from '../../data/use-pages.ts'
import type { Translate } from '../../i18n/texts.ts'
import { Clock, type Column, EmptyState, Lines, Moment, Money, Price, Quantity, rowHeights, Rows } from '../../ui/index.ts'
import { SideWord } from '../orders/side-word.tsx'
import type { ListProps } from './blotter.tsx'
import { useShown } from './use-shown.ts'

/** Every fill: those of the stream at once, older ones as they are scrolled to. */
export function Fills({ symbol, onOrder, onShown }: ListProps): ReactNode {
  const text = useText()
  const { queries, account } = useTerminal()
  const { rows: older, loadMore, error } = usePages(useInfiniteQuery(queries.fills({ symbol })))
  const live = useStore(account.fills)
  const rows = useMemo(() => {
    if (older === undefined) return live?.filter(fill => symbol === undefined || fill.symbol === symbol)
    const known = new Set(older.map(({ id }) => id))
    return [...(live ?? []).filter(fill => !known.has(fill.id) && (symbol === undefined || fill.symbol === symbol)), ...older]
  }, [older, live, symbol])
  useShown(rows, onShown)
  return (
    <Rows
      testId="fills"
      label={text('blotter.fills')}
      rows={rows}
      columns={columnsOf(text)}
      narrow={{ columns: narrowColumns(text), rowHeight: rowHeights.three }}
      keyOf={fill => fill.id}
      onOpen={fill => onOrder(fill.order_id)}
      onEnd={loadMore}
      error={error}
      empty={<EmptyState title={text('blotter.fillsEmpty')}>{text('blotter.fillsEmptyHint')}</EmptyState>}
    />
  )
}

function columnsOf(text: Translate): readonly Column<Fill>[] {
  return [
    { key: 'time', width: '72px', title: text('blotter.time'), cell: fill => <Clock at={fill.executed_at} /> },
    { key: 'symbol', width: '84px', title: text('blotter.symbol'), cell: fill => fill.symbol },
    { key: 'side', width: '58px', title: text('blotter.side'), cell: fill => <SideWord side={fill.side} /> },
    { key: 'price', align: 'right', title: text('blotter.price'), cell: fill => <Price value={fill.price} /> },
    { key: 'quantity', align: 'right', title: text('blotter.quantity'), cell: fill => <Quantity value={fill.quantity} /> },
    { key: 'value', align: 'right', title: text('blotter.value'), cell: fill => <Money value={fill.quote_quantity} /> },
    { key: 'fee', align: 'right', title: text('blotter.fee'), cell: fill => <Quantity value={fill.fee} asset={fill.fee_asset} /> },
    { key: 'against', title: text('blotter.against'), cell: fill => text(`blotter.against.${fill.venue}.${fill.liquidity}`) },
  ]
}

/** On a phone: which order of whom, and what it came to. */
function narrowColumns(text: Translate): readonly Column<Fill>[] {
  return [
    {
      key: 'fill',
      title: text('blotter.fill'),
      cell: fill => (
        <Lines
          first={
            <>
              <SideWord side={fill.side} /> {fill.symbol}
            </>
          }
          rest={[text(`blotter.against.${fill.venue}.${fill.liquidity}`), <Moment key="time" at={fill.executed_at} />]}
        />
      ),
    },
    {
      key: 'result',
      align: 'right',
      title: text('blotter.fillResult'),
      cell: fill => (
        <Lines
          first={<Quantity value={fill.quantity} />}
          rest={[<Price key="price" value={fill.price} />, <Quantity key="fee" value={fill.fee} asset={fill.fee_asset} />]}
        />
      ),
    },
  ]
}
