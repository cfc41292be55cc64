import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { OrderEvent } from '#contracts/routes/order-events'
import { grouped, trim } from '../../data/amounts.ts'
import { reasonWords } from '../../data/order-words.ts'
import { problemWords } from '../../data/problem-words.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { classes, ErrorState, Moment, Sheet, Skeleton } from '../../ui/index.ts'
import { FillProof } from './fill-proof.tsx'
import { OrderListPart } from './order-list-part.tsx'
import { OrderSummary } from './order-summary.tsx'

interface OrderDrawerProps {
  readonly id: string | undefined
  readonly onClose: () => void
  /** Shows another order instead: one of the same list. */
  readonly onOrder: (id: string) => void
}
/** The life of an order: every state it was in, every fill, what it cost and why it filled. */
export function OrderDrawer({ id, onClose, onOrder }: OrderDrawerProps): ReactNode {
  const text = useText()
  return (
    <Sheet from="right" title={text('timeline.title')} isOpen={id !== undefined} onClose={onClose}>
      {id === undefined ? null : <Timeline key={id} id={id} onOrder={onOrder} />}
    </Sheet>
  )
}

function Timeline({ id, onOrder }: { readonly id: string; readonly onOrder: (id: string) => void }): ReactNode {
  const text = useText()
  const events = useQuery(useTerminal().queries.orderEvents(id))
  if (events.isPending) return <Skeleton what={text('timeline.title')} lines={8} />
  if (events.isLoadingError) return <ErrorState detail={problemWords(text, events.error)} onRetry={() => void events.refetch()} />
  const last = events.data.items.at(-1)?.order
  const listId = last?.list_id ?? null
  return (
    <div className="flex flex-col gap-5" data-testid="timeline">
      {last === undefined ? null : <OrderSummary order={last} />}
      {listId === null ? null : <OrderListPart listId={listId} orderId={id} onOrder={onOrder} />}
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
        <Moment at={event.at} />
      </div>
      {fill === null ? null : (
        <>
          <p className="text-xs text-muted">{text(`blotter.against.${fill.venue}.${fill.liquidity}`)}</p>
          <FillProof fill={fill} evidence={evidence} />
        </>
      )}
      {reason === null ? null : <p className="text-xs text-muted">{reasonWords(text, reason)}</p>}
    </li>
  )
}
