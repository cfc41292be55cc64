/** The one connection to /ws: comes back by itself, resumes, and lets nothing through that does not follow what was seen before. */
import type { ProblemDocument } from '#contracts/problems'
import { createStore, type Readable, type Store } from './store.ts'

export interface ConnectionState {
  readonly status: 'connecting' | 'open' | 'offline'
  /** Time of one question and its answer. */
  readonly roundTripMs: number | undefined
}
export interface Frame<T = unknown> {
  readonly channel: string
  readonly type: 'snapshot' | 'update'
  readonly seq: number
  readonly prev_seq?: number
  readonly data: T
}
type Message =
  | Frame
  | { readonly op: 'error'; readonly problem: ProblemDocument }
  | { readonly op: 'heartbeat'; readonly seqs: Readonly<Record<string, number>> }
  | { readonly op: 'result' | 'subscribed'; readonly id: number | null }

interface Followed {
  readonly take: (frame: Frame<never>) => void
  /** Sequence of the last frame; null while a snapshot is awaited. */
  seq: number | null
  /** Asked for again after a gap: what does not follow is on its way no longer than until the answer. */
  isRecovering: boolean
}
export interface SocketOptions {
  readonly url: string
  /** A ticket for a signed-in user; undefined for a visitor. Throws where there is none to be had. */
  readonly ticket: () => Promise<string | undefined>
}

/** The server sends a heartbeat every 5 s: after two missed ones the line is dead. */
const silenceMsMax = 12_000
const watchMs = 2_000
const pingMs = 10_000
const backoffMsMin = 250
const backoffMsMax = 10_000

/** Owns the WebSocket and its timers. */
export class Socket {
  readonly #options: SocketOptions
  readonly #state: Store<ConnectionState> = createStore<ConnectionState>({ status: 'connecting', roundTripMs: undefined })
  readonly #followed = new Map<string, Followed>()
  #ws: WebSocket | undefined
  /** Counts connections, so that what an old one still says is told apart. */
  #generation = 0
  #attempt = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #heardMs = 0
  #ping = { id: 0, sentMs: 0 }

  constructor(options: SocketOptions) {
    this.#options = options
  }
  get state(): Readable<ConnectionState> {
    return this.#state
  }

  /** Connects, and looks after the line from now on. */
  start(): void {
    setInterval(() => this.#watch(), watchMs)
    addEventListener('online', () => this.#hurry())
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#hurry())
    void this.#connect()
  }
  /** Begins anew, as somebody else. Private channels are to be followed anew, so that nothing of them is resumed. */
  restart(): void {
    this.#attempt = 0
    void this.#connect()
  }
  /** Frames of a channel, in order and without a gap, from a snapshot on; until the function it gives back is called. */
  follow<T>(channel: string, take: (frame: Frame<T>) => void): () => void {
    const followed: Followed = { take, seq: null, isRecovering: false }
    this.#followed.set(channel, followed)
    this.#subscribe([channel])
    return () => {
      if (this.#followed.get(channel) !== followed) return
      this.#followed.delete(channel)
      this.#send({ op: 'unsubscribe', channels: [channel] })
    }
  }

  async #connect(): Promise<void> {
    const generation = ++this.#generation
    clearTimeout(this.#retry)
    this.#ws?.close()
    this.#ws = undefined
    this.#state.set({ status: this.#attempt === 0 ? 'connecting' : 'offline', roundTripMs: undefined })
    let ticket: string | undefined
    try {
      ticket = await this.#options.ticket()
    } catch {
      if (generation === this.#generation) this.#retryLater()
      return
    }
    if (generation !== this.#generation) return
    const ws = new WebSocket(`${this.#options.url}${ticket === undefined ? '' : `?ticket=${encodeURIComponent(ticket)}`}`)
    this.#ws = ws
    this.#heardMs = performance.now()
    ws.addEventListener('open', () => generation === this.#generation && this.#opened())
    ws.addEventListener('message', event => generation === this.#generation && this.#hear(event.data as string))
    ws.addEventListener('close', () => generation === this.#generation && this.#retryLater())
  }
  #opened(): void {
    this.#attempt = 0
    this.#state.set({ status: 'open', roundTripMs: undefined })
    const channels = [...this.#followed.keys()]
    // A refusal concerns a whole message: what is private must not hold up the market.
    this.#subscribe(channels.filter(channel => !channel.startsWith('user:')))
    this.#subscribe(channels.filter(channel => channel.startsWith('user:')))
    this.#askPing()
  }
  #retryLater(): void {
    this.#generation += 1
    this.#ws?.close()
    this.#ws = undefined
    this.#state.set({ status: 'offline', roundTripMs: undefined })
    const ceiling = Math.min(backoffMsMax, backoffMsMin * 2 ** this.#attempt)
    this.#attempt += 1
    clearTimeout(this.#retry)
    // Chance spreads the browsers of a platform that comes back.
    this.#retry = setTimeout(() => void this.#connect(), ceiling / 2 + (Math.random() * ceiling) / 2)
  }
  #hurry(): void {
    if (this.#state.get().status === 'offline') void this.#connect()
  }
  #watch(): void {
    const now = performance.now()
    if (this.#ws !== undefined && now - this.#heardMs > silenceMsMax) this.#retryLater()
    else if (this.#state.get().status === 'open' && now - this.#ping.sentMs > pingMs) this.#askPing()
  }
  #askPing(): void {
    this.#ping = { id: this.#ping.id + 1, sentMs: performance.now() }
    this.#send({ op: 'ping', id: this.#ping.id })
  }

  #subscribe(channels: readonly string[]): void {
    if (channels.length === 0) return
    const resume: Record<string, number> = {}
    for (const channel of channels) {
      const followed = this.#followed.get(channel)
      if (followed === undefined) continue
      if (isResumable(channel) && followed.seq !== null) resume[channel] = followed.seq
      else followed.seq = null
    }
    this.#send({ op: 'subscribe', channels, resume })
  }
  #send(message: object): void {
    if (this.#ws?.readyState === WebSocket.OPEN) this.#ws.send(JSON.stringify(message))
  }

  #hear(text: string): void {
    this.#heardMs = performance.now()
    const message = JSON.parse(text) as Message
    if ('channel' in message) return this.#take(message)
    switch (message.op) {
      case 'heartbeat':
        for (const [channel, seq] of Object.entries(message.seqs)) if ((this.#followed.get(channel)?.seq ?? seq) < seq) this.#again(channel)
        return
      case 'result':
        if (message.id === this.#ping.id) this.#state.set({ status: 'open', roundTripMs: Math.round(this.#heardMs - this.#ping.sentMs) })
        return
      case 'error':
        if (message.problem.status >= 500 || message.problem.status === 429) this.#retryLater()
        return
      case 'subscribed':
        return
    }
  }
  #take(frame: Frame): void {
    const followed = this.#followed.get(frame.channel)
    if (followed === undefined) return
    if (frame.type === 'update') {
      if (followed.seq === null) return
      if (frame.prev_seq !== followed.seq) return followed.isRecovering ? undefined : this.#again(frame.channel)
    }
    followed.seq = frame.seq
    followed.isRecovering = false
    followed.take(frame as Frame<never>)
  }
  /** After a gap: orders and fills go on where they were, everything else begins with a snapshot. */
  #again(channel: string): void {
    const followed = this.#followed.get(channel)
    if (followed !== undefined) followed.isRecovering = true
    this.#send({ op: 'unsubscribe', channels: [channel] })
    this.#subscribe([channel])
  }
}

function isResumable(channel: string): boolean {
  return channel.startsWith('user:orders') || channel.startsWith('user:fills')
}
