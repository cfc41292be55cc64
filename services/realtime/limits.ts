/** Every limit of the WebSocket in one place. A client meets them as problems; none of them costs anybody else anything. */
export const limits = {
  /** A message is a list of channels at most; anything near this is a mistake or an attack. */
  frameBytesMax: 64 * 1024,
  channelsPerSocketMax: 100,
  socketsPerUserMax: 50,
  /** Several people share an address. */
  socketsPerAddressMax: 200,
  /** Messages a socket may send in any second; the burst is the same. */
  messagesPerSecondMax: 60,
  /** Refused messages in a row after which a flooding socket is closed. */
  refusalsMax: 600,
  /** Messages of one socket that may wait for their turn. */
  waitingMax: 120,
  /** Unsent bytes above which market data waits for a fresh snapshot, and above which the socket is closed. */
  slowBytes: 1024 * 1024,
  stuckBytes: 4 * 1024 * 1024,
  /** Market data is collected this long and sent as one frame a channel. */
  flushMs: 25,
  portfolioMs: 1_000,
  heartbeatMs: 5_000,
  /** Silence (no message, no pong) after which a socket is dead; looked at with each heartbeat, which also pings: within 60 s. */
  silenceMs: 45_000,
  revocationsMs: 1_000,
  /** Without news of ended sessions for this long, nobody signed in may go on listening. */
  trustedMs: 5_000,
  bookLevelsMax: 1_000,
  tradesShown: 50,
  candlesShown: 100,
  fillsShown: 50,
  /** Above what the rules of all symbols let an account have open. */
  openOrdersMax: 10_000,
  /** Events of an account read at once. */
  eventsPerRead: 500,
} as const
