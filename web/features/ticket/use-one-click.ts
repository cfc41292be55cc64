import type { Order, placeOrder } from '#contracts/routes/orders'
import { isZero, readAmount } from '../../data/amounts.ts'
import { failureWords } from '../../data/problem-words.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { useDesk } from '../desk/desk.ts'
import { unitOf } from './draft.ts'
import { baseFor } from './sizing.ts'

/** Places a limit order of the ticket's size at once. Whoever calls it has seen that one-click trading is armed. */
export function useOneClick(): (side: Order['side'], price: string) => void {
  const { session, account, notices } = useTerminal()
  const { symbol, draft: store } = useDesk()
  const text = useText()
  async function place(side: Order['side'], price: string): Promise<void> {
    const draft = store.get()
    const size = readAmount(draft.size)
    if (size === undefined || isZero(size)) return notices.say({ tone: 'bad', sentence: text('ticket.oneClickSize') })
    const quantity = unitOf(draft) === 'base' ? size : baseFor(size, price, symbol)
    const order = { symbol: symbol.symbol, side, type: 'limit', quantity, price } as const
    try {
      await account.sending(order, body => session.call<typeof placeOrder>('POST', '/orders', { body }))
    } catch (error) {
      notices.say({ tone: 'bad', sentence: failureWords(text, error, 'ticket.notSent') })
    }
  }
  return (side, price) => void place(side, price)
}
