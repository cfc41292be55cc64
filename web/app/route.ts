import { useSyncExternalStore } from 'react'

const path = /^\/trade\/([A-Z0-9]{2,20})$/

/** The symbol the address names; undefined on the front page. */
export function useRoutedSymbol(): string | undefined {
  return useSyncExternalStore(subscribe, () => path.exec(location.pathname)?.[1])
}

/** Goes to a symbol's page; the browser's back button leads home again. */
export function goTo(symbol: string): void {
  history.pushState(null, '', `/trade/${symbol}`)
  dispatchEvent(new PopStateEvent('popstate'))
}

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener)
  return () => removeEventListener('popstate', listener)
}
