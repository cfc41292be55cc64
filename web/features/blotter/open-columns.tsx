import type { ReactNode } from 'react'
import type { NewOrder, Order } from '#contracts/routes/orders'
import { triggerWords, statusHint, statusWords } from '../../data/order-words.ts'
import type { Translate } from '../../i18n/texts.ts'
import { Clock, type Column, Lines, Price, Quantity } from '../../ui/index.ts'
import { actionsColumn, type ColumnOptions } from '../orders/order-columns.tsx'
import { SideWord } from '../orders/side-word.tsx'
import { RoundTrip } from '../orders/status-word.tsx'
import { TypeCell } from './type-cell.tsx'

/** An order that waits, or one that is still on its way there. */
export type OpenRow = { readonly key: string; readonly order: Order } | { readonly key: string; readonly sent: NewOrder }

/** Orders that wait, at a desk. */
export function wideOpenColumns(options: ColumnOptions): readonly Column<OpenRow>[] {
  const { text, roundTripMs } = options
  const about = (row: OpenRow): Order | NewOrder => ('order' in row ? row.order : row.sent)
  const ofOrder = (row: OpenRow, show: (order: Order) => ReactNode): ReactNode => ('order' in row ? show(row.order) : '–')
  return [
    { key: 'time', width: '72px', title: text('blotter.time'), cell: row => ofOrder(row, order => <Clock at={order.created_at} />) },
    { key: 'symbol', width: '84px', title: text('blotter.symbol'), cell: row => about(row).symbol },
    { key: 'side', width: '58px', title: text('blotter.side'), cell: row => <SideWord side={about(row).side} /> },
    {
      key: 'type',
      width: '1fr',
      title: text('blotter.type'),
      cell: row => ofOrder(row, order => <TypeCell order={order} />),
    },
    {
      key: 'price',
      width: '0.8fr',
      align: 'right',
      title: text('blotter.price'),
      cell: row => (about(row).price ? <Price value={about(row).price} /> : text('blotter.atMarket')),
    },
    {
      key: 'trigger',
      width: '0.9fr',
      align: 'right',
      title: text('blotter.trigger'),
      cell: row => ofOrder(row, order => <span className="number">{triggerWords(text, order) || '–'}</span>),
    },
    {
      key: 'quantity',
      width: '0.7fr',
      align: 'right',
      title: text('blotter.quantity'),
      cell: row => <Quantity value={about(row).quantity} />,
    },
    {
      key: 'filled',
      width: '0.6fr',
      align: 'right',
      title: text('blotter.filled'),
      cell: row => ofOrder(row, order => <Quantity value={order.filled_quantity} />),
    },
    {
      key: 'status',
      width: '0.8fr',
      title: text('blotter.status'),
      cell: row =>
        'order' in row ? (
          <span title={statusHint(text, row.order)}>
            {statusWords(text, row.order)}
            <RoundTrip ms={roundTripMs?.(row.order.id)} />
          </span>
        ) : (
          <Sending text={text} />
        ),
    },
    ofOrders(actionsColumn(options), () => null),
  ]
}

/** Columns of orders, for rows of which some are still on their way. */
export function compactColumns(columns: readonly Column<Order>[], text: Translate): readonly Column<OpenRow>[] {
  return columns.map(column =>
    ofOrders(column, ({ side, symbol, quantity }) => {
      if (column.key === 'order')
        return (
          <Lines
            first={
              <>
                <SideWord side={side} /> {symbol}
              </>
            }
            rest={[<Sending key="sending" text={text} />]}
          />
        )
      return column.key === 'result' || column.key === 'asked' ? <Lines first={<Quantity value={quantity} />} rest={[]} /> : null
    }),
  )
}

function ofOrders({ cell, ...column }: Column<Order>, ofSent: (sent: NewOrder) => ReactNode): Column<OpenRow> {
  return { ...column, cell: row => ('order' in row ? cell(row.order) : ofSent(row.sent)) }
}

function Sending({ text }: { readonly text: Translate }): ReactNode {
  return <span className="animate-pulse text-accent">{text('blotter.sending')}</span>
}
