import type { Envelope } from '#contracts/kit'
import type { FrameBatch } from '#contracts/topics/market'
import { bookUpdated } from '#contracts/topics/market'
import type { AmendCommand, CancelCommand, PlacedOrder } from '#contracts/topics/orders'
import { assert } from '#core/assert'
import { type BookEvent, createBookMemory } from '#core/order-book'
import type { Instrument } from '#core/orders'
import type { Connection, Context } from '#platform/service'
import { isConnectionLost, isRetryable } from '#platform/sql'
import { batchStatements } from './batch-statements.ts'
import { BatchFault, Displaced, type Input, inputsMax, takeBatch } from './inputs.ts'
import type { MatchingManifest } from './manifest.ts'
import { applyFrames, bookHash, createMarket, leaveMarket, type Market } from './market.ts'
import * as store from './matching-store.ts'
import { createMetrics, type MatchingMetrics } from './metrics.ts'
import { nextUpdate } from './publish-books.ts'
import { Care, type CommandPayload } from './care.ts'
import { Owners } from './owners.ts'
import { saveLive } from './save-live.ts'
import { refusalOf, shortfallOf } from './replacement.ts'
import { emptySettlement, type FeedPlace, type Settlement } from './batch-changes.ts'
import { reserve } from './holds.ts'
import { announce, endOrder, settleEvents } from './settlement.ts'
import { readCommitted, restoreMarkets } from './recovery.ts'
import { Snapshots } from './snapshots.ts'
import { FeedWants } from './feed-wants.ts'
import { Fronts } from './fronts.ts'
import { FullHashes } from './full-hashes.ts'
import type { Tracked } from './tracked.ts'

/** Batches closer together than this cost more CPU and win nobody anything. */
const paceMs = 20
/** More inputs than this are not made to wait. */
const crowd = 64
const commitAttemptsMax = 5
const retryMs = 50

type Extent = Pick<store.BatchHead, 'lastCommand' | 'at'> & { readonly kind: 'batch' | 'rebuild' } // rows and events say the same `at`
/**
 * The single writer of one shard: merges commands with the feed in order of arrival, applies them, commits each batch in one transaction,
 * then tells the readers. Nothing of an uncommitted batch leaves it.
 */
export class Shard {
  readonly #context: Context<MatchingManifest>
  readonly #instruments: ReadonlyMap<string, Instrument>
  readonly #number: number
  readonly #connection: Connection
  readonly #metrics: MatchingMetrics
  #markets = new Map<string, Market>()
  #memory = createBookMemory()
  #care: Care
  #owners = new Owners()
  #fronts = new Fronts()
  #inputs: Input[] = []
  #entries: unknown[] = []
  #epoch = 0n
  #lastCommand = 0
  #lastTrade = 0
  #lastBatch = 0
  /** Commands up to here go one by one: a batch with one of them failed. */
  #singleUntil = 0
  #poison = 0
  #saveDue = false
  #working: Promise<void> | undefined
  #stopped = false
  readonly #wants: FeedWants
  readonly #snapshots: Snapshots
  readonly #hashes = new FullHashes()

  constructor(context: Context<MatchingManifest>, number: number, instruments: ReadonlyMap<string, Instrument>) {
    this.#context = context
    this.#number = number
    this.#connection = context.connection('settlement')
    this.#snapshots = new Snapshots(context, number)
    this.#wants = new FeedWants(context, symbol => this.#markets.get(symbol)?.position)
    this.#instruments = instruments
    this.#care = new Care(account => this.#owners.of(account))
    this.#metrics = createMetrics(context.metrics, () => this.#inputs.length)
  }

