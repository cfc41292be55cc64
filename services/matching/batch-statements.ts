import type { Statement } from '#platform/service'
import type { Settlement } from './batch-changes.ts'
import * as store from './matching-store.ts'

/** What a batch writes beside its settlement. */
interface Beside {
  readonly kind: 'batch' | 'rebuild'
  readonly live: readonly Statement[]
  readonly bookHash: string | null
  readonly fullHash: string | null
}

/** All statements of a batch, for one transaction; repeated as they are where its fate is unknown. */
export function batchStatements(head: store.BatchHead, settlement: Settlement, { live, ...audit }: Beside): Statement[] {
  return [
    store.moveShard(head),
    ...live, // ours alone: before the first lock on a balance
    ...store.settle(head, settlement),
    ...store.saveTrades(head, settlement),
    store.saveAudit(head, { ...audit, trades: settlement.trades.length }),
    ...store.announceTrades(head, settlement),
  ]
}
