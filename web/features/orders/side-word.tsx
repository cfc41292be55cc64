import type { ReactNode } from 'react'
import type { Order } from '#contracts/routes/orders'
import { useText } from '../../data/terminal.ts'

/** Buy or sell, in word, glyph and colour. */
export function SideWord({ side }: { readonly side: Order['side'] }): ReactNode {
  const text = useText()
  return side === 'buy' ? <span className="text-up">▲ {text('words.buy')}</span> : <span className="text-down">▼ {text('words.sell')}</span>
}
