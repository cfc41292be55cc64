/** A portfolio between core's integers and its wire form. */
import { floorDivide, formatDecimal, powerOfTen } from '#core/decimal'
import type { HeldAsset, Valuation } from '#core/portfolio'
import type { Portfolio } from './routes/portfolio.ts'

/** A row of `portfolio.read_holdings`; `scale` is null where the wallet has not spoken of the asset yet. */
export interface HoldingRow {
  readonly account_id: string
  readonly asset: string
  readonly scale: number | null
  readonly total: bigint
  readonly quantity: bigint
  readonly cost: bigint
  readonly realized: bigint
  readonly fees_paid: bigint
}
/** What never changes about the account of a portfolio. */
export interface PortfolioAccount {
  readonly id: string
  readonly currency: string
  readonly start_balance: bigint
}

/** Decimals of a percentage. */
const percentScale = 4

export function toHeld(row: HoldingRow): HeldAsset {
  return {
    asset: row.asset,
    total: row.total,
    quantity: row.quantity,
    cost: row.cost,
    realized: row.realized,
    feesPaid: row.fees_paid,
  }
}

/** An account nothing was heard of yet has its start balance and no more. */
export function withCash<Row extends HoldingRow>(
  rows: readonly Row[],
  account: PortfolioAccount,
  empty: Omit<Row, keyof HoldingRow>,
): Row[] {
  if (rows.some(({ asset }) => asset === account.currency)) return [...rows]
  const cash: HoldingRow = {
    account_id: account.id,
    asset: account.currency,
    scale: null,
    total: account.start_balance,
    quantity: 0n,
    cost: 0n,
    realized: 0n,
    fees_paid: 0n,
  }
  return [...rows, { ...cash, ...empty } as Row]
}

interface PortfolioParts {
  /** The currency's. */
  readonly scale: number
  readonly at: number
  readonly behind: boolean
  /** Equity at the beginning of the day; the start balance where the account is younger. */
  readonly dayOpen: bigint
}

export function toPortfolio(account: PortfolioAccount, valuation: Valuation, { scale, at, behind, dayOpen }: PortfolioParts): Portfolio {
  const money = (units: bigint): string => formatDecimal(units, scale)
  const isPriced = valuation.unpriced.length === 0
  return {
    account_id: account.id,
    currency: account.currency,
    equity: money(valuation.equity),
    cash: money(valuation.cash),
    positions_value: money(valuation.positionsValue),
    realized_pnl: money(valuation.realized),
    unrealized_pnl: money(valuation.unrealized),
    fees_paid: money(valuation.feesPaid),
    return_percent: changePercent(account.start_balance, valuation.equity),
    day_pnl: isPriced ? money(valuation.equity - dayOpen) : null,
    day_pnl_percent: isPriced ? changePercent(dayOpen, valuation.equity) : null,
    cost_basis_method: 'fifo',
    at: new Date(at).toISOString(),
    behind,
    unpriced: [...valuation.unpriced],
  }
}

/** Rounded down; null where there was nothing. */
function changePercent(start: bigint, equity: bigint): string | null {
  if (start <= 0n) return null
  return formatDecimal(floorDivide((equity - start) * 100n * powerOfTen(percentScale), start), percentScale)
}
