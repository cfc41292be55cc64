import type { ReactNode } from 'react'
import type { Order } from '#contracts/routes/orders'

/** Buy or sell, in word, glyph and colour. */
export function SideWord({ side }: { readonly side: Order['side'] }): ReactNode {
  return side === 'buy' ? <span className="text-up">▲ buy</span> : <span className="text-down">▼ sell</span>
}
