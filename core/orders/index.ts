export { fitsEngine, fromLots, fromTicks, LOTS_MAX, shownLots, shownTicks, TICKS_MAX, toLots, toTickLots, toTicks } from './engine-units.ts'
export { ASSET_SCALE_MAX, assetScales, readExchangeInfoSymbol } from './exchange-info.ts'
export type { AssetScales, Refused } from './exchange-info.ts'
export { holdFor, holdForList, levelAt, requiredHold } from './hold.ts'
export type { Hold, HoldMarket, ListHold, NoHold } from './hold.ts'
export {
  assetScaleOf,
  feeOn,
  lotOf,
  notional,
  notionalFloor,
  PRINT_BIPS_DEFAULT,
  PROTECTION_BIPS_DEFAULT,
  tickLotValue,
  tickOf,
} from './instrument.ts'
export type { Instrument, PercentPrice, TrailingDeltaRange } from './instrument.ts'
export type { ListRequest, MarketView, OrderRequest, PricedOrder, Validated, ValidatedList, Violation } from './order-request.ts'
export { REASON_CODES } from './reasons.ts'
export type { ReasonCode } from './reasons.ts'
export { canMove, isTerminal, ORDER_STATUSES } from './status.ts'
export type { OrderStatus } from './status.ts'
export { isLimit, isStop, isTriggered, opposite } from './types.ts'
export type { OrderType, Peg, SelfTradePrevention, Side, TimeInForce } from './types.ts'
export { validateList } from './validate-list.ts'
export { validateOrder } from './validate-order.ts'
