import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { classes } from '../../ui/index.ts'

/** Where these prices come from, and why they stand still where they do. */
export function Standing(): ReactNode {
  const text = useText()
  const { queries, socket } = useTerminal()
  const { status } = useStore(socket.state)
  const tickers = useQuery(queries.tickers())
  const feeds = (tickers.data ?? []).map(({ feed }) => feed)
  const source = feeds.find(({ state }) => state === 'live')?.source
  const late = feeds.filter(({ state }) => state === 'stale' || state === 'resyncing').length
  const why = status === 'offline' ? text('connection.blocked.offline') : late > 0 ? text('markets.late', { count: late }) : undefined
  return (
    <>
      {source === undefined || why !== undefined ? null : (
        <span className={classes('text-xs', source === 'synthetic' ? 'text-warning' : 'text-muted')}>
          {text(`connection.source.${source}`)}
        </span>
      )}
      <p role="status" className="text-xs text-warning empty:hidden">
        {why}
      </p>
    </>
  )
}
