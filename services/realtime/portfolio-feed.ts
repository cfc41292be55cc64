import type { AccountEntry } from '#contracts/accounts'
import { type HoldingRow, toHeld, toPortfolio, withCash } from '#contracts/portfolio'
import { readDayOpens, readHoldings } from '#contracts/procedures'
import { agrees, valueHoldings } from '#core/portfolio'
import type { Context } from '#platform/service'
import { type LatestMember, LatestValue } from './latest-value.ts'
import type { RealtimeManifest } from './manifest.ts'
import type { Markets } from './markets.ts'

interface Account {
  readonly entry: AccountEntry
  readonly channel: LatestValue
  rows: readonly HoldingRow[]
  /** Equity at the beginning of the day. */
  dayOpen: bigint
  /** Holdings must be read again: something changed, or wallet and trades do not agree yet. */
  isStale: boolean
  /** What was told last, without its time. */
  told: string
}

/** Holdings are read anew this often even where nothing happens: another day may have begun. */
const rereadMs = 60_000

/** user:portfolio: holdings as portfolio keeps them, valued with the marks this process hears. */
export class PortfolioFeed {
  readonly #context: Context<RealtimeManifest>
  readonly #markets: Markets
  readonly #accounts = new Map<string, Account>()
  #rereadAt = 0

  constructor(context: Context<RealtimeManifest>, markets: Markets) {
    this.#context = context
    this.#markets = markets
  }

  /** An account's holdings have changed. */
  wake(accountId: string): void {
    const account = this.#accounts.get(accountId)
    if (account !== undefined) account.isStale = true
  }

  /** Sends the snapshot, and from then on what `flush` finds new. */
  async join(entry: AccountEntry, member: LatestMember): Promise<void> {
    const account = this.#accounts.get(entry.id) ?? {
      entry,
      channel: new LatestValue(),
      rows: [],
      dayOpen: entry.start_balance,
      isStale: true,
      told: '',
    }
    this.#accounts.set(entry.id, account)
    account.channel.joining += 1
    try {
      await this.#read([account])
      this.#tell(account)
      account.channel.admit(member, this.#value(account).data, this.#context.clock.now())
    } finally {
      account.channel.joining -= 1
      this.#forgetIdle(account)
    }
  }

  leave(accountId: string, member: LatestMember): void {
    const account = this.#accounts.get(accountId)
    account?.channel.members.delete(member)
    if (account !== undefined) this.#forgetIdle(account)
  }

  /** Called once a second: reads what changed, values everything at the marks of now, tells what is new. */
  async flush(): Promise<void> {
    const now = this.#context.clock.monotonic()
    if (now >= this.#rereadAt) {
      this.#rereadAt = now + rereadMs
      for (const account of this.#accounts.values()) account.isStale = true
    }
    await this.#read([...this.#accounts.values()].filter(account => account.isStale))
    for (const account of this.#accounts.values()) if (account.channel.members.size > 0) this.#tell(account)
  }

  async #read(stale: readonly Account[]): Promise<void> {
    if (stale.length === 0) return
    for (const account of stale) account.isStale = false // what changes while we read wakes the account again
    const ids = stale.map(({ entry }) => entry.id)
    let rows: HoldingRow[]
    let opens: { readonly account_id: string; readonly equity: bigint }[]
    try {
      rows = await this.#context.call<HoldingRow>(readHoldings, [ids])
      opens = await this.#context.call(readDayOpens, [ids])
    } catch (error) {
      for (const account of stale) account.isStale = true
      throw error
    }
    const byAccount = Map.groupBy(rows, row => row.account_id)
    const openOf = new Map(opens.map(row => [row.account_id, row.equity]))
    for (const account of stale) {
      account.rows = withCash(byAccount.get(account.entry.id) ?? [], account.entry, {})
      account.dayOpen = openOf.get(account.entry.id) ?? account.entry.start_balance
      if (!isWhole(account)) account.isStale = true
    }
  }
  #tell(account: Account): void {
    const { data, told } = this.#value(account)
    if (told === account.told) return
    account.told = told
    account.channel.tell(data, this.#context.clock.now())
  }
  #value(account: Account): { readonly data: string; readonly told: string } {
    const { entry, rows } = account
    const { pricer } = this.#markets
    const valuation = valueHoldings(entry.currency, rows.map(toHeld), (asset, amount) => pricer.valueOf(asset, amount, entry.currency))
    const portfolio = toPortfolio(entry, valuation, {
      scale: this.#markets.scaleOf(entry.currency) ?? 0,
      at: this.#context.clock.now(),
      behind: !isWhole(account),
      dayOpen: account.dayOpen,
    })
    return { data: JSON.stringify(portfolio), told: JSON.stringify({ ...portfolio, at: '' }) }
  }
  #forgetIdle({ entry, channel }: Account): void {
    if (channel.isIdle()) this.#accounts.delete(entry.id)
  }
}

function isWhole({ entry, rows }: Account): boolean {
  return agrees(entry.currency, entry.start_balance, rows.map(toHeld))
}
