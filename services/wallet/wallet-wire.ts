import type { Transaction } from '#contracts/routes/wallet'
import { formatDecimal } from '#core/decimal'
import type { LineRow } from './wallet-store.ts'

/**
 * A ledger line as clients read it: one item per bucket and kind. A trade's line may carry a fee (already inside its change) and,
 * where a buy was cheaper than its limit, a release of the difference; the running balances are those after each item.
 */
export function toTransactions(line: LineRow, scale: number): Transaction[] {
  const items: Transaction[] = []
  let available = line.available_after - line.available_change
  let held = line.held_after - line.held_change
  function add(type: Transaction['type'], bucket: Transaction['bucket'], change: bigint): void {
    if (change === 0n) return
    if (bucket === 'available') available += change
    else held += change
    items.push({
      id: `${line.account_id}:${line.asset}:${line.version}:${items.length}`,
      account_id: line.account_id,
      asset: line.asset,
      bucket,
      amount: formatDecimal(change, scale),
      type,
      ref_id: line.journal,
      balance_after: formatDecimal(bucket === 'available' ? available : held, scale),
      created_at: new Date(line.at).toISOString(),
    })
  }
  if (line.type !== 'trade') {
    add(line.type, 'available', line.available_change)
    add(line.type, 'held', line.held_change)
    return items
  }
  const isBuyersQuote = line.held_change < 0n && line.available_change >= 0n && line.fee === 0n
  const released = isBuyersQuote ? line.available_change : 0n
  add('trade', 'held', line.held_change + released)
  add('release', 'held', -released)
  add('release', 'available', released)
  add('trade', 'available', line.available_change - released + line.fee)
  add('fee', 'available', -line.fee)
  return items
}