  /** Takes the shard and rebuilds its books from what was committed: the ordinary start path. Returns the last applied command. */
  async open(): Promise<number> {
    const row = await this.#context.write(tx => store.takeShard(tx, this.#number))
    const stored = await readCommitted(this.#context.sql, row, { shard: this.#number, instruments: this.#instruments })
    this.#epoch = row.epoch
    this.#lastCommand = Number(row.last_command)
    this.#lastTrade = Number(row.last_trade)
    this.#owners = new Owners()
    const restored = restoreMarkets(stored, {
      instruments: this.#instruments,
      firstSeq: Number(row.epoch) * 2 ** 32,
      ownerOf: account => this.#owners.of(account),
    })
    const halted = [...this.#markets].filter(([, market]) => market.halted).map(([symbol]) => symbol)
    this.#markets = restored.markets
    this.#memory = restored.memory
    this.#care = restored.care
    this.#fronts = restored.fronts
    this.#lastBatch = Number(row.last_batch)
    this.#entries = restored.entries
    for (const symbol of halted) this.#marketOf(symbol)!.halted = true
    await this.#commit(emptySettlement(), { lastCommand: this.#lastCommand, kind: 'rebuild', at: this.#context.clock.now() })
    this.#wants.clear()
    for (const symbol of this.#markets.keys()) this.#wants.ask(symbol)
    return this.#lastCommand
  }

  async offerCommands(batch: readonly Envelope[]): Promise<void> {
    for (const event of batch) this.#inputs.push({ kind: 'command', event })
    this.#kick()
    while (this.#inputs.length > inputsMax && !this.#stopped) await this.#context.clock.sleep(paceMs)
  }
  offerFrames(batch: FrameBatch): void {
    if (this.#inputs.length >= inputsMax) return
    this.#inputs.push({ kind: 'frames', batch })
    this.#kick()
  }
  /** A reader asks for a whole book; it gets it after the next batch. */
  wantBook(symbol: string): void {
    const market = this.#marketOf(symbol)
    if (market !== undefined) market.snapshotWanted = true
    if (this.#working === undefined) this.#publish()
  }
  /** The rules of a symbol came: its feed may have spoken, or even ended, before anybody knew it. */
  learn(symbol: string): void {
    const market = this.#epoch === 0n ? undefined : this.#marketOf(symbol)
    if (market === undefined) return
    const state = this.#instruments.get(symbol)!.status
    if (market.status !== state) {
      market.status = state
      this.#inputs.push({ kind: 'state', symbol, state })
      this.#kick()
    }
    if (!market.synced) this.#wants.ask(symbol)
  }
  /** Queue fronts and positions are due to be saved with the next batch. */
  saveFronts(): void {
    this.#saveDue = true
    for (const [symbol, { synced }] of this.#markets) if (!synced) this.#wants.ask(symbol) // a request may have been lost
    this.#kick()
  }
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#working
    await this.#snapshots.stop()
  }

  #kick(): void {
    if (this.#stopped) return
    this.#working ??= Promise.resolve()
      .then(() => this.#run())
      .catch((error: unknown) => this.#context.fail(error))
      .finally(() => {
        this.#working = undefined
        if (this.#inputs.length > 0 && !this.#stopped) this.#kick()
      })
  }

  async #run(): Promise<void> {
    while ((this.#inputs.length > 0 || this.#saveDue) && !this.#stopped) {
      const startedAt = this.#context.clock.monotonic()
      const batch = takeBatch(this.#inputs, this.#singleUntil)
      try {
        await this.#process(batch)
      } catch (error) {
        if (!(error instanceof BatchFault)) throw error
        await this.#recoverFrom(batch, error)
      }
      const rest = paceMs - (this.#context.clock.monotonic() - startedAt)
      if (rest > 0 && this.#inputs.length < crowd) await this.#context.clock.sleep(rest)
    }
  }

  async #process(batch: readonly Input[]): Promise<void> {
    const settlement = emptySettlement()
    const at = this.#context.clock.now()
    let lastCommand = this.#lastCommand
    for (const input of batch) {
      if (input.kind === 'frames') this.#applyFrames(input.batch, settlement, at)
      else if (input.kind === 'state') this.#applyState(input, settlement, at)
      else if (input.event.seq > lastCommand) {
        assert(input.event.seq === lastCommand + 1, 'commands come without a gap')
        lastCommand = input.event.seq
        this.#applyCommand(input.event, settlement, at)
      }
    }
    if (lastCommand > this.#lastCommand || settlement.events.length > 0 || this.#saveDue)
      await this.#commit(settlement, { lastCommand, kind: 'batch', at })
    this.#publish()
  }

  #applyCommand(event: Envelope, settlement: Settlement, at: number): void {
    const payload = event.payload as CommandPayload
    const market = this.#marketOf(payload.symbol)
    assert(market !== undefined, 'a command names a known symbol')
    const entry: unknown[] = ['command', event.seq, payload.symbol, market.position?.session ?? 0, market.position?.n ?? 0]
    this.#entries.push(entry)
    const events: BookEvent[] = []
    if (event.topic !== 'order.placed') {
      const change = this.#care.toChange(payload as CancelCommand | AmendCommand)
      if (change !== undefined) market.book.apply(change, events)
      return this.#settle(settlement, events, market, at, event.seq)
    }
    const members = this.#care.accept(payload as PlacedOrder, event.seq, market.instrument)
    if (market.halted || event.seq === this.#poison) market.halted = true
    const refusal = market.halted ? 'ENGINE_FAULT' : refusalOf(members, this.#care)
    if (refusal !== null) {
      entry.push(refusal)
      return this.#reject(settlement, members, refusal, at)
    }
    if (members.length > 0) market.book.apply(this.#care.toBook(members), events)
    // What the old order held becomes available first; then the new one takes its part of it, before it trades.
    if (events.some(event => event.kind === 'ended' && event.status === 'replaced')) {
      this.#settle(settlement, [events.shift()!], market, at, event.seq)
      reserve(settlement, members[0]!.hold, shortfallOf(members[0]!))
    }
    this.#settle(settlement, events, market, at, event.seq)
  }

  #reject(settlement: Settlement, members: readonly Tracked[], reason: string, at: number): void {
    for (const order of members) {
      endOrder(settlement, order, 'rejected', reason)
      announce(settlement, order, new Date(at).toISOString())
    }
  }

  /** The symbol trades, or it does not: the book refuses orders and matches nothing meanwhile. */
  #applyState({ symbol, state }: Extract<Input, { readonly kind: 'state' }>, settlement: Settlement, at: number): void {
    const market = this.#marketOf(symbol)!
    const events: BookEvent[] = []
    market.book.apply({ kind: 'symbol_state', state }, events)
    this.#entries.push(['state', symbol, state])
    this.#settle(settlement, events, market, at, null)
  }

  #applyFrames(batch: FrameBatch, settlement: Settlement, at: number): void {
    const market = this.#marketOf(batch.symbol)
    if (market === undefined || market.halted) return
    if (market.position !== undefined && market.position.source !== batch.source) this.#expireAll(market, settlement, at)
    const result = applyFrames(market, batch, events => this.#settle(settlement, events, market, at, null))
    this.#entries.push(...result.notes)
    if (result.wanted) this.#wants.ask(batch.symbol)
  }

  /** What rested or waited on the old market ends. */
  #expireAll(market: Market, settlement: Settlement, at: number): void {
    const live = [...market.book.liveOrders()].map(({ order }) => this.#care.find(order).placed.order_id)
    leaveMarket(market, events => {
      for (const event of events) {
        if (event.kind !== 'ended') continue
        const over = this.#care.find(event.order)
        if (settlement.ended.has(over.placed.order_id)) continue
        endOrder(settlement, over, 'expired', 'FEED_CHANGED')
        announce(settlement, over, new Date(at).toISOString())
      }
    })
    for (const id of live) assert(settlement.ended.has(id), 'a live order ends when it is canceled')
    this.#entries.push(['changed', market.instrument.symbol])
  }

  #settle(settlement: Settlement, events: readonly BookEvent[], market: Market, at: number, command: number | null): void {
    if (events.length === 0) return
    this.#hashes.count(events.length)
    const place: FeedPlace = { session: market.position?.session ?? 0, frame: market.position?.n ?? 0, at: market.position?.t || at }
    settleEvents(settlement, events, {
      shard: this.#number,
      instrument: market.instrument,
      place,
      at: new Date(at).toISOString(),
      command,
      find: number => this.#care.find(number),
      nextTradeNo: () => ++this.#lastTrade,
    })
  }

  async #commit(settlement: Settlement, { lastCommand, kind, at }: Extent): Promise<void> {
    const head: store.BatchHead = {
      shard: this.#number,
      epoch: this.#epoch,
      batchNo: this.#lastBatch + 1,
      previousCommand: this.#lastCommand,
      lastCommand,
      lastTrade: this.#lastTrade,
      entries: this.#entries,
      positions: Object.fromEntries(
        [...this.#markets].flatMap(([symbol, { position }]) => (position === undefined ? [] : [[symbol, position]])),
      ),
      at,
      traceId: this.#context.ids.uuid().replaceAll('-', ''),
    }
    const parts = { shard: this.#number, markets: this.#markets, care: this.#care, fronts: this.#fronts, withFronts: this.#saveDue }
    const statements = batchStatements(head, settlement, {
      live: saveLive(settlement, parts),
      kind,
      bookHash: kind === 'rebuild' ? bookHash(this.#markets) : null,
      fullHash: kind === 'batch' ? this.#hashes.takeIfDue(this.#markets, this.#care.size) : null,
    })
    this.#saveDue = false
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#connection.batch(statements)
        break
      } catch (error) {
        if (await this.#isCommitted(head, error, attempt)) break
      }
    }
    this.#metrics.batches.inc()
    this.#metrics.commands.inc(lastCommand - this.#lastCommand)
    this.#metrics.trades.inc(settlement.trades.length)
    this.#lastBatch = head.batchNo
    this.#lastCommand = lastCommand
    this.#entries = []
    for (const id of settlement.ended) this.#care.forget(id)
    this.#snapshots.takeIfDue(head, this.#markets, this.#owners)
    if (settlement.events.length > 0) this.#context.wake('trading', `orders.${this.#number}`)
    if (settlement.trades.length > 0) this.#context.wake('matching', `trades.${this.#number}`)
    if (settlement.lines.length > 0) this.#context.wake('wallet', `wallet.${this.#number}`)
  }

  /** A failed commit first reads the shard: done, to be repeated as it is, taken over by another engine, or wrong in its data. */
  async #isCommitted(head: store.BatchHead, error: unknown, attempt: number): Promise<boolean> {
    const fenced = error instanceof Error && 'code' in error && error.code === store.fencedCode
    const worldFailed = fenced || isRetryable(error) || isConnectionLost(error)
    if (!worldFailed) {
      this.#context.log.error(
        { batch: head.batchNo, error: error instanceof Error ? error.stack : String(error) },
        'a batch failed on its data',
      )
      throw new BatchFault(String(error))
    }
    for (;;) {
      try {
        const [row] = await this.#context.sql.query<store.ShardRow>(store.readShard(this.#number))
        if (row === undefined || row.epoch !== this.#epoch) throw new Error('another engine has taken this shard over; this one stops')
        if (Number(row.last_batch) === head.batchNo) return true
        if (Number(row.last_batch) !== head.batchNo - 1) throw new Displaced('the shard is not where this batch begins')
        // A database that is away is waited for; one that is there and refuses the same batch again and again has something against it.
        if (!isConnectionLost(error) && attempt > commitAttemptsMax) throw new BatchFault(String(error))
        await this.#context.clock.sleep(retryMs * Math.min(attempt, commitAttemptsMax))
        return false
      } catch (reading) {
        if (!isConnectionLost(reading) || this.#stopped) throw reading
        await this.#context.clock.sleep(retryMs)
      }
    }
  }

  /** The books are rebuilt from what was committed; the batch's commands run again one by one, and one that fails alone is rejected. */
  async #recoverFrom(batch: readonly Input[], fault: BatchFault): Promise<void> {
    const commands = batch.filter(input => input.kind === 'command')
    this.#metrics.faults.inc()
    this.#context.log.error(
      { fault: fault.message, commands: commands.length },
      'rebuilding the books after a batch that could not be committed',
    )
    const isToBlame = !(fault instanceof Displaced)
    if (isToBlame && commands.length === 1) this.#poison = commands[0]!.event.seq
    if (isToBlame) this.#singleUntil = Math.max(this.#singleUntil, commands.at(-1)?.event.seq ?? 0)
    await this.open()
    this.#inputs.unshift(...commands)
  }

  #publish(): void {
    const at = new Date(this.#context.clock.now()).toISOString()
    for (const market of this.#markets.values()) {
      const update = nextUpdate(market, at)
      if (update !== undefined) this.#context.publish(bookUpdated, update)
    }
  }

  #marketOf(symbol: string): Market | undefined {
    const known = this.#markets.get(symbol)
    if (known !== undefined) return known
    const instrument = this.#instruments.get(symbol)
    if (instrument === undefined) return undefined
    const market = createMarket(instrument, { position: undefined, firstSeq: Number(this.#epoch) * 2 ** 32, memory: this.#memory })
    this.#markets.set(symbol, market)
    return market
  }
}
