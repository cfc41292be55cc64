import type { Fill } from '#contracts/routes/orders'

/** A second opinion on a position, written plainly: whole amounts at eight decimals, one lot per buy, the oldest sold first. */
export interface NaivePosition {
  readonly quantity: bigint
  readonly cost: bigint
  readonly realized: bigint
  readonly fees: bigint
  readonly lots: readonly { readonly quantity: bigint; readonly cost: bigint; readonly tradeId: string }[]
}

export function eight(text: string): bigint {
  const [whole, fraction = ''] = text.replace('-', '').split('.')
  const units = BigInt(whole! + fraction.padEnd(8, '0'))
  return text.startsWith('-') ? -units : units
}

/** Recomputes a position from its fills, oldest first. */
export function naivePosition(fills: readonly Fill[]): NaivePosition {
  const lots: { quantity: bigint; cost: bigint; tradeId: string }[] = []
  let [realized, fees] = [0n, 0n]
  for (const fill of fills) {
    const [quantity, quote, fee] = [eight(fill.quantity), eight(fill.quote_quantity), eight(fill.fee)]
    if (fill.side === 'buy') {
      lots.push({ quantity: quantity - fee, cost: quote, tradeId: fill.trade_id })
      fees += (fee * quote) / quantity
      continue
    }
    fees += fee
    realized += quote - fee
    for (let left = quantity; left > 0n;) {
      const oldest = lots[0]!
      const part = left < oldest.quantity ? left : oldest.quantity
      const cost = part === oldest.quantity ? oldest.cost : (oldest.cost * part) / oldest.quantity
      realized -= cost
      oldest.quantity -= part
      oldest.cost -= cost
      left -= part
      if (oldest.quantity === 0n) lots.shift()
    }
  }
  return {
    quantity: lots.reduce((sum, lot) => sum + lot.quantity, 0n),
    cost: lots.reduce((sum, lot) => sum + lot.cost, 0n),
    realized,
    fees,
    lots,
  }
}
