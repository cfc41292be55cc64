/** Where frames for one socket go. */
export interface Outlet {
  /** A frame that must arrive, as text or as the bytes of it. Past the limit of unsent bytes the socket is closed; never is a frame left out of what goes on. */
  send(frame: string | Buffer): void
  /** Whether the reader keeps up. Market data for one that does not waits and becomes a snapshot. */
  isReady(): boolean
}
