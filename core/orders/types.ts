/** Which way an order trades the base asset. */
export type Side = 'buy' | 'sell'

/** The order types of api.md. Stops and take-profits become a market or a limit order when their trigger comes. */
export type OrderType = 'market' | 'limit' | 'stop_loss' | 'stop_loss_limit' | 'take_profit' | 'take_profit_limit'

/** How long an order may wait (order-semantics d3). */
export type TimeInForce = 'gtc' | 'ioc' | 'fok' | 'gtd' | 'day'

/** What happens where an order would meet another of its owner; the taker's mode decides (order-semantics d6b). */
export type SelfTradePrevention = 'none' | 'expire_taker' | 'expire_maker' | 'expire_both' | 'decrement'

/** Where a pegged order takes its price from when it starts to work: its own side of the book or the other one. */
export interface Peg {
  readonly to: 'primary' | 'market'
  /** Levels behind the touch, 0 to 100. */
  readonly offset: number
}

/** The side a taker of `side` meets. */
export function opposite(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy'
}

/** Whether the order waits for a trigger before it works. */
export function isTriggered(type: OrderType): boolean {
  return type !== 'market' && type !== 'limit'
}

/** Whether the order has a limit price of its own once it works. */
export function isLimit(type: OrderType): boolean {
  return type === 'limit' || type === 'stop_loss_limit' || type === 'take_profit_limit'
}

/** Whether the order is triggered when the market moves against its side; take-profits when it moves with it. */
export function isStop(type: OrderType): boolean {
  return type === 'stop_loss' || type === 'stop_loss_limit'
}
