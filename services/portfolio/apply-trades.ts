import { type AccountEntry } from '#contracts/accounts'
import { readAccounts } from '#contracts/procedures'
import { portfolioUpdated } from '#contracts/topics/accounts'
import type { Trade } from '#contracts/topics/trades'
import { EMPTY_POSITION } from '#core/cost-basis'
import { formatDecimal } from '#core/decimal'
import type { Tx } from '#platform/service'
import { applyExchange, type Exchange, type Holding, lotChanges, type Move, toExchange, touchedAssets } from './exchange.ts'
import type { PortfolioManifest } from './manifest.ts'
import type { Markets } from './markets.ts'
import * as store from './portfolio-store.ts'
import { type LoadedHolding, loadHoldings } from './load-holdings.ts'
import type { RecentTraders } from './recent-traders.ts'
import { snapshotOf } from './snapshots.ts'

type PortfolioTx = Tx<PortfolioManifest>

/** Moves positions and lots by a batch of trades, keeps a snapshot a minute, and tells each account's portfolio after its last trade. */
export async function applyTrades(
  tx: PortfolioTx,
  trades: readonly Trade[],
  { markets, recent }: { readonly markets: Markets; readonly recent: RecentTraders },
): Promise<void> {
  const moves = trades.flatMap(trade => toMoves(trade, markets))
  const accounts = await knownAccounts(
    tx,
    moves.map(({ accountId, userId, exchange }) => ({ accountId, userId, at: exchange.at })),
  )
  const loaded = await loadHoldings(tx, moves, accounts)
  const after = new Map<string, Map<string, Holding>>()
  const lastOf = new Map<string, Move>()
  for (const move of moves) {
    const { currency } = accounts.get(move.accountId)!
    const holdings = after.get(move.accountId) ?? new Map<string, Holding>(loaded.get(move.accountId))
    after.set(move.accountId, holdings)
    for (const asset of touchedAssets(move.exchange, currency))
      if (!holdings.has(asset)) holdings.set(asset, { position: EMPTY_POSITION, feesPaid: 0n })
    applyExchange(holdings, move.exchange, currency)
    lastOf.set(move.accountId, move)
  }
  await save(tx, { before: loaded, after, movedAt: accountId => lastOf.get(accountId)!.exchange.at })
  const snapshots: store.Snapshot[] = []
  for (const [accountId, move] of lastOf) {
    const snapshot = tell(tx, accounts.get(accountId)!, { holdings: after.get(accountId)!, last: move.exchange, markets })
    recent.traded(accountId, move.exchange.at, snapshot?.equity)
    if (snapshot !== undefined) snapshots.push(snapshot)
  }
  if (snapshots.length > 0) await tx.query(store.saveSnapshots(snapshots))
}

function toMoves(trade: Trade, markets: Markets): Move[] {
  const instrument = markets.bySymbol.get(trade.symbol)
  // Its rules are on their way in another stream: the batch comes again.
  if (instrument === undefined) throw new Error(`the rules of ${trade.symbol} have not arrived yet`)
  return trade.sides.map(side => ({ accountId: side.account_id, userId: side.user_id, exchange: toExchange(trade, side, instrument) }))
}

/** Accounts as projected; one whose opening is still on its way is asked for. */
export async function knownAccounts(
  tx: PortfolioTx,
  wanted: readonly { readonly accountId: string; readonly userId: string; readonly at: number }[],
): Promise<Map<string, store.AccountRow>> {
  const ids = [...new Set(wanted.map(({ accountId }) => accountId))]
  const rows = await tx.query<store.AccountRow>(store.accountsByIds(ids))
  const known = new Map(rows.map(row => [row.account_id, row]))
  for (const { accountId, userId, at } of wanted) {
    if (known.has(accountId)) continue
    const entry = (await tx.call<AccountEntry>(readAccounts, [userId])).find(({ id }) => id === accountId)
    if (entry === undefined) throw new Error(`account ${accountId} is not known to the wallet`)
    const row = { account_id: accountId, user_id: userId, currency: entry.currency, start_balance: entry.start_balance, opened_at: at }
    await tx.query(store.insertAccount(row))
    known.set(accountId, row)
  }
  return known
}

interface SavedHoldings {
  readonly before: ReadonlyMap<string, ReadonlyMap<string, LoadedHolding>>
  readonly after: ReadonlyMap<string, ReadonlyMap<string, Holding>>
  /** Market time of an account's last trade. */
  readonly movedAt: (accountId: string) => number
}
async function save(tx: PortfolioTx, { before, after, movedAt }: SavedHoldings): Promise<void> {
  const positions: store.MovedPosition[] = []
  const lots: store.LotRow[] = []
  const closed: store.LotKey[] = []
  for (const [accountId, holdings] of after) {
    for (const [asset, holding] of holdings) {
      const earlier = before.get(accountId)?.get(asset)
      if (holding === earlier) continue
      const { position, feesPaid } = holding
      const changes = lotChanges(earlier?.position.lots ?? [], position.lots)
      let opened = earlier?.lotsOpened ?? 0n
      const rowOf = (lot: (typeof changes.opened)[number], lotNo: bigint): store.LotRow => ({
        account_id: accountId,
        asset,
        lot_no: lotNo,
        quantity: lot.quantity,
        cost: lot.cost,
        opened_at: lot.openedAt,
        trade_id: lot.tradeId,
      })
      for (const lot of changes.shortened) lots.push(rowOf(lot, earlier!.lotNumbers.get(lot.tradeId)!))
      for (const lot of changes.opened) lots.push(rowOf(lot, ++opened))
      for (const lot of changes.closed) closed.push({ accountId, asset, lotNo: earlier!.lotNumbers.get(lot.tradeId)! })
      const { quantity, cost, realized } = position
      positions.push({
        account_id: accountId,
        asset,
        quantity,
        cost,
        realized,
        fees_paid: feesPaid,
        lots_opened: opened,
        moved_at: movedAt(accountId),
      })
    }
  }
  if (closed.length > 0) await tx.query(store.deleteLots(closed))
  if (lots.length > 0) await tx.query(store.saveLots(lots))
  if (positions.length > 0) await tx.query(store.savePositions(positions))
}

function tell(
  tx: PortfolioTx,
  account: store.AccountRow,
  { holdings, last, markets }: { readonly holdings: ReadonlyMap<string, Holding>; readonly last: Exchange; readonly markets: Markets },
): store.Snapshot | undefined {
  const positions = [...holdings].map(([asset, { position }]) => ({ asset, ...position }))
  const { snapshot, cash, realized } = snapshotOf(account, positions, { at: last.at, pricer: markets.pricer })
  const scale = markets.scaleOf(account.currency) ?? 0
  tx.emit(portfolioUpdated, 'portfolio', account.account_id, {
    account_id: account.account_id,
    user_id: account.user_id,
    currency: account.currency,
    equity: snapshot === undefined ? null : formatDecimal(snapshot.equity, scale),
    cash: formatDecimal(cash, scale),
    realized_pnl: formatDecimal(realized, scale),
    trade_id: last.tradeId,
    at: new Date(last.at).toISOString(),
  })
  return snapshot
}
