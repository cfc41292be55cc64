import { readBalances } from '#contracts/procedures'
import type { BalanceState } from '#contracts/topics/accounts'
import type { PlacedOrder } from '#contracts/topics/orders'
import { formatDecimal } from '#core/decimal'
import type { Context } from '#platform/service'
import { type LatestMember, LatestValue } from './latest-value.ts'
import type { RealtimeManifest } from './manifest.ts'

interface Entry {
  readonly scale: number
  readonly available: bigint
  readonly held: bigint
  readonly version: bigint
}
interface Account {
  readonly channel: LatestValue
  readonly entries: Map<string, Entry>
  /** Assets that changed since the members were told. */
  readonly changed: Set<string>
}

/** user:balances: the last value by version, from what was committed and from what is announced, in whatever order they come. */
export class BalanceFeed {
  readonly #context: Context<RealtimeManifest>
  readonly #scaleOf: (asset: string) => number | undefined
  readonly #accounts = new Map<string, Account>()
  readonly #dirty = new Set<Account>()

  constructor(context: Context<RealtimeManifest>, scaleOf: (asset: string) => number | undefined) {
    this.#context = context
    this.#scaleOf = scaleOf
  }

  /** Balances as the wallet said them. */
  learn(balances: readonly BalanceState[]): void {
    for (const { account_id: accountId, asset, scale, available, held, version } of balances) {
      const account = this.#accounts.get(accountId)
      const entry = { scale, available: BigInt(available), held: BigInt(held), version: BigInt(version) }
      if (account !== undefined) this.#put(account, asset, entry)
    }
  }

  /** The balance an order left after its hold. */
  learnHold({ account_id: accountId, hold_asset: asset, balance }: PlacedOrder): void {
    const scale = this.#accounts.get(accountId)?.entries.get(asset)?.scale ?? this.#scaleOf(asset)
    if (balance !== undefined && scale !== undefined) this.learn([{ account_id: accountId, asset, scale, ...balance }])
  }

  /** Sends the snapshot, and from then on every change. */
  async join(accountId: string, member: LatestMember): Promise<void> {
    const account = this.#accounts.get(accountId) ?? { channel: new LatestValue(), entries: new Map<string, Entry>(), changed: new Set() }
    this.#accounts.set(accountId, account) // from here on nothing that is announced is missed
    account.channel.joining += 1
    try {
      for (const { asset, ...entry } of await this.#context.call<Entry & { readonly asset: string }>(readBalances, [accountId]))
        this.#put(account, asset, entry)
      this.#tell(account)
      account.channel.admit(member, textOf(account, account.entries.keys()), this.#context.clock.now())
    } finally {
      account.channel.joining -= 1
      this.#forgetIdle(accountId, account)
    }
  }

  leave(accountId: string, member: LatestMember): void {
    const account = this.#accounts.get(accountId)
    account?.channel.members.delete(member)
    if (account !== undefined) this.#forgetIdle(accountId, account)
  }

  /** Tells what changed since the last flush. */
  flush(): void {
    for (const account of this.#dirty) this.#tell(account)
    this.#dirty.clear()
  }

  #put(account: Account, asset: string, entry: Entry): void {
    if ((account.entries.get(asset)?.version ?? -1n) >= entry.version) return
    account.entries.set(asset, entry)
    account.changed.add(asset)
    this.#dirty.add(account)
  }
  #tell(account: Account): void {
    if (account.changed.size === 0) return
    account.channel.tell(textOf(account, account.changed), this.#context.clock.now())
    account.changed.clear()
  }
  #forgetIdle(accountId: string, account: Account): void {
    if (!account.channel.isIdle()) return
    this.#accounts.delete(accountId)
    this.#dirty.delete(account)
  }
}

function textOf({ entries }: Account, assets: Iterable<string>): string {
  const balances = [...assets].sort().map(asset => {
    const { scale, available, held } = entries.get(asset)!
    const amount = (units: bigint): string => formatDecimal(units, scale)
    return { asset, available: amount(available), held: amount(held), total: amount(available + held) }
  })
  return JSON.stringify(balances)
}
