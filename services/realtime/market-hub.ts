import type { Clock } from '#platform/service'
import { dataFrame } from './messages.ts'
import type { Outlet } from './outlet.ts'

/** The whole state of a market channel, as JSON text. */
export interface State {
  readonly seq: number
  readonly data: string
}
export interface Change extends State {
  readonly prevSeq: number
}
/** What one market channel shows. Its changes are collected only while somebody listens. */
export interface MarketSource {
  isWatched: boolean
  /** Undefined while nothing is known yet. */
  snapshot(): State | undefined
  /** What changed since the last `take`; `lost` when only a snapshot can tell. */
  take(): Change | 'lost' | undefined
}
export interface MarketHub {
  /** Sends the snapshot and from then on every change. Without a state yet the snapshot follows when there is one. */
  join(name: string, source: MarketSource, outlet: Outlet): void
  leave(name: string, outlet: Outlet): void
  /** One prebuilt frame a channel for all its listeners. */
  flush(): void
}
interface Channel {
  readonly source: MarketSource
  /** Whether the listener holds the state of the last flush, or waits for a snapshot. */
  readonly members: Map<Outlet, 'current' | 'waiting'>
}

/** Fans market channels out to sockets; `onDropped` counts frames that slow readers did not get. */
export function createMarketHub(clock: Clock, onDropped: () => void): MarketHub {
  const channels = new Map<string, Channel>()

  function flushChannel(name: string, { source, members }: Channel): void {
    const change = source.take()
    if (change === 'lost') for (const outlet of members.keys()) members.set(outlet, 'waiting')
    const update =
      change === undefined || change === 'lost' || members.size === 0
        ? undefined
        : Buffer.from(dataFrame({ channel: name, type: 'update', ...change, at: clock.now() }))
    let whole: Buffer | undefined
    for (const [outlet, state] of members) {
      if (!outlet.isReady()) {
        if (update !== undefined) onDropped()
        members.set(outlet, 'waiting')
      } else if (state === 'current') {
        if (update !== undefined) outlet.send(update)
      } else {
        whole ??= snapshotFrame(name, source)
        if (whole === undefined) return // nothing is known yet, so nobody is current
        outlet.send(whole)
        members.set(outlet, 'current')
      }
    }
  }
  function snapshotFrame(name: string, source: MarketSource): Buffer | undefined {
    const state = source.snapshot()
    return state && Buffer.from(dataFrame({ channel: name, type: 'snapshot', ...state, at: clock.now() }))
  }
  return {
    join(name, source, outlet) {
      const channel = channels.get(name) ?? { source, members: new Map<Outlet, 'current' | 'waiting'>() }
      channels.set(name, channel)
      source.isWatched = true
      channel.members.set(outlet, 'waiting')
      flushChannel(name, channel) // the snapshot is the state all others hold from here on, so the next change follows it
    },
    leave(name, outlet) {
      const channel = channels.get(name)
      channel?.members.delete(outlet)
      if (channel?.members.size !== 0) return
      channel.source.isWatched = false
      channels.delete(name)
    },
    flush() {
      for (const [name, channel] of channels) flushChannel(name, channel)
    },
  }
}
