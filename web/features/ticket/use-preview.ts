import { useEffect, useState } from 'react'
import type { RouteReply } from '#contracts/kit'
import type { NewOrder, testOrder } from '#contracts/routes/orders'
import { ApiProblem } from '../../data/request.ts'
import { useTerminal } from '../../data/terminal.ts'

type TestReply = RouteReply<typeof testOrder>['body']
export type Preview =
  | { readonly status: 'none' }
  | { readonly status: 'loading'; readonly last: TestReply | undefined }
  | { readonly status: 'ready'; readonly last: TestReply }
  | { readonly status: 'failed'; readonly error: ApiProblem | undefined }

const settleMs = 250
/** What an order that works at once would get moves with the market. */
const repeatMs = 3_000

/** What an order would hold, cost and get, asked for when the typing rests, and again while it depends on the market. */
export function usePreview(order: NewOrder | undefined): Preview {
  const { session } = useTerminal()
  const [answer, setAnswer] = useState<Answer>({ key: '' })
  const key = order === undefined ? '' : JSON.stringify(order)
  useEffect(() => {
    if (key === '') return undefined
    const body = JSON.parse(key) as NewOrder
    const aborted = new AbortController()
    async function ask(): Promise<void> {
      try {
        const reply = await session.call<typeof testOrder>('POST', '/orders/test', { body, signal: aborted.signal })
        if (!aborted.signal.aborted) setAnswer({ key, reply: reply.body })
      } catch (error) {
        if (aborted.signal.aborted) return
        setAnswer({ key, error: error instanceof ApiProblem ? error : undefined })
      }
    }
    const first = setTimeout(() => void ask(), settleMs)
    const isAtOnce = body.type === 'market' || body.time_in_force === 'ioc' || body.time_in_force === 'fok'
    const repeat = isAtOnce ? setInterval(() => document.visibilityState === 'visible' && void ask(), repeatMs) : undefined
    return () => {
      aborted.abort()
      clearTimeout(first)
      clearInterval(repeat)
    }
  }, [key, session])
  return previewOf(key, answer)
}

/** The last answer and the order it was about. */
interface Answer {
  readonly key: string
  readonly reply?: TestReply
  readonly error?: ApiProblem | undefined
}
function previewOf(key: string, { key: answered, reply, error }: Answer): Preview {
  if (key === '') return { status: 'none' }
  if (key !== answered) return { status: 'loading', last: reply }
  return reply === undefined ? { status: 'failed', error } : { status: 'ready', last: reply }
}
