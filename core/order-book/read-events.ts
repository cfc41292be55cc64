import { assert } from '#core/assert'
import * as e from './event-log.ts'
import type { BookEvent } from './types.ts'

const {
  CAUSES,
  EVENT_F,
  EVENT_I,
  E_AHEAD,
  E_CAUSE,
  E_FRAME,
  E_KIND,
  E_LEVEL,
  E_LOTS,
  E_MAKER,
  E_ORDER,
  E_PRICE,
  E_QUANTITY,
  E_REASON,
  E_SESSION,
  E_SHOWN,
  E_STATUS,
  E_TAKER_SELLS,
  E_TRADE,
  KIND_AMENDED,
  KIND_AMEND_REFUSED,
  KIND_ARMED,
  KIND_CANCEL_REFUSED,
  KIND_ENDED,
  KIND_FILL,
  KIND_OPENED,
  KIND_PENDING,
  KIND_PREVENTED,
  KIND_PRICED,
  KIND_TRIGGERED,
  REASONS,
  STATUSES,
  UNKNOWN_ORDER,
} = e

/** The records of a log as events, appended in their order. */
export function readEvents(log: e.EventLog, events: BookEvent[]): void {
  for (let record = 0; record < log.count; record += 1) events[events.length] = readEvent(log, record)
}

function readEvent({ f, i }: e.EventLog, record: number): BookEvent {
  const d = record * EVENT_F
  const n = record * EVENT_I
  const order = f[d + E_ORDER]!
  const lots = f[d + E_LOTS]!
  switch (i[n + E_KIND]) {
    case KIND_PENDING:
      return { kind: 'pending', order }
    case KIND_ARMED:
      return { kind: 'armed', order }
    case KIND_TRIGGERED:
      return { kind: 'triggered', order }
    case KIND_PRICED:
      return { kind: 'priced', order, price: i[n + E_PRICE]! }
    case KIND_OPENED:
      return { kind: 'opened', order, leaves: lots }
    case KIND_FILL:
      return {
        kind: 'fill',
        price: i[n + E_PRICE]!,
        lots,
        taker: order,
        maker: f[d + E_MAKER]!,
        takerSide: i[n + E_TAKER_SELLS] === 1 ? 'sell' : 'buy',
        evidence: {
          cause: CAUSES[i[n + E_CAUSE]!]!,
          frame: { session: i[n + E_SESSION]!, frame: f[d + E_FRAME]! },
          shown: f[d + E_SHOWN]!,
          level: i[n + E_LEVEL]!,
          ahead: f[d + E_AHEAD]!,
          tradeId: f[d + E_TRADE]!,
        },
      }
    case KIND_PREVENTED:
      return { kind: 'prevented', taker: order, maker: f[d + E_MAKER]!, price: i[n + E_PRICE]!, lots }
    case KIND_AMENDED:
      return { kind: 'amended', order, quantity: f[d + E_QUANTITY]!, leaves: lots }
    case KIND_ENDED:
      return { kind: 'ended', order, status: STATUSES[i[n + E_STATUS]!]!, reason: REASONS[i[n + E_REASON]!] ?? null, leaves: lots }
    case KIND_CANCEL_REFUSED:
      return { kind: 'refused', order, command: 'cancel', reason: 'UNKNOWN_ORDER' }
    default:
      assert(i[n + E_KIND] === KIND_AMEND_REFUSED, 'an event has a known kind')
      return {
        kind: 'refused',
        order,
        command: 'amend',
        reason: i[n + E_REASON] === UNKNOWN_ORDER ? 'UNKNOWN_ORDER' : 'NOT_AMENDABLE',
      }
  }
}
