import { useState } from 'react'
import type { RouteInput } from '#contracts/kit'
import type { amendOrder, cancelAllOrders, cancelList, cancelOrder, replaceOrder } from '#contracts/routes/orders'
import { failureWords } from '../../data/problem-words.ts'
import { ApiProblem } from '../../data/request.ts'
import type { Session } from '../../data/session.ts'
import { useTerminal, useText } from '../../data/terminal.ts'

export type Replacement = RouteInput<typeof replaceOrder>['body']
export interface OrderActions {
  /** Orders something was asked of that has not been answered yet; `all` while every one is being canceled. */
  readonly busy: ReadonlySet<string>
  cancel(id: string): Promise<boolean>
  /** Every open order, of one symbol or of all. */
  cancelAll(symbol?: string): Promise<boolean>
  /** Every order of a list that is still open. */
  cancelList(id: string): Promise<boolean>
  /** Lowers the quantity; the place in the queue stays. */
  amend(id: string, quantity: string): Promise<boolean>
  /** Another price or size, in one step; to the back of the queue. */
  replace(id: string, change: Replacement): Promise<boolean>
}

/** What can be done with orders that are open. Each answers whether it was done; a refusal is told as a notice. */
export function useOrderActions(): OrderActions {
  const { session, notices } = useTerminal()
  const text = useText()
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set())
  async function attempt(id: string, work: () => Promise<unknown>): Promise<boolean> {
    if (busy.has(id)) return false
    setBusy(before => new Set(before).add(id))
    try {
      await work()
      return true
    } catch (error) {
      const nearest = error instanceof ApiProblem ? error.errors.find(broken => broken.nearest !== undefined)?.nearest : undefined
      const detail = failureWords(text, error, 'orders.notSent')
      notices.say({ tone: 'bad', sentence: nearest === undefined ? detail : `${detail} ${text('orders.nearest', { nearest })}` })
      return false
    } finally {
      setBusy(before => new Set([...before].filter(other => other !== id)))
    }
  }
  return {
    busy,
    cancel: id => attempt(id, () => session.call<typeof cancelOrder>('DELETE', '/orders/:id', { params: { id } })),
    cancelAll: symbol => attempt('all', () => cancelAll(session, symbol)),
    cancelList: id => attempt(id, () => session.call<typeof cancelList>('DELETE', '/order-lists/:id', { params: { id } })),
    amend: (id, quantity) =>
      attempt(id, () => session.call<typeof amendOrder>('PATCH', '/orders/:id', { params: { id }, body: { quantity } })),
    replace: (id, change) =>
      attempt(id, () => session.call<typeof replaceOrder>('POST', '/orders/:id/replace', { params: { id }, body: change })),
  }
}

/** Cancels every open order, of one symbol or of all. One that is on its way would come after it and stay: it is waited for. */
export async function cancelAll(session: Session, symbol?: string): Promise<void> {
  await session.settled()
  await session.call<typeof cancelAllOrders>('DELETE', '/orders', { query: symbol === undefined ? {} : { symbol } })
}
