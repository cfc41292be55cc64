import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { OrderFilter } from '../../data/order-filter.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { ForAccounts } from '../../features/account/for-accounts.tsx'
import { OrderDrawer } from '../../features/blotter/order-drawer.tsx'
import { FilterBar } from '../../features/orders/filter-bar.tsx'
import { readOrderSearch } from '../../features/orders/order-search.ts'
import { SavedFilters } from '../../features/orders/saved-filters.tsx'
import { useOrderActions } from '../../features/orders/use-order-actions.ts'
import { useOrders } from '../../features/orders/use-orders.ts'
import { usePageTitle } from '../../features/shell/use-page-title.ts'
import { Button } from '../../ui/index.ts'
import { ExportMenu } from './export-menu.tsx'
import { OrderTable } from './order-table.tsx'

/** Every order there ever was, to look through, to look into and to cancel. */
export function OrdersScreen(): ReactNode {
  const text = useText()
  usePageTitle(text('nav.orders'))
  return (
    <ForAccounts title={text('nav.orders')}>
      <AllOrders />
    </ForAccounts>
  )
}

function AllOrders(): ReactNode {
  const text = useText()
  const { order, ...filter } = useSearch({ from: '/orders' })
  const navigate = useNavigate({ from: '/orders' })
  const orders = useOrders(filter)
  const filterBy = (next: OrderFilter): void => void navigate({ search: readOrderSearch({ ...next }) })
  const open = (id: string | undefined): void => void navigate({ search: before => ({ ...before, order: id }), replace: id === undefined })
  return (
    <div className="mx-auto flex h-[calc(100dvh-3rem)] min-h-[34rem] w-full max-w-[1440px] flex-col gap-3 p-3 sm:p-4">
      <header className="flex shrink-0 flex-wrap items-center justify-between gap-3">
        <h1 className="text-xl font-semibold tracking-tight">{text('nav.orders')}</h1>
        <div className="flex items-center gap-2">
          <CancelAll symbol={filter.symbol} />
          <ExportMenu orders={orders.rows ?? []} />
        </div>
      </header>
      <Offline />
      <FilterBar filter={filter} onChange={filterBy} />
      <SavedFilters filter={filter} onPick={filterBy} />
      <section
        aria-label={text('orders.list')}
        aria-busy={orders.isBefore}
        className="flex min-h-0 flex-1 flex-col overflow-hidden rounded-lg border border-line bg-panel"
      >
        <OrderTable orders={orders} filter={filter} chosen={order} onOpen={open} onClear={() => filterBy({})} />
      </section>
      <OrderDrawer id={order} onClose={() => open(undefined)} onOrder={open} />
    </div>
  )
}

function Offline(): ReactNode {
  const text = useText()
  const { status } = useStore(useTerminal().socket.state)
  return (
    <p role="status" className="shrink-0 rounded-md bg-warning-ground px-3 py-2 text-sm text-warning empty:hidden">
      {status === 'offline' ? text('connection.blocked.offline') : null}
    </p>
  )
}

/** Every open order, or those of the symbol that is looked at. */
function CancelAll({ symbol }: { readonly symbol: string | undefined }): ReactNode {
  const text = useText()
  const actions = useOrderActions()
  const open = useStore(useTerminal().account.orders)?.filter(order => symbol === undefined || order.symbol === symbol) ?? []
  if (open.length === 0) return null
  return (
    <Button tone="danger" aria-disabled={actions.busy.has('all')} onClick={() => void actions.cancelAll(symbol)}>
      {symbol === undefined ? text('blotter.cancelAll') : text('blotter.cancelSymbol', { symbol })} ({open.length})
    </Button>
  )
}
