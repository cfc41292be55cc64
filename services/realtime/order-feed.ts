import type { Clock, Log } from '#platform/service'
import type { AccountReads, EventKind } from './account-events.ts'
import { limits } from './limits.ts'
import { dataFrame } from './messages.ts'
import type { Outlet } from './outlet.ts'

const retryMs = 200
/** A long way to catch up goes at the pace of the reader; one that does not read at all delays the others of its account this long. */
const drainPollMs = 5
const drainPollsMax = 200

/** One socket's subscription to an account's orders or fills. */
export interface OrderMember {
  readonly channel: string
  readonly kind: EventKind
  readonly outlet: Outlet
  /** Sequence of the last frame of this channel; null before the snapshot. */
  last: number | null
  /** The account's events up to here are dealt with. */
  scanned: number
}
interface Account {
  readonly id: string
  readonly members: Set<OrderMember>
  /** Members on their way in. */
  joining: number
  /** Reads of one account run one after another, so that nobody's snapshot overlaps with what follows it. */
  queue: Promise<void>
  isPumping: boolean
}

/**
 * user:orders and user:fills, whole and in order: every frame comes from the account's committed events, read by their gapless sequence.
 * A wake-up only says that there is something to read.
 */
export class OrderFeed {
  readonly #reads: AccountReads
  readonly #clock: Clock
  readonly #log: Log
  readonly #accounts = new Map<string, Account>()

  constructor(reads: AccountReads, { clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#reads = reads
    this.#clock = clock
    this.#log = log
  }

  /** Something was committed for an account. */
  wake(accountId: string): void {
    const account = this.#accounts.get(accountId)
    if (account !== undefined) this.#pump(account)
  }

  /** Sends the snapshot, or what came after `resume`, and from then on every event; resolves when that has begun. */
  async join(accountId: string, member: OrderMember, resume: number | undefined): Promise<void> {
    const known = this.#accounts.get(accountId)
    const account = known ?? { id: accountId, members: new Set(), joining: 0, queue: Promise.resolve(), isPumping: false }
    this.#accounts.set(accountId, account) // from here on no wake-up is missed
    account.joining += 1
    const joined = account.queue.then(() => this.#begin(account, member, resume))
    account.queue = joined.catch(() => undefined)
    try {
      await joined
    } finally {
      account.joining -= 1
      this.#forgetIdle(account)
    }
    this.#pump(account)
  }

  leave(accountId: string, member: OrderMember): void {
    const account = this.#accounts.get(accountId)
    account?.members.delete(member)
    if (account !== undefined) this.#forgetIdle(account)
  }

  async #begin(account: Account, member: OrderMember, resume: number | undefined): Promise<void> {
    if (resume !== undefined && (await this.#canResume(account, resume))) {
      member.last = resume
      member.scanned = resume
    } else await this.#sendSnapshot(account, member)
    account.members.add(member)
  }
  /** Whether every event after a sequence is still there. */
  async #canResume({ id }: Account, resume: number): Promise<boolean> {
    const { seq } = await this.#reads.state(id, 'fills')
    if (resume >= seq) return resume === seq
    const [next] = await this.#reads.events(id, resume, 1)
    return next?.seq === resume + 1
  }
  async #sendSnapshot({ id }: Account, member: OrderMember): Promise<void> {
    const { seq, text } = await this.#reads.state(id, member.kind)
    member.outlet.send(dataFrame({ channel: member.channel, type: 'snapshot', seq, data: text, at: this.#clock.now() }))
    member.last = seq
    member.scanned = seq
  }

  #pump(account: Account): void {
    if (account.isPumping) return
    account.isPumping = true
    account.queue = account.queue.then(async () => {
      account.isPumping = false // what is committed from here on wakes us again
      try {
        while (account.members.size > 0 && (await this.#readOn(account))) await this.#drain(account)
      } catch (error) {
        this.#log.warn({ account: account.id, error: String(error) }, 'account events could not be read; trying again')
        await this.#clock.sleep(retryMs)
        if (account.members.size > 0) this.#pump(account)
      }
    })
  }
  /** One read for all members; true when there may be more. */
  async #readOn(account: Account): Promise<boolean> {
    const after = Math.min(...[...account.members].map(member => member.scanned))
    const events = await this.#reads.events(account.id, after)
    const first = events[0]
    if (first === undefined) return false
    if (first.seq !== after + 1) {
      // Where events are gone, who wanted them begins anew.
      for (const member of account.members) if (member.scanned === after) await this.#sendSnapshot(account, member)
      return true
    }
    for (const { seq, at, kind, text } of events) {
      for (const member of account.members) {
        if (member.scanned >= seq) continue
        if (member.kind === kind) {
          member.outlet.send(dataFrame({ channel: member.channel, type: 'update', seq, prevSeq: member.last ?? 0, data: text, at }))
          member.last = seq
        }
        member.scanned = seq
      }
    }
    return events.length === limits.eventsPerRead
  }
  async #drain({ members }: Account): Promise<void> {
    for (let polls = 0; polls < drainPollsMax && [...members].some(({ outlet }) => !outlet.isReady()); polls++)
      await this.#clock.sleep(drainPollMs)
  }
  #forgetIdle(account: Account): void {
    if (account.members.size === 0 && account.joining === 0) this.#accounts.delete(account.id)
  }
}
