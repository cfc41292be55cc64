import type { ReactNode } from 'react'
import type { Order } from '#contracts/routes/orders'
import { trim } from '../../data/amounts.ts'
import { typeWords } from '../../data/order-words.ts'
import { useText } from '../../data/terminal.ts'
import type { Translate } from '../../i18n/texts.ts'

/** What kind of order it is, and what else it was asked to do. */
export function TypeCell({ order }: { readonly order: Order }): ReactNode {
  const text = useText()
  const life = lifeWords(order, text)
  return (
    <span title={life}>
      {typeWords(text, order)}
      <span className="text-muted"> {life}</span>
    </span>
  )
}

/** How long it lives where that is not until it is canceled, and what else it was asked to do. */
function lifeWords(order: Order, text: Translate): string {
  const life = order.time_in_force
  return [
    life === 'gtc' ? '' : life.toUpperCase(),
    order.post_only ? text('blotter.postOnly') : '',
    order.display_quantity === null ? '' : text('blotter.shows', { quantity: trim(order.display_quantity) }),
    order.list_id === null ? '' : text('blotter.inList'),
  ]
    .filter(word => word !== '')
    .join(' · ')
}
