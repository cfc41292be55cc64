import { assert } from '#core/assert'
import * as e from './event-log.ts'
import type { BookEvent } from './types.ts'

/** The records of a log as events, appended in their order. */
export function readEvents(log: e.EventLog, events: BookEvent[]): void {
  for (let record = 0; record < log.count; record += 1) events.push(readEvent(log, record))
}

function readEvent({ f, i }: e.EventLog, record: number): BookEvent {
  const [d, n] = [record * e.EVENT_F, record * e.EVENT_I]
  const [order, lots] = [f[d + e.E_ORDER]!, f[d + e.E_LOTS]!]
  switch (i[n + e.E_KIND]) {
    case e.KIND_PENDING:
      return { kind: 'pending', order }
    case e.KIND_ARMED:
      return { kind: 'armed', order }
    case e.KIND_TRIGGERED:
      return { kind: 'triggered', order }
    case e.KIND_PRICED:
      return { kind: 'priced', order, price: i[n + e.E_PRICE]! }
    case e.KIND_OPENED:
      return { kind: 'opened', order, leaves: lots }
    case e.KIND_FILL:
      return {
        kind: 'fill',
        price: i[n + e.E_PRICE]!,
        lots,
        taker: order,
        maker: f[d + e.E_MAKER]!,
        takerSide: i[n + e.E_TAKER_SELLS] === 1 ? 'sell' : 'buy',
        evidence: {
          cause: e.CAUSES[i[n + e.E_CAUSE]!]!,
          frame: { session: i[n + e.E_SESSION]!, frame: f[d + e.E_FRAME]! },
          shown: f[d + e.E_SHOWN]!,
          level: i[n + e.E_LEVEL]!,
          ahead: f[d + e.E_AHEAD]!,
          tradeId: f[d + e.E_TRADE]!,
        },
      }
    case e.KIND_PREVENTED:
      return { kind: 'prevented', taker: order, maker: f[d + e.E_MAKER]!, price: i[n + e.E_PRICE]!, lots }
    case e.KIND_AMENDED:
      return { kind: 'amended', order, quantity: f[d + e.E_QUANTITY]!, leaves: lots }
    case e.KIND_ENDED:
      return { kind: 'ended', order, status: e.STATUSES[i[n + e.E_STATUS]!]!, reason: e.REASONS[i[n + e.E_REASON]!] ?? null, leaves: lots }
    case e.KIND_CANCEL_REFUSED:
      return { kind: 'refused', order, command: 'cancel', reason: 'UNKNOWN_ORDER' }
    default:
      assert(i[n + e.E_KIND] === e.KIND_AMEND_REFUSED, 'an event has a known kind')
      return {
        kind: 'refused',
        order,
        command: 'amend',
        reason: i[n + e.E_REASON] === e.UNKNOWN_ORDER ? 'UNKNOWN_ORDER' : 'NOT_AMENDABLE',
      }
  }
}
