import { type ReactNode, useMemo, useState } from 'react'
import type { Order } from '#contracts/routes/orders'
import { floorTo, multiply } from '../../data/amounts.ts'
import { priceNow } from '../../data/market.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { Button, EmptyState, rowHeights, Rows } from '../../ui/index.ts'
import { useDesk } from '../desk/desk.ts'
import { listPlaces } from '../orders/list-mark.tsx'
import { actionsColumn, type ColumnOptions, mediumColumns, narrowColumns } from '../orders/order-columns.tsx'
import { type OrderActions, useOrderActions } from '../orders/use-order-actions.ts'
import { emptyDraft } from '../ticket/draft.ts'
import { sizedTo } from '../ticket/sizing.ts'
import { AmendDialog } from './amend-dialog.tsx'
import type { ListProps } from './blotter.tsx'
import { compactColumns, type OpenRow, wideOpenColumns } from './open-columns.tsx'
import { useShown } from './use-shown.ts'

/** Orders that wait, each with its amend and cancel; what was just sent stands above them. */
export function OpenOrders({ symbol, onOrder, onShown }: ListProps): ReactNode {
  const text = useText()
  const { account } = useTerminal()
  const desk = useDesk()
  const orders = useStore(account.orders)
  const sent = useStore(account.sent)
  const chosen = useStore(desk.chosenOrder)
  const actions = useOrderActions()
  const [amended, setAmended] = useState<Order>()
  const shown = useMemo(() => orders?.filter(order => symbol === undefined || order.symbol === symbol), [orders, symbol])
  useShown(shown, onShown)
  const rows = shown && [
    ...sent.map(({ order, sentMs }): OpenRow => ({ key: `sent-${sentMs}`, sent: order })),
    ...shown.map((order): OpenRow => ({ key: order.id, order })),
  ]
  const options: ColumnOptions = {
    text,
    actions,
    places: listPlaces(shown ?? []),
    roundTripMs: account.roundTripMs,
    onCancel: order => void cancelInPlace(actions, order.id),
    onAmend: setAmended,
  }
  return (
    <div tabIndex={-1} id={placeId} className="flex min-h-0 flex-1 flex-col">
      <Rows
        testId="open-orders"
        label={text('blotter.open')}
        rows={rows}
        keyOf={({ key }) => key}
        columns={wideOpenColumns(options)}
        medium={{ columns: compactColumns(mediumColumns(options), text), rowHeight: rowHeights.two }}
        narrow={{ columns: compactColumns([...narrowColumns(options), actionsColumn(options)], text), rowHeight: rowHeights.three }}
        chosenKey={chosen}
        onOpen={row => {
          if (!('order' in row)) return
          desk.chosenOrder.set(row.order.id)
          onOrder(row.order.id)
        }}
        empty={<FirstOrder />}
      />
      {rows === undefined || rows.length === 0 ? null : <CancelRow symbol={desk.symbol.symbol} actions={actions} />}
      <AmendDialog order={amended} actions={actions} onClose={() => setAmended(undefined)} />
    </div>
  )
}

/** What an empty list teaches: a small order just below the market, ready to be sent. */
function FirstOrder(): ReactNode {
  const text = useText()
  const { account, marketOf } = useTerminal()
  const { symbol, draft, isTicketOpen } = useDesk()
  const fills = useStore(account.fills)
  function write(): void {
    const price = priceNow(marketOf(symbol.symbol).ticker.get()) ?? marketOf(symbol.symbol).book.get()?.levels('buy', 1)[0]?.[0]
    if (price === undefined) return
    const first = { ...emptyDraft, price: floorTo(multiply(price, firstDistance), symbol.tick_size) }
    draft.set(sizedTo(firstPercent, first, { symbol, balances: account.balances.get() ?? [], last: price }) ?? first)
    isTicketOpen.set(true)
  }
  return (
    <EmptyState
      title={text('blotter.openEmpty')}
      action={
        <Button size="small" onClick={write}>
          {text(fills === undefined || fills.length === 0 ? 'blotter.firstOrder' : 'blotter.smallOrder')}
        </Button>
      }
    >
      {text('blotter.openEmptyHint')}
    </EmptyState>
  )
}
/** Of the price, and of the cash. */
const firstDistance = '0.999'
const firstPercent = 1

const placeId = 'open-orders'
/** The focus stays in the list when its row has left, unless the reader has taken it elsewhere. */
async function cancelInPlace(actions: OrderActions, id: string): Promise<void> {
  const before = document.activeElement
  await actions.cancel(id)
  if ([before, document.body].includes(document.activeElement)) document.getElementById(placeId)?.focus()
}

function CancelRow({ symbol, actions }: { readonly symbol: string; readonly actions: OrderActions }): ReactNode {
  const text = useText()
  return (
    <div className="flex shrink-0 items-center justify-end gap-2 border-t border-line px-3 py-1">
      <Button size="small" tone="danger" onClick={() => void actions.cancelAll(symbol)}>
        {text('blotter.cancelSymbol', { symbol })}
      </Button>
      <Button size="small" tone="danger" onClick={() => void actions.cancelAll()}>
        {text('blotter.cancelAll')}
      </Button>
    </div>
  )
}
