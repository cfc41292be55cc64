import type { SelfTradePrevention } from '#core/orders'
import { type CommandLog } from './command-log.ts'
import * as commands from './command-log.ts'
import type { NewOrder } from './types.ts'

const {
  COMMAND_F,
  COMMAND_I,
  COMMAND_NEW,
  C_ACTIVATION,
  C_DISPLAY,
  C_EXPIRES,
  C_FLAGS,
  C_KIND,
  C_ORDER,
  C_OWNER,
  C_PEG_OFFSET,
  C_PRICE,
  C_QUANTITY,
  C_QUOTE,
  C_SPEND_MAX,
  C_STOP,
  C_TRAILING,
  FLAG_FOK,
  FLAG_IOC,
  FLAG_MARKET,
  FLAG_PEG_MARKET,
  FLAG_PEG_PRIMARY,
  FLAG_POST_ONLY,
  FLAG_SELL,
  FLAG_STOP,
  FLAG_TAKE_PROFIT,
  FLAG_WAITS,
  SELF_TRADE_SHIFT,
} = commands

/** In the order of their numbers. */
const SELF_TRADE_MODES: readonly SelfTradePrevention[] = ['none', 'expire_taker', 'expire_maker', 'expire_both', 'decrement']

/** Writes an order into a record. */
export function writeOrder(log: CommandLog, record: number, order: NewOrder): void {
  const { f, i } = log
  const d = record * COMMAND_F
  const n = record * COMMAND_I
  f[d + C_ORDER] = order.order
  f[d + C_QUANTITY] = order.quantity
  f[d + C_QUOTE] = order.quoteQuantity
  f[d + C_SPEND_MAX] = order.spendMax
  f[d + C_DISPLAY] = order.display
  f[d + C_EXPIRES] = order.expiresAt
  i[n + C_KIND] = COMMAND_NEW
  i[n + C_OWNER] = order.owner
  i[n + C_PRICE] = order.price
  const { trigger, peg } = order
  i[n + C_STOP] = trigger === null ? 0 : trigger.stop
  i[n + C_TRAILING] = trigger === null ? 0 : trigger.trailing
  i[n + C_ACTIVATION] = trigger === null ? 0 : trigger.activation
  i[n + C_PEG_OFFSET] = peg === null ? 0 : peg.offset
  i[n + C_FLAGS] = flagsOf(order)
}

function flagsOf({ side, type, timeInForce, postOnly, selfTrade, trigger, peg, expiresAt }: NewOrder): number {
  let flags = selfTrade === 'none' ? 0 : SELF_TRADE_MODES.indexOf(selfTrade) << SELF_TRADE_SHIFT
  if (side === 'sell') flags |= FLAG_SELL
  if (type === 'market') flags |= FLAG_MARKET
  if (timeInForce === 'ioc') flags |= FLAG_IOC
  else if (timeInForce === 'fok') flags |= FLAG_FOK
  if (postOnly) flags |= FLAG_POST_ONLY
  if (trigger === null && peg === null && expiresAt === 0) return flags
  if (trigger !== null) flags |= trigger.on === 'stop' ? FLAG_STOP : FLAG_TAKE_PROFIT
  if (peg !== null) flags |= peg.to === 'primary' ? FLAG_PEG_PRIMARY : FLAG_PEG_MARKET
  return flags | FLAG_WAITS
}

/** The order of a record. */
export function readOrder(log: CommandLog, record: number): NewOrder {
  const { f, i } = log
  const [d, n] = [record * COMMAND_F, record * COMMAND_I]
  const flags = i[n + C_FLAGS]!
  return {
    kind: 'new',
    order: f[d + C_ORDER]!,
    owner: i[n + C_OWNER]!,
    side: (flags & FLAG_SELL) === 0 ? 'buy' : 'sell',
    type: (flags & FLAG_MARKET) === 0 ? 'limit' : 'market',
    timeInForce: (flags & FLAG_IOC) !== 0 ? 'ioc' : (flags & FLAG_FOK) !== 0 ? 'fok' : 'gtc',
    postOnly: (flags & FLAG_POST_ONLY) !== 0,
    price: i[n + C_PRICE]!,
    quantity: f[d + C_QUANTITY]!,
    quoteQuantity: f[d + C_QUOTE]!,
    spendMax: f[d + C_SPEND_MAX]!,
    selfTrade: SELF_TRADE_MODES[(flags >>> SELF_TRADE_SHIFT) & 7]!,
    display: f[d + C_DISPLAY]!,
    expiresAt: f[d + C_EXPIRES]!,
    trigger:
      (flags & (FLAG_STOP | FLAG_TAKE_PROFIT)) === 0
        ? null
        : {
            on: (flags & FLAG_STOP) === 0 ? 'take_profit' : 'stop',
            stop: i[n + C_STOP]!,
            trailing: i[n + C_TRAILING]!,
            activation: i[n + C_ACTIVATION]!,
          },
    peg:
      (flags & (FLAG_PEG_PRIMARY | FLAG_PEG_MARKET)) === 0
        ? null
        : { to: (flags & FLAG_PEG_PRIMARY) === 0 ? 'market' : 'primary', offset: i[n + C_PEG_OFFSET]! },
  }
}
