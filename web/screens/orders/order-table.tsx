import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo, useState } from 'react'
import type { Order } from '#contracts/routes/orders'
import { isEverything, type OrderFilter } from '../../data/order-filter.ts'
import { firstSymbol } from '../../data/market.ts'
import { useText } from '../../data/terminal.ts'
import { AmendDialog } from '../../features/blotter/amend-dialog.tsx'
import { listPlaces } from '../../features/orders/list-mark.tsx'
import { mediumColumns, narrowColumns, wideColumns } from '../../features/orders/order-columns.tsx'
import { useOrderActions } from '../../features/orders/use-order-actions.ts'
import type { Orders } from '../../features/orders/use-orders.ts'
import { Button, EmptyState, linkLooks, rowHeights, Rows } from '../../ui/index.ts'

interface OrderTableProps {
  readonly orders: Orders
  readonly filter: OrderFilter
  /** The order whose life is shown. */
  readonly chosen: string | undefined
  readonly onOpen: (id: string) => void
  readonly onClear: () => void
}

/** The orders of the filter; more of them as one scrolls. */
export function OrderTable({ orders, filter, chosen, onOpen, onClear }: OrderTableProps): ReactNode {
  const text = useText()
  const actions = useOrderActions()
  const [amended, setAmended] = useState<Order>()
  const { rows } = orders
  const places = useMemo(() => listPlaces(rows ?? []), [rows])
  /** The focus stays in the row whose button has gone with the order. */
  async function cancel({ id }: Order): Promise<void> {
    const row = document.activeElement?.closest<HTMLElement>('[data-row]')
    await actions.cancel(id)
    if (document.activeElement === document.body) row?.focus()
  }
  const options = { text, actions, places, onCancel: (order: Order) => void cancel(order), onAmend: setAmended }
  return (
    <>
      <Rows
        testId="orders"
        label={text('orders.list')}
        rows={rows}
        columns={wideColumns(options)}
        medium={{ columns: mediumColumns(options), rowHeight: rowHeights.two }}
        narrow={{ columns: narrowColumns(options), rowHeight: rowHeights.three }}
        keyOf={({ id }) => id}
        chosenKey={chosen}
        onOpen={({ id }) => onOpen(id)}
        onEnd={orders.loadMore}
        error={orders.error}
        empty={<Nothing isFiltered={!isEverything(filter)} onClear={onClear} />}
      />
      {rows === undefined || rows.length === 0 ? null : <Foot orders={orders} count={rows.length} />}
      <AmendDialog order={amended} actions={actions} onClose={() => setAmended(undefined)} />
    </>
  )
}

function Foot({ orders, count }: { readonly orders: Orders; readonly count: number }): ReactNode {
  const text = useText()
  return (
    <div className="flex h-9 shrink-0 items-center justify-between border-t border-line px-3 text-xs text-muted">
      <span role="status">{text(orders.hasMore ? 'orders.countMore' : 'orders.count', { count })}</span>
      {orders.hasMore ? (
        <Button size="small" aria-disabled={orders.isLoadingMore} onClick={orders.loadMore}>
          {orders.isLoadingMore ? text('common.oneMoment') : text('orders.loadMore')}
        </Button>
      ) : null}
    </div>
  )
}

function Nothing({ isFiltered, onClear }: { readonly isFiltered: boolean; readonly onClear: () => void }): ReactNode {
  const text = useText()
  if (isFiltered)
    return (
      <EmptyState
        title={text('orders.noMatch')}
        action={
          <Button size="small" onClick={onClear}>
            {text('orders.showAll')}
          </Button>
        }
      >
        {text('orders.noMatchHint')}
      </EmptyState>
    )
  return (
    <EmptyState
      title={text('orders.none')}
      action={
        <Link to="/trade/$symbol" params={{ symbol: firstSymbol }} className={linkLooks.small}>
          {text('orders.toTrade')}
        </Link>
      }
    >
      {text('orders.noneHint')}
    </EmptyState>
  )
}
