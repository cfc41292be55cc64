import type { ReactNode } from 'react'
import type { Order } from '#contracts/routes/orders'
import { trim } from '../../data/amounts.ts'
import { useText } from '../../data/terminal.ts'
import { classes, IconButton } from '../../ui/index.ts'

export interface OrderHandlers {
  readonly onCancel: (order: Order) => void
  readonly onAmend: (order: Order) => void
}
interface ActionProps extends OrderHandlers {
  readonly order: Order
  readonly isBusy: boolean
}
/** What can be done with an order that waits. */
export function RowActions({ order, isBusy, onCancel, onAmend }: ActionProps): ReactNode {
  const text = useText()
  const at = order.price === null ? text('blotter.atMarket') : order.price
  const what = { side: text(`words.${order.side}`), quantity: trim(order.quantity ?? '0'), symbol: order.symbol, at }
  return (
    <span className="inline-flex items-center gap-1">
      <IconButton size="small" icon="edit" label={text('blotter.amendThis', what)} onClick={() => onAmend(order)} />
      <IconButton
        size="small"
        icon="close"
        label={text('blotter.cancelThis', what)}
        aria-disabled={isBusy}
        className={classes('hover:text-bad', isBusy && 'animate-pulse')}
        onClick={() => onCancel(order)}
      />
    </span>
  )
}
