/** Everything the page knows, put together once and handed down: no view makes a connection of its own. */
import type { QueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { wsTicket } from '#contracts/routes/auth'
import { createTexts, type Texts, type Translate } from '../i18n/texts.ts'
import { type Account, createAccount } from './account.ts'
import { type Commands, createCommands } from './commands.ts'
import { createMarkets, type Market } from './market.ts'
import { createNotices, type Notices } from './notices.ts'
import { describeOrder } from './order-words.ts'
import { createQueries, createQueryClient, type Queries } from './queries.ts'
import { createRefresher } from './refresher.ts'
import { createSession, type Session, type SessionState } from './session.ts'
import { applyAppearance, createSettings, type Settings } from './settings.ts'
import { syncSettings } from './settings-sync.ts'
import { Socket } from './socket.ts'
import { createSounds, type Sounds } from './sounds.ts'
import { createFrames, type Store, useStore } from './store.ts'

export interface Terminal {
  readonly session: Session
  readonly socket: Socket
  readonly marketOf: (symbol: string) => Market
  readonly account: Account
  readonly notices: Notices
  readonly settings: Store<Settings>
  readonly sounds: Sounds
  readonly texts: Texts
  readonly commands: Commands
  readonly queries: Queries
  readonly cache: QueryClient
}

/** Makes the parts and starts them: the choices and the session of the last visit, and the connection. */
export function openTerminal(): Terminal {
  const settings = createSettings(localStorage)
  const texts = createTexts()
  const session = createSession(localStorage)
  const cache = createQueryClient()
  const frames = createFrames(draw => requestAnimationFrame(draw))
  const notices = createNotices()
  const sounds = createSounds(settings)
  const refresh = createRefresher(cache)
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
      refresh(['orders', 'order-events', 'transactions'])
      const sentence = describeOrder(texts.translate.get(), order)
      if (sentence !== undefined) notices.say(sentence)
      if (order.status === 'rejected' || order.status === 'expired') sounds.tell('reject')
    },
    onFill: () => {
      sounds.tell('fill')
      refresh(['positions', 'performance', 'fills', 'transactions'])
    },
  })
  function showSettings(): void {
    applyAppearance(settings.get())
    void texts.choose(settings.get().language)
  }
  showSettings()
  settings.subscribe(showSettings)
  syncSettings(settings, session)
  void begin()
  async function begin(): Promise<void> {
    await session.restore()
    account.open(session.state.get().status === 'signed_in')
    let user = userOf(session.state.get())
    session.state.subscribe(() => {
      const next = userOf(session.state.get())
      if (next === user) return // the same person under another name
      user = next
      cache.removeQueries({ queryKey: ['mine'] })
      socket.restart() // first: the connection of the one before is not asked for anything more
      account.open(session.state.get().status === 'signed_in')
    })
    socket.start()
  }
  const queries = createQueries(session.call)
  return {
    session,
    socket,
    marketOf: createMarkets({ socket, frames }),
    account,
    notices,
    settings,
    sounds,
    texts,
    commands: createCommands(),
    queries,
    cache,
  }
}

function userOf(state: SessionState): string | undefined {
  return state.status === 'signed_in' ? state.user.id : undefined
}

export const TerminalContext = createContext<Terminal | undefined>(undefined)
export function useTerminal(): Terminal {
  const terminal = useContext(TerminalContext)
  if (terminal === undefined) throw new Error('a view stands inside the terminal')
  return terminal
}
/** The words of the page in the language of the moment. */
export function useText(): Translate {
  return useStore(useTerminal().texts.translate)
}
