import type { Envelope } from '#contracts/kit'
import type { Bus, Clock, Log } from '#platform/ports'
import { pageRowsMax, type StreamReader } from './reader.ts'

/** The net under lost wake-ups. */
const pollMs = 250
/** The longest pause between two reads of a stream. */
const paceMsMax = 50

export interface Subscriber {
  /** True for streams this subscriber wants. */
  wants(stream: string): boolean
  /** How long it likes the relay to collect news before the next read; the shortest wish of a stream's subscribers counts. */
  readonly paceMs: number
  /** Consecutive events of a stream; `after` is the sequence before the first. Never throws, never waits. */
  offer(stream: string, after: number, batch: readonly Envelope[]): void
}

/** Hands the new rows of one owner's streams to the subscribers of this process: one read for all of them. */
export interface Relay extends StreamReader, AsyncDisposable {
  subscribe(subscriber: Subscriber): Promise<() => void>
}
export interface RelayOptions {
  readonly owner: string
  readonly reader: StreamReader
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
}

export function createRelay(options: RelayOptions): Relay {
  return new OwnerRelay(options)
}

class OwnerRelay implements Relay {
  readonly #options: RelayOptions
  readonly #subscribers = new Set<Subscriber>()
  readonly #positions = new Map<string, number>()
  readonly #woken = new Set<string>()
  readonly #forget: () => void
  readonly #ticker: Disposable
  readonly #passes = new Map<string, Promise<void>>()
  readonly #stopping = new AbortController()
  #closed = false

  constructor(options: RelayOptions) {
    this.#options = options
    this.#forget = options.bus.onWake(options.owner, stream => this.#wake(stream))
    this.#ticker = options.clock.every(pollMs, () => this.#poll())
  }

  read(stream: string, after: number): Promise<readonly Envelope[]> {
    return this.#options.reader.read(stream, after)
  }

  heads(): Promise<ReadonlyMap<string, number>> {
    return this.#options.reader.heads()
  }

  /** From now on; what is older the subscriber reads itself. */
  async subscribe(subscriber: Subscriber): Promise<() => void> {
    if (this.#subscribers.size === 0) for (const [stream, last] of await this.heads()) this.#positions.set(stream, last)
    this.#subscribers.add(subscriber)
    return () => this.#subscribers.delete(subscriber)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    this.#forget()
    this.#ticker[Symbol.dispose]()
    this.#stopping.abort()
    await Promise.all(this.#passes.values())
  }

  #wake(stream: string): void {
    this.#woken.add(stream)
    if (this.#passes.has(stream)) return
    const pass = this.#run(stream).finally(() => {
      this.#passes.delete(stream)
      if (this.#woken.has(stream) && !this.#closed) this.#wake(stream)
    })
    this.#passes.set(stream, pass)
  }

  /** Passes over one stream, with pauses in which news collect for the next. */
  async #run(stream: string): Promise<void> {
    while (this.#woken.delete(stream) && !this.#closed) {
      await this.#relay(stream)
      await this.#options.clock.sleep(this.#paceOf(stream), this.#stopping.signal)
    }
  }
  #paceOf(stream: string): number {
    let pace = paceMsMax
    for (const subscriber of this.#subscribers) if (subscriber.wants(stream)) pace = Math.min(pace, subscriber.paceMs)
    return pace
  }

  async #relay(stream: string): Promise<void> {
    const interested = [...this.#subscribers].filter(subscriber => subscriber.wants(stream))
    if (interested.length === 0) return
    try {
      for (let full = true; full && !this.#closed;) {
        const after = this.#positions.get(stream) ?? 0
        const batch = await this.read(stream, after)
        const last = batch.at(-1)
        if (last === undefined) return
        this.#positions.set(stream, last.seq)
        for (const subscriber of interested) subscriber.offer(stream, after, batch)
        full = batch.length === pageRowsMax
      }
    } catch (error) {
      const { log, owner } = this.#options
      log.warn({ owner, stream, error: String(error) }, 'a stream could not be read; trying again with the next wake-up')
    }
  }

  async #poll(): Promise<void> {
    try {
      for (const [stream, last] of await this.heads()) if (last > (this.#positions.get(stream) ?? 0)) this.#wake(stream)
    } catch (error) {
      const { log, owner } = this.#options
      log.warn({ owner, error: String(error) }, 'stream heads could not be read; trying again')
    }
  }
}
