import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Order, OrderList } from '#contracts/routes/orders'
import { trim } from '../../data/amounts.ts'
import { statusWords, triggerWords, typeWords } from '../../data/order-words.ts'
import { problemWords } from '../../data/problem-words.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import type { TextKey } from '../../i18n/texts.ts'
import { Button, classes, ErrorState, Price, Skeleton } from '../../ui/index.ts'
import { SideWord } from '../orders/side-word.tsx'
import { useOrderActions } from '../orders/use-order-actions.ts'

interface ListPartProps {
  readonly listId: string
  /** The order that is shown. */
  readonly orderId: string
  readonly onOrder: (id: string) => void
}
/** The orders that depend on the shown one, and how. Each leads to its own life. */
export function OrderListPart({ listId, orderId, onOrder }: ListPartProps): ReactNode {
  const text = useText()
  const list = useQuery(useTerminal().queries.orderList(listId))
  const actions = useOrderActions()
  if (list.isPending) return <Skeleton what={text('lists.title')} lines={2} />
  if (list.isLoadingError) return <ErrorState detail={problemWords(text, list.error)} onRetry={() => void list.refetch()} />
  const { working, legs, status } = list.data
  return (
    <section aria-label={text('lists.title')} className="rounded-md border border-line">
      <header className="flex min-h-9 items-center justify-between gap-2 border-b border-line px-2.5 py-1">
        <h3 className="text-xs font-semibold">{text(kindOf(list.data))}</h3>
        {status === 'open' ? (
          <Button size="small" tone="danger" aria-disabled={actions.busy.has(listId)} onClick={() => void actions.cancelList(listId)}>
            {text('lists.cancel')}
          </Button>
        ) : null}
      </header>
      <ul>
        {(working === null ? legs : [working, ...legs]).map(member => (
          <Member
            key={member.id}
            order={member}
            isShown={member.id === orderId}
            isLeg={working !== null && member !== working}
            onOrder={onOrder}
          />
        ))}
      </ul>
    </section>
  )
}

function kindOf({ working, legs, contingency }: OrderList): TextKey {
  if (working === null) return contingency === 'ouo' ? 'lists.ouo' : 'lists.oco'
  return legs.length > 1 ? 'lists.bracket' : 'lists.oto'
}

interface MemberProps {
  readonly order: Order
  readonly isShown: boolean
  /** It waits for the working order above it. */
  readonly isLeg: boolean
  readonly onOrder: (id: string) => void
}
function Member({ order, isShown, isLeg, onOrder }: MemberProps): ReactNode {
  const text = useText()
  return (
    <li className={classes('border-t border-line first:border-t-0', isShown && 'bg-raised shadow-[inset_3px_0_var(--accent)]')}>
      <button
        type="button"
        aria-current={isShown ? 'true' : undefined}
        onClick={() => onOrder(order.id)}
        className="flex min-h-8 w-full items-center gap-2 px-2.5 text-left text-xs hover:bg-raised focus-visible:-outline-offset-2"
      >
        {isLeg ? (
          <span aria-hidden="true" className="text-muted">
            └
          </span>
        ) : null}
        <span className="min-w-0 flex-1 truncate">
          <SideWord side={order.side} /> {trim(order.quantity ?? '0')} {typeWords(text, order)}
          <span className="text-muted"> {order.price === null ? triggerWords(text, order) : <Price value={order.price} />}</span>
        </span>
        <span className="shrink-0 text-muted">{statusWords(text, order)}</span>
      </button>
    </li>
  )
}
