import { useRef, useState } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import type { NewOrder, Order, placeOrder } from '#contracts/routes/orders'
import { isZero } from '../../data/amounts.ts'
import { describeOrder, reasonWords } from '../../data/order-words.ts'
import { ApiProblem } from '../../data/request.ts'
import { type Store, useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'
import type { Draft } from './draft.ts'
import { describeRules, type Refusal } from './refusals.ts'

export type Sending =
  | { readonly status: 'idle' }
  | { readonly status: 'sending' }
  | { readonly status: 'accepted'; readonly sentence: string }
  | { readonly status: 'refused'; readonly sentence: string; readonly refusals: readonly Refusal[] }

export interface Sender {
  /** Told until the draft is another one. */
  readonly sending: Sending
  /** Clears the size, and what of it is shown, when the order was accepted and did not end unfilled: the ticket has done its work. */
  send(order: NewOrder): Promise<void>
}

/** Sends one order at a time. An order whose outcome is unknown keeps its id, so that sending it again cannot place it twice. */
export function useSending(symbol: MarketSymbol, store: Store<Draft>): Sender {
  const { session } = useTerminal()
  const draft = useStore(store)
  const [told, setTold] = useState<{ readonly about: Draft; readonly sending: Sending }>()
  const isBusy = useRef(false)
  const unknown = useRef<{ readonly key: string; readonly id: string }>(undefined)
  const tell = (sending: Sending): void => setTold({ about: store.get(), sending })
  async function send(order: NewOrder): Promise<void> {
    if (isBusy.current) return
    isBusy.current = true
    tell({ status: 'sending' })
    const key = JSON.stringify(order)
    const id = unknown.current?.key === key ? unknown.current.id : newId()
    unknown.current = { key, id }
    const since = performance.now()
    try {
      const { body } = await session.call<typeof placeOrder>('POST', '/orders', { body: { ...order, client_order_id: id } })
      unknown.current = undefined
      const next = outcomeOf(body, Math.round(performance.now() - since))
      if (next.status === 'accepted') store.set({ ...store.get(), size: '', display: '' })
      tell(next)
    } catch (error) {
      const problem = error instanceof ApiProblem ? error : undefined
      if (problem !== undefined && problem.code !== 'OUTCOME_UNKNOWN' && problem.code !== 'UNREACHABLE') unknown.current = undefined
      tell({
        status: 'refused',
        sentence: sentenceOf(problem),
        refusals: problem === undefined ? [] : describeRules(problem.errors, symbol, problem.code),
      })
    } finally {
      isBusy.current = false
    }
  }
  return { sending: told?.about === draft ? told.sending : { status: 'idle' }, send }
}

function outcomeOf(order: Order, tookMs: number): Exclude<Sending, { readonly status: 'idle' | 'sending' }> {
  const isUnfilled =
    (order.status === 'expired' || order.status === 'rejected' || order.status === 'canceled') && isZero(order.filled_quantity)
  if (isUnfilled) return { status: 'refused', sentence: `Not placed. ${reasonWords(order.reason ?? order.status)}.`, refusals: [] }
  return { status: 'accepted', sentence: `${describeOrder(order)?.sentence ?? 'Order received'} · ${tookMs} ms` }
}

function sentenceOf(problem: ApiProblem | undefined): string {
  if (problem === undefined) return 'The order could not be sent.'
  if (problem.code === 'RATE_LIMITED') return `Too many requests. Wait ${problem.retryAfterSeconds ?? 1} s.`
  if (problem.code === 'OUTCOME_UNKNOWN' || problem.code === 'UNREACHABLE')
    return 'It is not known whether the order arrived. Sending the same order again is safe: it will not be placed twice.'
  // With its fields marked, the kind of the refusal is enough; otherwise the platform's own sentence.
  return `Not placed. ${problem.errors.length > 0 ? `${reasonWords(problem.code)}.` : problem.message}`
}

/** A client order id from the browser's randomness; crypto.randomUUID is missing on plain http. */
function newId(): string {
  return `web-${Array.from(crypto.getRandomValues(new Uint8Array(12)), byte => byte.toString(16).padStart(2, '0')).join('')}`
}
