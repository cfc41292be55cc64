import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'

export interface Favourites {
  /** In the order they were given a star. */
  readonly list: readonly string[]
  has(symbol: string): boolean
  toggle(symbol: string): void
}

/** The symbols with a star: the same ones on every screen, kept with the settings. */
export function useFavourites(): Favourites {
  const { settings } = useTerminal()
  const { favourites } = useStore(settings)
  return {
    list: favourites,
    has: symbol => favourites.includes(symbol),
    toggle(symbol) {
      const before = settings.get().favourites
      const after = before.includes(symbol) ? before.filter(other => other !== symbol) : [...before, symbol]
      settings.set({ ...settings.get(), favourites: after })
    },
  }
}
