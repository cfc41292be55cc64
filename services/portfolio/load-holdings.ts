import type { Lot } from '#core/cost-basis'
import type { Sql } from '#platform/service'
import type { Holding, Move } from './exchange.ts'
import * as store from './portfolio-store.ts'

/** A holding as stored: with the numbers of its loaded lots. */
export interface LoadedHolding extends Holding {
  readonly lotsOpened: bigint
  readonly lotNumbers: ReadonlyMap<string, bigint>
}

/** Lots read at first for each position; a sale that reaches further reads eight times as many. */
const lotsAtFirst = 64
const lotsGrowth = 8

/** The positions of the accounts, each with as many of its oldest lots as the sales of these moves can reach, and one more. */
export async function loadHoldings(
  tx: Sql,
  moves: readonly Move[],
  accounts: ReadonlyMap<string, store.AccountRow>,
): Promise<Map<string, Map<string, LoadedHolding>>> {
  const given = new Map<string, bigint>()
  for (const { accountId, exchange } of moves) {
    const { asset, amount } = exchange.gives
    if (asset !== accounts.get(accountId)!.currency) given.set(keyOf(accountId, asset), (given.get(keyOf(accountId, asset)) ?? 0n) + amount)
  }
  const rows = await tx.query<store.PositionRow>(store.positionsOf([...accounts.keys()]))
  const sold = rows.filter(row => given.has(keyOf(row.account_id, row.asset)))
  const lots = await loadLots(tx, sold, given)
  const loaded = new Map<string, Map<string, LoadedHolding>>()
  for (const row of rows) {
    const holdings = loaded.get(row.account_id) ?? new Map<string, LoadedHolding>()
    loaded.set(row.account_id, holdings)
    const own = lots.get(keyOf(row.account_id, row.asset)) ?? []
    holdings.set(row.asset, {
      position: { lots: own.map(toLot), quantity: row.quantity, cost: row.cost, realized: row.realized },
      feesPaid: row.fees_paid,
      lotsOpened: row.lots_opened,
      lotNumbers: new Map(own.map(lot => [lot.trade_id, lot.lot_no])),
    })
  }
  return loaded
}

async function loadLots(
  tx: Sql,
  positions: readonly store.PositionRow[],
  given: ReadonlyMap<string, bigint>,
): Promise<ReadonlyMap<string, readonly store.LotRow[]>> {
  const lots = new Map<string, readonly store.LotRow[]>()
  let short = positions
  for (let limit = lotsAtFirst; short.length > 0; limit *= lotsGrowth) {
    const keys = short.map(row => ({ accountId: row.account_id, asset: row.asset }))
    const rows = await tx.query<store.LotRow>(store.oldestLots(keys, limit))
    for (const [key, own] of Map.groupBy(rows, row => keyOf(row.account_id, row.asset))) lots.set(key, own)
    short = short.filter(row => {
      const own = lots.get(keyOf(row.account_id, row.asset)) ?? []
      const sum = own.reduce((total, lot) => total + lot.quantity, 0n)
      return own.length === limit && sum <= given.get(keyOf(row.account_id, row.asset))!
    })
  }
  return lots
}

function toLot(row: store.LotRow): Lot {
  return { quantity: row.quantity, cost: row.cost, openedAt: row.opened_at, tradeId: row.trade_id }
}
function keyOf(accountId: string, asset: string): string {
  return `${accountId} ${asset}`
}
