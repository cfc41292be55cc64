/** Which way an order trades the base asset. */
export type Side = 'buy' | 'sell'

/** The order types of api.md. Stops and take-profits are named here and refused by validation until the engine knows them. */
export type OrderType = 'market' | 'limit' | 'stop_loss' | 'stop_loss_limit' | 'take_profit' | 'take_profit_limit'

/** How long an order may wait (order-semantics d3). */
export type TimeInForce = 'gtc' | 'ioc' | 'fok' | 'gtd' | 'day'

/** The side a taker of `side` meets. */
export function opposite(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy'
}
