import { type ReactNode, useRef, useState } from 'react'
import type { cancelAllOrders, cancelOrder, Order } from '#contracts/routes/orders'
import { trim } from '../../data/amounts.ts'
import { statusHint, statusWords, triggerWords, typeWords } from '../../data/order-words.ts'
import { ApiProblem } from '../../data/request.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'
import { Clock, Price, Quantity } from '../../ui/index.ts'
import { EmptyState, Panel, Skeleton } from '../../ui/index.ts'
import { SideWord } from './side-word.tsx'

/** Orders that wait, each with its cancel. */
export function OpenOrders(): ReactNode {
  const { session, account } = useTerminal()
  const { status } = useStore(session.state)
  const orders = useStore(account.orders)
  const { cancel, cancelAll, ending, place } = useCancels()
  const count = orders?.length ?? 0
  return (
    <Panel
      title={`Open orders${count > 0 ? ` (${count})` : ''}`}
      className="area-orders panel"
      isFlush
      actions={
        count === 0 ? null : (
          <button type="button" className="button is-small" onClick={() => void cancelAll()}>
            Cancel all
          </button>
        )
      }
    >
      <div ref={place} tabIndex={-1} className="scroller">
        {status === 'signed_out' ? (
          <EmptyState title="No orders">Sign up and place your first paper order: click a price in the book.</EmptyState>
        ) : orders === undefined ? (
          <Skeleton what="open orders" />
        ) : orders.length === 0 ? (
          <EmptyState title="No open orders">
            A limit order below the market waits here until somebody meets it, a stop until the market comes to it. Click a price in the
            book to begin.
          </EmptyState>
        ) : (
          <OrderTable orders={orders} ending={ending} onCancel={order => void cancel(order)} />
        )}
      </div>
    </Panel>
  )
}

interface Cancels {
  readonly cancel: (order: Order) => Promise<void>
  readonly cancelAll: () => Promise<void>
  /** Orders whose cancel is on its way. */
  readonly ending: ReadonlySet<string>
  /** Where the focus goes when its row has left, unless the reader has taken it elsewhere. */
  readonly place: React.RefObject<HTMLDivElement | null>
}
function useCancels(): Cancels {
  const { session, notices } = useTerminal()
  const [ending, setEnding] = useState<ReadonlySet<string>>(new Set())
  const place = useRef<HTMLDivElement>(null)
  async function attempt(work: () => Promise<unknown>): Promise<void> {
    const before = document.activeElement
    try {
      await work()
    } catch (error) {
      const detail = error instanceof ApiProblem ? error.message : 'The cancel could not be sent.'
      notices.say({ tone: 'bad', sentence: detail })
    }
    if ([before, document.body].includes(document.activeElement)) place.current?.focus()
  }
  return {
    ending,
    place,
    async cancel({ id }) {
      if (ending.has(id)) return
      setEnding(before => new Set(before).add(id))
      await attempt(() => session.call<typeof cancelOrder>('DELETE', '/orders/:id', { params: { id } }))
      setEnding(before => new Set([...before].filter(other => other !== id)))
    },
    cancelAll: () => attempt(() => session.call<typeof cancelAllOrders>('DELETE', '/orders')),
  }
}

interface TableProps {
  readonly orders: readonly Order[]
  readonly ending: ReadonlySet<string>
  readonly onCancel: (order: Order) => void
}
function OrderTable({ orders, ending, onCancel }: TableProps): ReactNode {
  return (
    <table className="figures is-tall" data-testid="open-orders">
      <thead>
        <tr>
          <th scope="col">Order</th>
          <th scope="col">Symbol</th>
          <th scope="col" className="wide-only">
            Time
          </th>
          <th scope="col">Price</th>
          <th scope="col">Quantity</th>
          <th scope="col">
            <span className="sr-only">Cancel</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {orders.map(order => (
          <OrderRow key={order.id} order={order} isEnding={ending.has(order.id)} onCancel={() => onCancel(order)} />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps {
  readonly order: Order
  readonly isEnding: boolean
  readonly onCancel: () => void
}
/** Two lines: what it is, where, when, at what, how much; below, what of that is particular. */
function OrderRow({ order, isEnding, onCancel }: RowProps): ReactNode {
  const trigger = triggerWords(order)
  const at = order.price ?? (order.peg === null ? 'market' : 'its peg')
  return (
    <tr>
      <td>
        <SideWord side={order.side} />
        <span className="second">{typeWords(order)}</span>
      </td>
      <td>
        {order.symbol}
        <span className="second">{order.list_id === null ? '' : 'in a list'}</span>
      </td>
      <td className="wide-only">
        <Clock at={order.created_at} />
        <span className="second">{lifeWords(order)}</span>
      </td>
      <td>
        {order.price === null ? at : <Price value={order.price} />}
        <span className="second number">{trigger}</span>
      </td>
      <td>
        <Quantity value={order.quantity} />
        <span className="second" title={statusHint(order)}>
          {statusWords(order)}
        </span>
      </td>
      <td>
        <button
          type="button"
          className="button is-small"
          aria-disabled={isEnding}
          aria-label={`Cancel ${order.side} ${order.quantity} ${order.symbol} at ${at}${trigger === '' ? '' : `, ${trigger}`}`}
          onClick={onCancel}
        >
          {isEnding ? 'Canceling …' : 'Cancel'}
        </button>
      </td>
    </tr>
  )
}

/** How long it lives where that is not until it is canceled, and what else it was asked to do. */
function lifeWords(order: Order): string {
  const life = order.time_in_force
  return [
    life === 'day' ? 'for the day' : life === 'gtd' ? 'until a date' : life === 'fok' ? 'whole or not at all' : '',
    order.post_only ? 'post-only' : '',
    order.display_quantity === null ? '' : `shows ${trim(order.display_quantity)}`,
  ]
    .filter(word => word !== '')
    .join(', ')
}
