/** Whether the market on the screen can be trusted, and the sentence that says why not. */
import type { Feed } from '#contracts/routes/market'
import type { ConnectionState } from '../../data/socket.ts'
import type { TextKey } from '../../i18n/texts.ts'

export interface Standing {
  readonly level: 'live' | 'waiting' | 'stale' | 'offline'
  readonly source: Feed['source'] | undefined
  /** Why market orders wait; undefined when they do not. */
  readonly blocked: TextKey | undefined
}

/** `feed` is undefined until the first book of the symbol. */
export function standingOf(connection: ConnectionState, feed: Feed | undefined): Standing {
  const source = feed?.source
  if (connection.status === 'offline') return { level: 'offline', source, blocked: 'connection.blocked.offline' }
  if (connection.status === 'connecting' || feed === undefined) return { level: 'waiting', source, blocked: 'connection.blocked.waiting' }
  switch (feed.state) {
    case 'live':
      return { level: 'live', source, blocked: undefined }
    case 'stale':
      return { level: 'stale', source, blocked: 'connection.blocked.stale' }
    case 'resyncing':
      return { level: 'stale', source, blocked: 'connection.blocked.resyncing' }
    case 'offline':
      return { level: 'stale', source, blocked: 'connection.blocked.noFeed' }
  }
}
