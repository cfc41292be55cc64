import { type ReactNode, useMemo, useState } from 'react'
import type { NewOrder, Order } from '#contracts/routes/orders'
import { floorTo, multiply } from '../../data/amounts.ts'
import { priceNow } from '../../data/market.ts'
import { statusHint, statusWords, triggerWords } from '../../data/order-words.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import type { Translate } from '../../i18n/texts.ts'
import { Button, Clock, type Column, EmptyState, Price, Quantity } from '../../ui/index.ts'
import { useDesk } from '../desk/desk.ts'
import { SideWord } from '../orders/side-word.tsx'
import { type OrderActions, useOrderActions } from '../orders/use-order-actions.ts'
import { emptyDraft } from '../ticket/draft.ts'
import { sizedTo } from '../ticket/sizing.ts'
import { AmendDialog } from './amend-dialog.tsx'
import type { ListProps } from './blotter.tsx'
import { type OrderHandlers, RowActions } from './row-actions.tsx'
import { Rows } from './rows.tsx'
import { TypeCell } from './type-cell.tsx'
import { useShown } from './use-shown.ts'

/** An order that waits, or one that is still on its way there. */
type OpenRow = { readonly key: string; readonly order: Order } | { readonly key: string; readonly sent: NewOrder }

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
  return (
    <div tabIndex={-1} id={placeId} className="flex min-h-0 flex-1 flex-col">
      <Rows
        testId="open-orders"
        label={text('blotter.open')}
        rows={rows}
        keyOf={({ key }) => key}
        columns={columnsFor({
          text,
          actions,
          roundTripMs: account.roundTripMs,
          onCancel: order => void cancelInPlace(actions, order.id),
          onAmend: setAmended,
        })}
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
          {text('blotter.firstOrder')}
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

interface ColumnOptions extends OrderHandlers {
  readonly text: Translate
  readonly actions: OrderActions
  readonly roundTripMs: (id: string) => number | undefined
}
function columnsFor({ text, actions, roundTripMs, onCancel, onAmend }: ColumnOptions): readonly Column<OpenRow>[] {
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
            <RoundTrip ms={roundTripMs(row.order.id)} />
          </span>
        ) : (
          <span className="animate-pulse text-accent">{text('blotter.sending')}</span>
        ),
    },
    {
      key: 'actions',
      width: '92px',
      align: 'right',
      title: <span className="sr-only">{text('blotter.actions')}</span>,
      cell: row =>
        ofOrder(row, order => <RowActions order={order} isBusy={actions.busy.has(order.id)} onCancel={onCancel} onAmend={onAmend} />),
    },
  ]
}

function RoundTrip({ ms }: { readonly ms: number | undefined }): ReactNode {
  return ms === undefined ? null : <span className="number text-2xs text-muted"> {ms} ms</span>
}
