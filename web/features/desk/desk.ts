/** What the parts of the trading screen share: the symbol, the ticket's draft, and what is chosen for this visit only. */
import { createContext, useContext } from 'react'
import type { Interval, MarketSymbol } from '#contracts/routes/market'
import { createStore, type Store } from '../../data/store.ts'
import { type Draft, emptyDraft } from '../ticket/draft.ts'

export type BlotterTab = 'open' | 'positions' | 'fills' | 'history' | 'balances' | 'ledger'
export interface Desk {
  readonly symbol: MarketSymbol
  readonly symbols: readonly MarketSymbol[]
  readonly draft: Store<Draft>
  /** One click places an order. Never kept: it is armed anew on every visit. */
  readonly isArmed: Store<boolean>
  readonly interval: Store<Interval>
  readonly blotterTab: Store<BlotterTab>
  /** The open order that keys act on. */
  readonly chosenOrder: Store<string | undefined>
  readonly isPickerOpen: Store<boolean>
  /** On a phone: whether the ticket is over the page. */
  readonly isTicketOpen: Store<boolean>
}

/** A desk for a symbol of those listed; `draft` is what the ticket begins with. */
export function createDesk(symbol: MarketSymbol, symbols: readonly MarketSymbol[], draft: Draft = emptyDraft): Desk {
  return {
    symbol,
    symbols,
    draft: createStore(draft),
    isArmed: createStore(false),
    interval: createStore<Interval>('1m'),
    blotterTab: createStore<BlotterTab>('open'),
    chosenOrder: createStore<string | undefined>(undefined),
    isPickerOpen: createStore(false),
    isTicketOpen: createStore(false),
  }
}

export const DeskContext = createContext<Desk | undefined>(undefined)
export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (desk === undefined) throw new Error('this part stands on the trading screen')
  return desk
}
