import type { PostingLine } from './postings.ts'

/** Both buckets of an account and asset, in base units. */
export interface Balance {
  readonly available: bigint
  readonly held: bigint
}

/** The naive fold of lines: balances by account, then by asset. What postings are tested against. */
export function foldBalances(lines: Iterable<PostingLine>): Map<string, Map<string, Balance>> {
  const accounts = new Map<string, Map<string, Balance>>()
  for (const { account, asset, available, held } of lines) {
    const balances = accounts.get(account) ?? new Map<string, Balance>()
    const before = balances.get(asset) ?? { available: 0n, held: 0n }
    balances.set(asset, { available: before.available + available, held: before.held + held })
    accounts.set(account, balances)
  }
  return accounts
}
