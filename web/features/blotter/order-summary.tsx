import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Order } from '#contracts/routes/orders'
import { isTerminal } from '#core/orders'
import { grouped, trim } from '../../data/amounts.ts'
import { triggerWords, typeWords } from '../../data/order-words.ts'
import { useText } from '../../data/terminal.ts'
import { Button, Money, Moment, Price, Quantity } from '../../ui/index.ts'
import { SideWord } from '../orders/side-word.tsx'
import { StatusWord } from '../orders/status-word.tsx'
import { useOrderActions } from '../orders/use-order-actions.ts'

/** What was asked for and what came of it, as the order is now. */
export function OrderSummary({ order }: { readonly order: Order }): ReactNode {
  const text = useText()
  const actions = useOrderActions()
  return (
    <div>
      <div className="mb-2 flex min-h-6 items-center justify-between gap-3">
        <h3 className="text-base font-semibold">
          <SideWord side={order.side} />{' '}
          <Link to="/trade/$symbol" params={{ symbol: order.symbol }} className="hover:underline">
            {order.symbol}
          </Link>
        </h3>
        <StatusWord order={order} />
      </div>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        {pairsOf(order, text).map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="text-right">{value}</dd>
          </div>
        ))}
      </dl>
      {isTerminal(order.status) ? null : (
        <Button
          tone="danger"
          className="mt-3 w-full"
          aria-disabled={actions.busy.has(order.id)}
          onClick={() => void actions.cancel(order.id)}
        >
          {text('orders.cancelOne')}
        </Button>
      )}
    </div>
  )
}

/** Of the quantity that was asked for, or of the money to spend where the order names that. */
function FilledPart({ order }: { readonly order: Order }): ReactNode {
  const { filled_quantity: filled, quantity, filled_quote: spent, quote_quantity: money } = order
  const [part, whole] = quantity === null ? [spent, money ?? '0'] : [filled, quantity]
  return <span className="number">{`${grouped(trim(part))} / ${grouped(trim(whole))}`}</span>
}

function pairsOf(order: Order, text: ReturnType<typeof useText>): readonly (readonly [name: string, value: ReactNode])[] {
  const fees = order.fees.map(({ asset, amount }) => <Quantity key={asset} value={amount} asset={asset} />)
  const trigger = triggerWords(text, order)
  return [
    [text('orders.placed'), <Moment key="placed" at={order.created_at} />],
    [text('blotter.type'), `${typeWords(text, order)} · ${order.time_in_force.toUpperCase()}`],
    [text('blotter.price'), <Price key="price" value={order.price} />],
    ...(trigger === '' ? [] : [[text('blotter.trigger'), trigger] as const]),
    [text('blotter.filled'), <FilledPart key="filled" order={order} />],
    [text('blotter.average'), <Price key="average" value={order.average_price} />],
    [text('blotter.value'), <Money key="value" value={order.filled_quote} />],
    [text('blotter.fee'), fees.length === 0 ? '–' : fees],
  ]
}
