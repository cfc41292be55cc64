import { type ReactNode, type SubmitEvent, useState } from 'react'
import type { Order } from '#contracts/routes/orders'
import { isLess, isZero, readAmount, trim } from '../../data/amounts.ts'
import { useText } from '../../data/terminal.ts'
import { Button, Dialog } from '../../ui/index.ts'
import type { OrderActions, Replacement } from '../orders/use-order-actions.ts'
import { FigureField } from '../ticket/figure-field.tsx'

interface AmendProps {
  readonly order: Order | undefined
  readonly actions: OrderActions
  readonly onClose: () => void
}
/** Changes an order that waits: a smaller quantity alone keeps its place in the queue, anything else is a new order in its place. */
export function AmendDialog({ order, actions, onClose }: AmendProps): ReactNode {
  const text = useText()
  return (
    <Dialog title={text('amend.title')} isOpen={order !== undefined} onClose={onClose}>
      {order === undefined ? null : <AmendForm key={order.id} order={order} actions={actions} onClose={onClose} />}
    </Dialog>
  )
}

function AmendForm({ order, actions, onClose }: AmendProps & { readonly order: Order }): ReactNode {
  const text = useText()
  const [price, setPrice] = useState(order.price ?? '')
  const [trigger, setTrigger] = useState(order.stop_price ?? '')
  const [quantity, setQuantity] = useState(trim(order.quantity ?? ''))
  const change = changeOf(order, { price, trigger, quantity })
  const keepsPlace = change.quantity !== undefined && Object.keys(change).length === 1 && isLess(change.quantity, order.quantity ?? '0')
  const isBusy = actions.busy.has(order.id)
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (isBusy) return
    if (Object.keys(change).length === 0) return onClose()
    const done = keepsPlace ? await actions.amend(order.id, change.quantity!) : await actions.replace(order.id, change)
    if (done) onClose()
  }
  return (
    <form className="flex flex-col gap-3" onSubmit={event => void submit(event)} noValidate>
      {order.stop_price === null ? null : <FigureField label={text('ticket.trigger')} value={trigger} onChange={setTrigger} />}
      {order.price === null ? null : <FigureField label={text('ticket.price')} value={price} onChange={setPrice} />}
      <FigureField label={text('ticket.size')} value={quantity} onChange={setQuantity} />
      <p className="text-xs text-muted">{text(keepsPlace ? 'amend.keepsPlace' : 'amend.losesPlace')}</p>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{text('common.cancel')}</Button>
        <Button type="submit" tone="primary" aria-disabled={isBusy}>
          {text('amend.save')}
        </Button>
      </div>
    </form>
  )
}

interface Typed {
  readonly price: string
  readonly trigger: string
  readonly quantity: string
}
function changeOf(order: Order, typed: Typed): Replacement {
  const differing = (text: string, from: string | null): string | undefined => {
    const amount = readAmount(text)
    return amount === undefined || isZero(amount) || from === null || trim(amount) === trim(from) ? undefined : amount
  }
  const [price, stop, quantity] = [
    differing(typed.price, order.price),
    differing(typed.trigger, order.stop_price),
    differing(typed.quantity, order.quantity),
  ]
  return {
    ...(price === undefined ? {} : { price }),
    ...(stop === undefined ? {} : { stop_price: stop }),
    ...(quantity === undefined ? {} : { quantity }),
  }
}
