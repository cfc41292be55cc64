/** Whether the market on the screen can be trusted, and the sentence that says why not. */
import type { Feed } from '#contracts/routes/market'
import type { ConnectionState } from '../../data/socket.ts'

export interface Standing {
  readonly level: 'live' | 'waiting' | 'stale' | 'offline'
  readonly source: Feed['source'] | undefined
  /** Why market orders wait; undefined when they do not. */
  readonly blocked: string | undefined
}

/** `feed` is undefined until the first book of the symbol. */
export function standingOf(connection: ConnectionState, feed: Feed | undefined): Standing {
  const source = feed?.source
  if (connection.status === 'offline')
    return { level: 'offline', source, blocked: 'The connection to the platform is lost; what you see is old. It is being made again.' }
  if (connection.status === 'connecting' || feed === undefined)
    return { level: 'waiting', source, blocked: 'The market has not arrived yet.' }
  switch (feed.state) {
    case 'live':
      return { level: 'live', source, blocked: undefined }
    case 'stale':
      return { level: 'stale', source, blocked: 'The market feed is late; its quantity is shown but cannot be traded with.' }
    case 'resyncing':
      return { level: 'stale', source, blocked: 'The market feed is being joined again; wait a moment.' }
    case 'offline':
      return { level: 'stale', source, blocked: 'This symbol has no market feed right now.' }
  }
}

export const sourceWords: Readonly<Record<Feed['source'], string>> = {
  binance: 'Binance',
  replay: 'Replay',
  synthetic: 'Synthetic market',
}
