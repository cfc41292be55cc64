/** Everything the page knows, put together once and handed down: no view makes a connection of its own. */
import { createContext, useContext } from 'react'
import type { listSymbols, MarketSymbol } from '#contracts/routes/market'
import type { wsTicket } from '#contracts/routes/auth'
import { type Account, createAccount } from './account.ts'
import { createMarkets, type Market } from './market.ts'
import { createNotices, type Notices } from './notices.ts'
import { describeOrder } from './order-words.ts'
import { createSession, type Session } from './session.ts'
import { Socket } from './socket.ts'
import { createFrames, createStore, type Readable } from './store.ts'

export type SymbolsState =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly detail: string }
  | { readonly status: 'ready'; readonly symbols: readonly MarketSymbol[] }
export interface Terminal {
  readonly session: Session
  readonly socket: Socket
  readonly symbols: Readable<SymbolsState>
  readonly marketOf: (symbol: string) => Market
  readonly account: Account
  readonly notices: Notices
  loadSymbols(): Promise<void>
}

/** Makes the parts and starts them: the session of the last visit, the list of symbols, the connection. */
export function openTerminal(): Terminal {
  const session = createSession(localStorage)
  const frames = createFrames(draw => requestAnimationFrame(draw))
  const symbols = createStore<SymbolsState>({ status: 'loading' })
  const notices = createNotices()
  const socket = new Socket({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`,
    ticket: async () => {
      if (session.state.get().status !== 'signed_in') return undefined
      return (await session.call<typeof wsTicket>('POST', '/auth/ws-ticket')).body.ticket
    },
  })
  const account = createAccount({
    socket,
    frames,
    onOrder: order => {
      const sentence = describeOrder(order)
      if (sentence !== undefined) notices.say(sentence)
    },
  })
  async function loadSymbols(): Promise<void> {
    symbols.set({ status: 'loading' })
    try {
      const { body } = await session.call<typeof listSymbols>('GET', '/market/symbols')
      symbols.set({ status: 'ready', symbols: body.items.toSorted((one, other) => Number(other.has_feed) - Number(one.has_feed)) })
    } catch (error) {
      symbols.set({ status: 'failed', detail: error instanceof Error ? error.message : String(error) })
    }
  }
  void begin()
  async function begin(): Promise<void> {
    void loadSymbols()
    await session.restore()
    account.open(session.state.get().status === 'signed_in')
    session.state.subscribe(() => {
      socket.restart() // first: the connection of the one before is not asked for anything more
      account.open(session.state.get().status === 'signed_in')
    })
    socket.start()
  }
  return { session, socket, symbols, marketOf: createMarkets({ socket, frames }), account, notices, loadSymbols }
}

export const TerminalContext = createContext<Terminal | undefined>(undefined)
export function useTerminal(): Terminal {
  const terminal = useContext(TerminalContext)
  if (terminal === undefined) throw new Error('a view stands inside the terminal')
  return terminal
}
