/** What an account consists of, largest first. */
import type { Portfolio, Position } from '#contracts/routes/portfolio'
import { isKnown, isZero } from '../../data/amounts.ts'

export interface Part {
  readonly asset: string
  /** In the currency of the account. */
  readonly value: string
  /** Of all parts together, for the length of an arc; between 0 and 1. */
  readonly share: number
}

/** Cash and every position that has a price. */
export function allocationOf(portfolio: Portfolio, positions: readonly Position[]): readonly Part[] {
  const valued = positions.flatMap(({ asset, market_value: value }) => (isKnown(value) && !isZero(value) ? [{ asset, value }] : []))
  const all = [{ asset: portfolio.currency, value: portfolio.cash }, ...valued]
  const whole = all.reduce((sum, { value }) => sum + Number(value), 0)
  return all.map(part => ({ ...part, share: whole > 0 ? Number(part.value) / whole : 0 })).toSorted((one, other) => other.share - one.share)
}
