import { assert } from '#core/assert'
import { systemAccount } from './system-accounts.ts'

/** Why a journal exists. */
export type PostingType = 'grant' | 'hold' | 'release' | 'trade'

/**
 * What a journal changes for one account and asset, in base units of the asset. `fee` says how much of the change was
 * paid as a fee; it is already inside `available` and is informational.
 */
export interface PostingLine {
  readonly account: string
  readonly asset: string
  readonly available: bigint
  readonly held: bigint
  readonly fee: bigint
  readonly type: PostingType
}

/** Start money: from the shard's grants account to the account. */
export function grantPostings(grant: {
  readonly account: string
  readonly asset: string
  readonly amount: bigint
  readonly shard: number
}): PostingLine[] {
  assert(grant.amount > 0n, 'a grant gives something')
  const { account, asset, amount } = grant
  return journal([
    line('grant', account, { asset, available: amount }),
    line('grant', systemAccount('grants', grant.shard), { asset, available: -amount }),
  ])
}

/** Reserves an amount for an order: available to held of the same account. */
export function holdPostings(hold: { readonly account: string; readonly asset: string; readonly amount: bigint }): PostingLine[] {
  assert(hold.amount > 0n, 'a hold reserves something')
  return journal([line('hold', hold.account, { asset: hold.asset, available: -hold.amount, held: hold.amount })])
}

/** Gives back what an ended order still held; nothing to give back makes no journal. */
export function releasePostings(release: { readonly account: string; readonly asset: string; readonly amount: bigint }): PostingLine[] {
  assert(release.amount >= 0n, 'a release is never negative')
  if (release.amount === 0n) return []
  return journal([line('release', release.account, { asset: release.asset, available: release.amount, held: -release.amount })])
}

/** One line; what is not named is zero. */
export function line(
  type: PostingType,
  account: string,
  change: { asset: string; available?: bigint; held?: bigint; fee?: bigint },
): PostingLine {
  return { account, asset: change.asset, available: change.available ?? 0n, held: change.held ?? 0n, fee: change.fee ?? 0n, type }
}

/**
 * The lines of one journal: one per account and asset, in their order, without those that change nothing.
 * Asserts that they sum to zero per asset, which is invariant I1.
 */
export function journal(lines: readonly PostingLine[]): PostingLine[] {
  const merged = new Map<string, PostingLine>()
  const sums = new Map<string, bigint>()
  for (const next of lines) {
    const key = `${next.account} ${next.asset}`
    const before = merged.get(key)
    merged.set(
      key,
      before
        ? { ...before, available: before.available + next.available, held: before.held + next.held, fee: before.fee + next.fee }
        : next,
    )
    sums.set(next.asset, (sums.get(next.asset) ?? 0n) + next.available + next.held)
  }
  for (const sum of sums.values()) assert(sum === 0n, 'a journal sums to zero per asset')
  return [...merged.values()].filter(entry => entry.available !== 0n || entry.held !== 0n || entry.fee !== 0n)
}
