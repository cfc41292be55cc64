import type { RawData, WebSocket } from 'ws'
import type { Clock, Principal } from '#platform/service'
import { limits } from './limits.ts'
import type { Metrics } from './metrics.ts'
import type { Outlet } from './outlet.ts'

/** WebSocket close codes we use: RFC 6455 and its registry. */
export const closeCodes = { goingAway: 1001, refused: 1008, tryAgainLater: 1013 } as const

/** A subscription of a socket. */
export interface Subscription {
  leave(): void
  /** Last sequence sent on a user channel; null on others and before the snapshot. */
  readonly seq: () => number | null
}
export interface ConnectionOptions {
  readonly address: string
  readonly principal: Principal | undefined
  readonly clock: Clock
  readonly metrics: Metrics
  /** Deals with one message; messages of a socket come one after another. Never throws. */
  readonly handle: (connection: Connection, text: string) => Promise<void>
  /** A message that is refused unread. */
  readonly refuse: (connection: Connection, reason: 'binary' | 'too_many') => void
  readonly onClose: (connection: Connection) => void
}

/** One open socket: who it is, what it listens to, and the limits on what it sends and leaves unread. */
export class Connection implements Outlet {
  readonly address: string
  readonly subscriptions = new Map<string, Subscription>()
  principal: Principal | undefined
  readonly #ws: WebSocket
  readonly #options: ConnectionOptions
  #heardAt: number
  #allowance: number = limits.messagesPerSecondMax
  #allowedAt: number
  #refusals = 0
  #waiting = 0
  #tail: Promise<void> = Promise.resolve()

  constructor(ws: WebSocket, options: ConnectionOptions) {
    this.#ws = ws
    this.#options = options
    this.address = options.address
    this.principal = options.principal
    this.#heardAt = this.#allowedAt = options.clock.monotonic()
    ws.on('message', (data, isBinary) => this.#take(data, isBinary))
    ws.on('pong', () => this.#hear())
    ws.on('error', () => undefined) // what broke the protocol closes the socket by itself
    ws.on('close', () => {
      for (const subscription of this.subscriptions.values()) subscription.leave()
      this.subscriptions.clear()
      options.onClose(this)
    })
  }

  isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN
  }
  isReady(): boolean {
    return this.isOpen() && this.#ws.bufferedAmount <= limits.slowBytes
  }
  send(frame: string | Buffer): void {
    if (!this.isOpen()) return
    if (this.#ws.bufferedAmount > limits.stuckBytes) return this.close(closeCodes.tryAgainLater, 'this socket is not read fast enough')
    this.#ws.send(frame, { binary: false })
    this.#options.metrics.sent.inc()
  }
  close(code: number, reason: string): void {
    if (this.isOpen()) this.#ws.close(code, reason)
  }
  /** Called with each heartbeat: asks for a sign of life, and ends a socket that gave none for too long or does not finish closing. */
  check(): void {
    const isSilent = this.#options.clock.monotonic() - this.#heardAt > limits.silenceMs
    if (isSilent || this.#ws.readyState === this.#ws.CLOSING) this.#ws.terminate()
    else if (this.isOpen()) this.#ws.ping()
  }
  /** Sequences of the user channels, for the heartbeat. */
  seqs(): Record<string, number> {
    const seqs: Record<string, number> = {}
    for (const [name, { seq }] of this.subscriptions) {
      const last = seq()
      if (last !== null) seqs[name] = last
    }
    return seqs
  }

  #hear(): void {
    this.#heardAt = this.#options.clock.monotonic()
  }
  #take(data: RawData, isBinary: boolean): void {
    this.#hear()
    this.#options.metrics.received.inc()
    if (!this.#isAllowed()) {
      this.#refusals += 1
      if (this.#refusals > limits.refusalsMax) this.close(closeCodes.refused, 'too many messages')
      else this.#options.refuse(this, 'too_many')
      return
    }
    this.#refusals = 0
    if (isBinary) return this.#options.refuse(this, 'binary')
    const text = (data as Buffer).toString('utf8')
    this.#waiting += 1
    this.#tail = this.#tail
      .then(() => (this.isOpen() ? this.#options.handle(this, text) : undefined))
      .finally(() => {
        this.#waiting -= 1
      })
  }
  #isAllowed(): boolean {
    const now = this.#options.clock.monotonic()
    const earned = ((now - this.#allowedAt) / 1_000) * limits.messagesPerSecondMax
    this.#allowance = Math.min(limits.messagesPerSecondMax, this.#allowance + earned)
    this.#allowedAt = now
    if (this.#allowance < 1 || this.#waiting >= limits.waitingMax) return false
    this.#allowance -= 1
    return true
  }
}
