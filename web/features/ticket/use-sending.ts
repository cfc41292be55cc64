import { useRef, useState } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import type { NewOrder, NewOrderList, Order, placeList, placeOrder } from '#contracts/routes/orders'
import { isZero } from '../../data/amounts.ts'
import { newClientOrderId } from '../../data/client-order-id.ts'
import { describeOrder, reasonWords } from '../../data/order-words.ts'
import { problemWords } from '../../data/problem-words.ts'
import { ApiProblem } from '../../data/request.ts'
import { type Store, useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import type { Translate } from '../../i18n/texts.ts'
import type { Draft } from './draft.ts'
import type { OrderRequest } from './read-draft.ts'
import { describeRules, type Refusal } from './refusals.ts'

export type Sending =
  | { readonly status: 'idle' }
  | { readonly status: 'sending' }
  | { readonly status: 'accepted'; readonly sentence: string }
  | { readonly status: 'refused'; readonly sentence: string; readonly refusals: readonly Refusal[] }

export interface Sender {
  /** Told until the draft is another one. */
  readonly sending: Sending
  /**
   * Clears the size, and what of it is shown, when the order was accepted and did not end unfilled: the ticket has done its work. What was
   * changed meanwhile is the next order: it stays, may be sent at once, and a refusal of the one before is told as a notice.
   */
  send(request: OrderRequest): Promise<void>
}

/** Sends what the ticket says, each press once. An order whose outcome is unknown keeps its id, so that sending it again cannot place it twice. */
export function useSending(symbol: MarketSymbol, store: Store<Draft>): Sender {
  const { session, account, notices, sounds } = useTerminal()
  const text = useText()
  const draft = useStore(store)
  const [told, setTold] = useState<{ readonly about: Draft; readonly sending: Sending }>()
  const last = useRef<{ readonly draft: Draft; isOnItsWay: boolean }>(undefined)
  const unknown = useRef<{ readonly key: string; readonly id: string }>(undefined)

  async function place(request: OrderRequest, id: string): Promise<Order | undefined> {
    if (request.form === 'order') {
      const order: NewOrder = { ...request.order, client_order_id: id }
      return (await account.sending(order, body => session.call<typeof placeOrder>('POST', '/orders', { body }))).body
    }
    const { body } = await session.call<typeof placeList>('POST', '/order-lists', { body: withIds(request.list, id) })
    return body.working ?? body.legs[0]
  }
  async function send(request: OrderRequest): Promise<void> {
    const about = store.get()
    if (last.current?.draft === about && last.current.isOnItsWay) return // pressed twice
    const mine = { draft: about, isOnItsWay: true }
    last.current = mine
    const tell = (sending: Sending): void => {
      const isNext = last.current !== mine || store.get() !== about
      if (sending.status === 'refused' && isNext) notices.say({ tone: 'bad', sentence: sending.sentence })
      else if (last.current === mine) setTold({ about: sending.status === 'accepted' ? store.get() : about, sending })
    }
    tell({ status: 'sending' })
    const key = JSON.stringify(request)
    const id = unknown.current?.key === key ? unknown.current.id : newClientOrderId()
    if (unknown.current?.id !== id) unknown.current = undefined // another order: its owner has seen what became of the one before
    const since = performance.now()
    try {
      const order = await place(request, id)
      if (unknown.current?.id === id) unknown.current = undefined
      const next = outcomeOf(order, Math.round(performance.now() - since), text)
      if (next.status === 'accepted' && store.get() === about) store.set({ ...about, size: '', display: '' })
      tell(next)
    } catch (error) {
      const problem = error instanceof ApiProblem ? error : undefined
      const isUnknown = problem === undefined || problem.code === 'OUTCOME_UNKNOWN' || problem.code === 'UNREACHABLE'
      if (isUnknown) unknown.current = { key, id }
      else if (unknown.current?.id === id) unknown.current = undefined
      const refusals = problem === undefined ? [] : describeRules(problem.errors, { text, symbol, draft: about, code: problem.code })
      tell({ status: 'refused', sentence: sentenceOf(problem, text), refusals })
      sounds.tell('reject')
    } finally {
      mine.isOnItsWay = false
    }
  }
  return { sending: told?.about === draft ? told.sending : { status: 'idle' }, send }
}

/** Each order of a list has an id of its own: so a list that is sent twice is placed once. */
function withIds(list: NewOrderList, id: string): NewOrderList {
  return {
    ...list,
    ...(list.working === undefined ? {} : { working: { ...list.working, client_order_id: `${id}.w` } }),
    legs: list.legs.map((leg, index) => ({ ...leg, client_order_id: `${id}.${index}` })),
  }
}

function outcomeOf(order: Order | undefined, tookMs: number, text: Translate): Exclude<Sending, { readonly status: 'idle' | 'sending' }> {
  if (order === undefined) return { status: 'accepted', sentence: text('ticket.received', { ms: tookMs }) }
  const isUnfilled =
    (order.status === 'expired' || order.status === 'rejected' || order.status === 'canceled') && isZero(order.filled_quantity)
  if (isUnfilled)
    return {
      status: 'refused',
      sentence: text('ticket.notPlaced', { why: `${reasonWords(text, order.reason ?? order.status)}.` }),
      refusals: [],
    }
  const sentence = describeOrder(text, order)?.sentence
  return { status: 'accepted', sentence: sentence === undefined ? text('ticket.received', { ms: tookMs }) : `${sentence} · ${tookMs} ms` }
}

function sentenceOf(problem: ApiProblem | undefined, text: Translate): string {
  if (problem === undefined) return text('ticket.notSent')
  if (problem.code === 'RATE_LIMITED') return text('ticket.tooMany', { seconds: problem.retryAfterSeconds ?? 1 })
  if (problem.code === 'OUTCOME_UNKNOWN' || problem.code === 'UNREACHABLE') return text('ticket.unknown')
  // With its fields marked, the kind of the refusal is enough; otherwise the platform's own sentence.
  return text('ticket.notPlaced', { why: problem.errors.length > 0 ? `${reasonWords(text, problem.code)}.` : problemWords(text, problem) })
}
