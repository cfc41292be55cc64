import type { AccountEntry, AccountFinder } from '#contracts/accounts'
import { type HoldingRow, toHeld, toPortfolio, withCash } from '#contracts/portfolio'
import { reply, type RouteReply } from '#contracts/kit'
import type { getPortfolio, listPositions, Position } from '#contracts/routes/portfolio'
import { floorDivide, formatDecimal, powerOfTen } from '#core/decimal'
import { type Valuation, valueHoldings } from '#core/portfolio'
import type { Call, Context } from '#platform/service'
import { readCaughtUp } from './catch-up.ts'
import type { PortfolioManifest } from './manifest.ts'
import type { Markets } from './markets.ts'
import * as store from './portfolio-store.ts'

/** What portfolio's reads work with. */
export interface Portfolios {
  readonly context: Context<PortfolioManifest>
  readonly markets: Markets
  readonly findAccount: AccountFinder
}

export async function get(use: Portfolios, call: Call<typeof getPortfolio>): Promise<RouteReply<typeof getPortfolio>> {
  const account = await use.findAccount(call.principal.userId, call.query.account_id)
  const { valuation, behind } = await valueAccount(use, account)
  const [opened] = await use.context.sql.query<{ equity: bigint }>(store.dayOpensOf([account.id]))
  const dayOpen = opened?.equity ?? account.start_balance
  return reply(200, toPortfolio(account, valuation, { scale: scaleOf(use, account), at: use.context.clock.now(), behind, dayOpen }))
}

/** An account's holdings at the marks of now. */
export async function valueAccount(
  use: Portfolios,
  account: AccountEntry,
): Promise<{ readonly valuation: Valuation; readonly behind: boolean }> {
  const { rows, behind } = await readCaughtUp<HoldingRow>(use.context, account, {
    statement: store.holdingsOf([account.id]),
    complete: found => withCash(found, account, {}),
  })
  const { currency } = account
  const valuation = valueHoldings(currency, rows.map(toHeld), (asset, amount) => use.markets.pricer.valueOf(asset, amount, currency))
  return { valuation, behind }
}

/** Decimals of the account's currency. */
export function scaleOf({ markets }: Portfolios, { currency }: AccountEntry): number {
  return markets.scaleOf(currency) ?? 0
}

export async function positions(use: Portfolios, call: Call<typeof listPositions>): Promise<RouteReply<typeof listPositions>> {
  const account = await use.findAccount(call.principal.userId, call.query.account_id)
  const { rows, behind } = await readCaughtUp<store.PositionDetail>(use.context, account, {
    statement: store.positionDetails(account.id),
    complete: found => withCash(found, account, { lots: [] }),
  })
  const open = rows.filter(row => row.asset !== account.currency && (row.quantity > 0n || row.total > 0n))
  const items = open.map(row => toPosition(use, row, account))
  return reply(200, { items, behind, unpriced: items.filter(item => item.market_value === null).map(item => item.asset) })
}

function toPosition(use: Portfolios, row: store.PositionDetail, account: AccountEntry): Position {
  const { markets } = use
  const { asset, quantity, cost } = row
  const scale = scaleOf(use, account)
  const assetScale = markets.scaleOf(asset) ?? row.scale ?? 0
  const money = (units: bigint): string => formatDecimal(units, scale)
  const each = (total: bigint, amount: bigint): string => money(floorDivide(total * powerOfTen(assetScale), amount))
  const instrument = markets.pricer.symbolOf(asset, account.currency)
  const mark = instrument && markets.markOf(instrument)
  const value = markets.pricer.valueOf(asset, quantity, account.currency)
  return {
    asset,
    symbol: instrument?.symbol ?? null,
    quantity: formatDecimal(quantity, assetScale),
    average_price: quantity === 0n ? null : each(cost, quantity),
    cost_basis: money(cost),
    mark_price: instrument === undefined || mark === undefined ? null : formatDecimal(mark, instrument.priceScale + 1),
    market_value: value === undefined ? null : money(value),
    unrealized_pnl: value === undefined ? null : money(value - cost),
    realized_pnl: money(row.realized),
    lots: row.lots.map(lot => ({
      quantity: formatDecimal(BigInt(lot.quantity), assetScale),
      unit_cost: each(BigInt(lot.cost), BigInt(lot.quantity)),
      opened_at: new Date(Date.parse(lot.opened_at)).toISOString(),
      trade_id: lot.trade_id,
    })),
  }
}
