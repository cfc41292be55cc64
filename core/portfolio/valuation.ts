/** What an account has of one asset by the wallet (`total`), and its position by the trades, all in base units; money in currency units. */
export interface HeldAsset {
  readonly asset: string
  readonly total: bigint
  readonly quantity: bigint
  readonly cost: bigint
  readonly realized: bigint
  readonly feesPaid: bigint
}

/** A portfolio at the marks of a moment, in currency units. Unpriced assets count nowhere but in `unpriced`. */
export interface Valuation {
  readonly cash: bigint
  readonly positionsValue: bigint
  readonly equity: bigint
  readonly realized: bigint
  readonly unrealized: bigint
  readonly feesPaid: bigint
  readonly unpriced: readonly string[]
}

/** Values all assets; `valueOf` gives the currency units of an amount, or undefined without a price. */
export function valueHoldings(
  currency: string,
  held: readonly HeldAsset[],
  valueOf: (asset: string, amount: bigint) => bigint | undefined,
): Valuation {
  let [cash, positionsValue, realized, unrealized, feesPaid] = [0n, 0n, 0n, 0n, 0n]
  const unpriced: string[] = []
  for (const one of held) {
    realized += one.realized
    feesPaid += one.feesPaid
    if (one.asset === currency) cash += one.total
    else if (one.total > 0n || one.quantity > 0n) {
      const [value, worth] = [valueOf(one.asset, one.total), valueOf(one.asset, one.quantity)]
      if (value === undefined || worth === undefined) unpriced.push(one.asset)
      else {
        positionsValue += value
        unrealized += worth - one.cost
      }
    }
  }
  return { cash, positionsValue, equity: cash + positionsValue, realized, unrealized, feesPaid, unpriced }
}

/**
 * Whether wallet and trades tell the same story (invariants I18 and I19): every position is its balance, and cash is the start
 * balance plus what was realized less what the positions cost. False while one of the two streams is ahead of the other.
 */
export function agrees(currency: string, startBalance: bigint, held: readonly HeldAsset[]): boolean {
  let [cash, expected] = [0n, startBalance]
  for (const { asset, total, quantity, cost, realized } of held) {
    expected += realized - cost
    if (asset === currency) cash = total
    else if (total !== quantity) return false
  }
  return cash === expected
}
