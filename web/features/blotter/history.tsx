import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Order } from '#contracts/routes/orders'
import { reasonWords, statusWords, typeWords } from '../../data/order-words.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { usePages } from '../../data/use-pages.ts'
import type { Translate } from '../../i18n/texts.ts'
import { Clock, type Column, EmptyState, Price, Quantity, rowHeights, Rows } from '../../ui/index.ts'
import { narrowColumns } from '../orders/order-columns.tsx'
import { SideWord } from '../orders/side-word.tsx'
import type { ListProps } from './blotter.tsx'
import { useShown } from './use-shown.ts'

/** Orders of one list end at different times: here each stands for itself. */
const apart = new Map<string, never>()

/** Orders that have ended, and why. */
export function History({ symbol, onOrder, onShown }: ListProps): ReactNode {
  const text = useText()
  const { rows, loadMore, error } = usePages(useInfiniteQuery(useTerminal().queries.orders({ symbol, status: 'closed' })))
  useShown(rows, onShown)
  return (
    <Rows
      testId="history"
      label={text('blotter.history')}
      rows={rows}
      columns={columnsOf(text)}
      narrow={{ columns: narrowColumns({ text, places: apart }), rowHeight: rowHeights.three }}
      keyOf={order => order.id}
      onOpen={order => onOrder(order.id)}
      onEnd={loadMore}
      error={error}
      empty={<EmptyState title={text('blotter.historyEmpty')}>{text('blotter.historyEmptyHint')}</EmptyState>}
    />
  )
}

function columnsOf(text: Translate): readonly Column<Order>[] {
  return [
    { key: 'time', width: '72px', title: text('blotter.time'), cell: order => <Clock at={order.updated_at} /> },
    { key: 'symbol', width: '84px', title: text('blotter.symbol'), cell: order => order.symbol },
    { key: 'side', width: '58px', title: text('blotter.side'), cell: order => <SideWord side={order.side} /> },
    { key: 'type', title: text('blotter.type'), cell: order => typeWords(text, order) },
    { key: 'price', align: 'right', title: text('blotter.price'), cell: order => <Price value={order.price} /> },
    { key: 'average', align: 'right', title: text('blotter.average'), cell: order => <Price value={order.average_price} /> },
    { key: 'quantity', align: 'right', title: text('blotter.quantity'), cell: order => <Quantity value={order.quantity} /> },
    { key: 'filled', align: 'right', title: text('blotter.filled'), cell: order => <Quantity value={order.filled_quantity} /> },
    {
      key: 'status',
      width: '1.4fr',
      title: text('blotter.status'),
      cell: order => (
        <span title={order.reason === null ? undefined : reasonWords(text, order.reason)}>
          {statusWords(text, order)}
          {order.reason === null || order.reason === 'USER_REQUESTED' ? null : (
            <span className="text-muted"> · {reasonWords(text, order.reason)}</span>
          )}
        </span>
      ),
    },
  ]
}
