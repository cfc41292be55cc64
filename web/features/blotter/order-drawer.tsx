import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { OrderEvent } from '#contracts/routes/order-events'
import type { Order } from '#contracts/routes/orders'
import { grouped, trim } from '../../data/amounts.ts'
import { reasonWords, triggerWords, typeWords } from '../../data/order-words.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { classes, Clock, ErrorState, Money, Price, Quantity, Sheet, Skeleton } from '../../ui/index.ts'
import { SideWord } from '../orders/side-word.tsx'

/** The life of an order: every state it was in, every fill, and why it filled. */
export function OrderDrawer({ id, onClose }: { readonly id: string | undefined; readonly onClose: () => void }): ReactNode {
  const text = useText()
  return (
    <Sheet from="right" title={text('timeline.title')} isOpen={id !== undefined} onClose={onClose}>
      {id === undefined ? null : <Timeline id={id} />}
    </Sheet>
  )
}

function Timeline({ id }: { readonly id: string }): ReactNode {
  const text = useText()
  const events = useQuery(useTerminal().queries.orderEvents(id))
  if (events.isPending) return <Skeleton what={text('timeline.title')} lines={8} />
  if (events.isError) return <ErrorState detail={events.error.message} onRetry={() => void events.refetch()} />
  const last = events.data.items.at(-1)?.order
  return (
    <div className="flex flex-col gap-5" data-testid="timeline">
      {last === undefined ? null : <Summary order={last} />}
      <ol aria-label={text('timeline.events')} className="flex flex-col">
        {events.data.items.map((event, index) => (
          <Step
            key={`${event.seq} ${event.topic} ${event.fill?.id ?? event.status}`}
            event={event}
            isLast={index === events.data.items.length - 1}
          />
        ))}
      </ol>
      {events.data.truncated ? <p className="text-xs text-muted">{text('timeline.truncated')}</p> : null}
    </div>
  )
}

function Summary({ order }: { readonly order: Order }): ReactNode {
  const text = useText()
  const fees = order.fees.map(({ asset, amount }) => <Quantity key={asset} value={amount} asset={asset} />)
  const pairs: readonly (readonly [name: string, value: ReactNode])[] = [
    [text('blotter.type'), `${typeWords(text, order)} · ${order.time_in_force.toUpperCase()}`],
    [text('blotter.price'), <Price key="price" value={order.price} />],
    ...(triggerWords(text, order) === '' ? [] : [[text('blotter.trigger'), triggerWords(text, order)] as const]),
    [
      text('blotter.filled'),
      <span key="filled" className="number">{`${trim(order.filled_quantity)} / ${trim(order.quantity ?? '0')}`}</span>,
    ],
    [text('blotter.average'), <Price key="average" value={order.average_price} />],
    [text('blotter.value'), <Money key="value" value={order.filled_quote} />],
    [text('blotter.fee'), fees.length === 0 ? '–' : fees],
  ]
  return (
    <div>
      <h3 className="mb-2 text-base font-semibold">
        <SideWord side={order.side} /> {order.symbol}
      </h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        {pairs.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="text-right">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function Step({ event, isLast }: { readonly event: OrderEvent; readonly isLast: boolean }): ReactNode {
  const text = useText()
  const { fill, evidence, reason } = event
  return (
    <li className={classes('relative border-l border-line pb-4 pl-4', isLast && 'border-transparent pb-0')}>
      <span
        aria-hidden="true"
        className={classes(
          'absolute top-1 -left-[5px] size-2.5 rounded-full border-2 border-panel',
          fill === null ? 'bg-line-strong' : 'bg-accent',
        )}
      />
      <div className="flex items-baseline justify-between gap-3">
        <span className="font-medium">
          {fill === null
            ? text(`words.status.${event.status}`)
            : text('timeline.fill', { quantity: trim(fill.quantity), price: grouped(fill.price) })}
        </span>
        <Clock at={event.at} />
      </div>
      {fill === null ? null : (
        <p className="text-xs text-muted">
          {text(`blotter.against.${fill.venue}.${fill.liquidity}`)} · {text('blotter.fee')}{' '}
          <Quantity value={fill.fee} asset={fill.fee_asset} />
        </p>
      )}
      {evidence === null ? null : (
        <p className="text-xs text-muted">
          {text(`timeline.cause.${evidence.cause}`, {
            level: grouped(evidence.level),
            shown: trim(evidence.shown),
            queue: trim(evidence.queue_ahead),
          })}
        </p>
      )}
      {reason === null ? null : <p className="text-xs text-muted">{reasonWords(text, reason)}</p>}
    </li>
  )
}
