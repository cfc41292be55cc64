import { type ReactNode, useSyncExternalStore } from 'react'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'
import { type Standing, sourceWords, standingOf } from './standing.ts'

/** The standing of a symbol's market, live; the levels of its book change nothing here. */
export function useStanding(symbol: string): Standing {
  const { socket, marketOf } = useTerminal()
  const { book } = marketOf(symbol)
  const feed = useSyncExternalStore(book.subscribe, () => book.get()?.feed)
  return standingOf(useStore(socket.state), feed)
}

const words: Readonly<Record<Standing['level'], string>> = { live: 'Live', waiting: 'Connecting', stale: 'Stale', offline: 'Offline' }

/** State of connection and feed; an invented market is always called so. */
export function ConnectionBadge({ symbol }: { readonly symbol: string }): ReactNode {
  const { level, source } = useStanding(symbol)
  const { roundTripMs } = useStore(useTerminal().socket.state)
  return (
    <div className="badges">
      {source === undefined ? null : <span className={`badge ${source === 'synthetic' ? 'is-warning' : ''}`}>{sourceWords[source]}</span>}
      <span className={`badge is-${level}`} title="Connection and market feed">
        <span className="dot" aria-hidden="true" />
        {words[level]}
        {level === 'live' && roundTripMs !== undefined ? <span className="muted"> {roundTripMs} ms</span> : null}
      </span>
    </div>
  )
}

/** Says what is not as it should be, across the page. */
export function StaleBanner({ symbol }: { readonly symbol: string }): ReactNode {
  const { level, blocked } = useStanding(symbol)
  const isShown = level === 'stale' || level === 'offline'
  return (
    <div role="alert" className={isShown ? 'banner' : 'visually-hidden'}>
      {isShown ? (
        <>
          <strong>{words[level]}.</strong> {blocked} Market orders wait until it is live again.
        </>
      ) : null}
    </div>
  )
}
