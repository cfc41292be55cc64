/** What a plain limit order has besides its number, side, price and quantity. */
export const plainOrder = {
  kind: 'new',
  owner: 1,
  type: 'limit',
  timeInForce: 'gtc',
  postOnly: false,
  quoteQuantity: 0,
  spendMax: 0,
  selfTrade: 'none',
  display: 0,
  expiresAt: 0,
  trigger: null,
  peg: null,
} as const
