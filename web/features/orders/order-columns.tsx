import type { ReactNode } from 'react'
import type { Order } from '#contracts/routes/orders'
import { isTerminal } from '#core/orders'
import { grouped, trim } from '../../data/amounts.ts'
import { reasonWords, triggerWords } from '../../data/order-words.ts'
import { useText } from '../../data/terminal.ts'
import type { Translate } from '../../i18n/texts.ts'
import { type Column, Moment, Price, Quantity } from '../../ui/index.ts'
import { type OrderHandlers, RowActions } from '../blotter/row-actions.tsx'
import { TypeCell } from '../blotter/type-cell.tsx'
import { ListMark, type ListPlace } from './list-mark.tsx'
import { SideWord } from './side-word.tsx'
import { StatusWord } from './status-word.tsx'
import type { OrderActions } from './use-order-actions.ts'

interface ColumnOptions extends OrderHandlers {
  readonly text: Translate
  readonly actions: OrderActions
  readonly places: ReadonlyMap<string, ListPlace>
}
/** Every order with all there is to it, at a desk. */
export function wideColumns({ text, actions, places, onCancel, onAmend }: ColumnOptions): readonly Column<Order>[] {
  return [
    {
      key: 'placed',
      width: '124px',
      title: text('orders.placed'),
      cell: order => (
        <>
          <ListMark place={places.get(order.id)} />
          <Moment at={order.created_at} />
        </>
      ),
    },
    { key: 'symbol', width: '84px', title: text('blotter.symbol'), cell: order => <span className="font-medium">{order.symbol}</span> },
    { key: 'side', width: '58px', title: text('blotter.side'), cell: order => <SideWord side={order.side} /> },
    { key: 'type', width: '1.4fr', widthMin: 150, title: text('blotter.type'), cell: order => <TypeCell order={order} /> },
    { key: 'price', align: 'right', title: text('blotter.price'), cell: order => <AskedPrice order={order} /> },
    {
      key: 'trigger',
      widthMin: 104,
      align: 'right',
      title: text('blotter.trigger'),
      cell: order => <Trigger order={order} />,
    },
    { key: 'quantity', width: '0.8fr', align: 'right', title: text('blotter.quantity'), cell: order => <AskedQuantity order={order} /> },
    {
      key: 'filled',
      width: '0.8fr',
      align: 'right',
      title: text('blotter.filled'),
      cell: order => <Quantity value={order.filled_quantity} />,
    },
    { key: 'average', align: 'right', title: text('blotter.average'), cell: order => <Price value={order.average_price} /> },
    {
      key: 'fee',
      width: '132px',
      align: 'right',
      title: text('blotter.fee'),
      cell: ({ fees: [fee] }) => <Quantity value={fee?.amount} asset={fee?.asset} />,
    },
    { key: 'status', width: '1.6fr', widthMin: 150, title: text('blotter.status'), cell: order => <StatusCell order={order} /> },
    {
      key: 'actions',
      width: '52px',
      align: 'right',
      title: <span className="sr-only">{text('blotter.actions')}</span>,
      cell: order =>
        isTerminal(order.status) ? null : (
          <RowActions order={order} isBusy={actions.busy.has(order.id)} onCancel={onCancel} onAmend={onAmend} />
        ),
    },
  ]
}

/** On a phone: what was asked, and what came of it. The rest is a press away. */
export function narrowColumns({ text, places }: Pick<ColumnOptions, 'text' | 'places'>): readonly Column<Order>[] {
  return [
    {
      key: 'order',
      width: '1fr',
      title: text('orders.order'),
      cell: order => (
        <span className="block leading-tight">
          <ListMark place={places.get(order.id)} />
          <span className="block truncate text-sm font-medium">
            <SideWord side={order.side} /> {order.symbol}
          </span>
          <span className="block truncate">
            <TypeCell order={order} />
          </span>
          <Moment at={order.created_at} />
        </span>
      ),
    },
    {
      key: 'result',
      width: '136px',
      align: 'right',
      title: text('orders.result'),
      cell: order => (
        <span className="block leading-tight">
          <span className="block text-sm font-medium">
            <AskedQuantity order={order} />
          </span>
          <span className="block text-muted">
            {order.average_price === null ? <AskedPrice order={order} /> : <Price value={order.average_price} />}
          </span>
          <StatusWord order={order} />
        </span>
      ),
    },
  ]
}

function Trigger({ order }: { readonly order: Order }): ReactNode {
  const words = triggerWords(useText(), order)
  return (
    <span className="number" title={words}>
      {words === '' ? '–' : words}
    </span>
  )
}

function AskedPrice({ order }: { readonly order: Order }): ReactNode {
  const text = useText()
  if (order.price !== null) return <Price value={order.price} />
  return <span className="text-muted">{order.peg === null ? text('blotter.atMarket') : '–'}</span>
}

/** In the base asset, or the money to spend where the order names that. */
function AskedQuantity({ order: { quantity, quote_quantity: quote } }: { readonly order: Order }): ReactNode {
  const text = useText()
  if (quantity !== null) return <Quantity value={quantity} />
  return <span className="number">{text('orders.forMoney', { amount: grouped(trim(quote ?? '0')) })}</span>
}

function StatusCell({ order }: { readonly order: Order }): ReactNode {
  const text = useText()
  const { reason } = order
  const why = reason === null || reason === 'USER_REQUESTED' ? undefined : reasonWords(text, reason)
  return (
    <span title={why}>
      <StatusWord order={order} />
      {why === undefined ? null : <span className="text-muted"> · {why}</span>}
    </span>
  )
}
