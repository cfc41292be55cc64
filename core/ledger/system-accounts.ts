import { deriveId } from '#core/identity'

const KINDS = ['house', 'fee', 'rounding', 'grants'] as const

/** The accounts that belong to nobody: liquidity, fees, remainders, and where start balances come from. */
export type SystemAccountKind = (typeof KINDS)[number]

/** The fixed id of a system account; one per kind and shard. They may be negative and have no balance row (money-path.md §10). */
export function systemAccount(kind: SystemAccountKind, shard: number): string {
  return deriveId('account', shard, KINDS.indexOf(kind) + 1, 0)
}
