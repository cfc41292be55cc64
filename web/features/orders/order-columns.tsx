import type { ReactNode } from 'react'
import type { Order } from '#contracts/routes/orders'
import { isTerminal } from '#core/orders'
import { grouped, trim } from '../../data/amounts.ts'
import { reasonWords, triggerWords } from '../../data/order-words.ts'
import { useText } from '../../data/terminal.ts'
import type { Translate } from '../../i18n/texts.ts'
import { type Column, Lines, Moment, Price, Quantity } from '../../ui/index.ts'
import { type OrderHandlers, RowActions } from '../blotter/row-actions.tsx'
import { TypeCell } from '../blotter/type-cell.tsx'
import { ListMark, type ListPlace } from './list-mark.tsx'
import { SideWord } from './side-word.tsx'
import { RoundTrip, StatusWord } from './status-word.tsx'
import type { OrderActions } from './use-order-actions.ts'

export interface ColumnOptions extends OrderHandlers {
  readonly text: Translate
  readonly actions: OrderActions
  readonly places: ReadonlyMap<string, ListPlace>
  /** How long an order took to be answered, where that is known. */
  readonly roundTripMs?: (id: string) => number | undefined
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
    actionsColumn({ text, actions, onCancel, onAmend }),
  ]
}

/** On a tablet: the same in two lines a row, so that nothing is out of sight. */
export function mediumColumns({ text, places, roundTripMs, ...options }: ColumnOptions): readonly Column<Order>[] {
  return [
    {
      key: 'order',
      widthMin: 140,
      title: text('orders.order'),
      cell: order => (
        <>
          <ListMark place={places.get(order.id)} />
          <Lines first={<Who order={order} />} rest={[<TypeCell key="type" order={order} />]} />
        </>
      ),
    },
    {
      key: 'asked',
      align: 'right',
      widthMin: 104,
      title: text('orders.asked'),
      cell: order => <Lines first={<AskedQuantity order={order} />} rest={[<AskedOrTrigger key="price" order={order} />]} />,
    },
    {
      key: 'filled',
      align: 'right',
      title: text('orders.filledAt'),
      cell: order => (
        <Lines first={<Quantity value={order.filled_quantity} />} rest={[<Price key="average" value={order.average_price} />]} />
      ),
    },
    {
      key: 'status',
      widthMin: 150,
      title: text('blotter.status'),
      cell: order => (
        <span className="block leading-tight">
          <StatusCell order={order} tookMs={roundTripMs?.(order.id)} />
          <span className="block text-muted">
            <Moment at={order.created_at} />
          </span>
        </span>
      ),
    },
    actionsColumn({ text, ...options }),
  ]
}

/** On a phone: what was asked, and what came of it. The rest is a press away. */
export function narrowColumns({
  text,
  places,
  roundTripMs,
}: Pick<ColumnOptions, 'text' | 'places' | 'roundTripMs'>): readonly Column<Order>[] {
  return [
    {
      key: 'order',
      width: '1fr',
      title: text('orders.order'),
      cell: order => (
        <>
          <ListMark place={places.get(order.id)} />
          <Lines
            first={<Who order={order} />}
            rest={[<TypeCell key="type" order={order} />, <Moment key="placed" at={order.created_at} />]}
          />
        </>
      ),
    },
    {
      key: 'result',
      width: '124px',
      align: 'right',
      title: text('orders.result'),
      cell: order => (
        <span className="block leading-tight">
          <Lines
            first={<AskedQuantity order={order} />}
            rest={[
              order.average_price === null ? (
                <AskedOrTrigger key="price" order={order} />
              ) : (
                <Price key="price" value={order.average_price} />
              ),
            ]}
          />
          <StatusWord order={order} />
          <RoundTrip ms={roundTripMs?.(order.id)} />
        </span>
      ),
    },
  ]
}

/** What can be done with each order that waits; always in view, however wide the others are. */
export function actionsColumn({ text, actions, onCancel, onAmend }: Omit<ColumnOptions, 'places'>): Column<Order> {
  return {
    key: 'actions',
    width: '52px',
    align: 'right',
    isPinned: true,
    title: <span className="sr-only">{text('blotter.actions')}</span>,
    cell: order =>
      isTerminal(order.status) ? null : (
        <RowActions order={order} isBusy={actions.busy.has(order.id)} onCancel={onCancel} onAmend={onAmend} />
      ),
  }
}

function Who({ order }: { readonly order: Order }): ReactNode {
  return (
    <>
      <SideWord side={order.side} /> {order.symbol}
    </>
  )
}

function AskedOrTrigger({ order }: { readonly order: Order }): ReactNode {
  const isTriggered = triggerWords(useText(), order) !== ''
  return order.price === null && isTriggered ? <Trigger order={order} /> : <AskedPrice order={order} />
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

function StatusCell({ order, tookMs }: { readonly order: Order; readonly tookMs?: number | undefined }): ReactNode {
  const text = useText()
  const { reason } = order
  const why = reason === null || reason === 'USER_REQUESTED' ? undefined : reasonWords(text, reason)
  return (
    <span title={why}>
      <StatusWord order={order} />
      <RoundTrip ms={tookMs} />
      {why === undefined ? null : <span className="text-muted"> · {why}</span>}
    </span>
  )
}
