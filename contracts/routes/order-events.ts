import Type, { type Static } from 'typebox'
import { Closed, defineRoute, Id, Nullable, Timestamp } from '../kit.ts'
import { Evidence } from '../topics/trades.ts'
import { Fill, Order, OrderRef, OrderStatus } from './orders.ts'

/** One step in the life of an order. */
export const OrderEvent = Closed({
  seq: Type.Integer({ description: "The account's sequence, as on user:orders and user:fills; 0 for a refused order" }),
  at: Timestamp,
  topic: Type.Enum(['order.placed', 'order.updated', 'order.matched']),
  status: OrderStatus,
  reason: Nullable(Type.String()),
  order: Order,
  fill: Nullable(Fill),
  evidence: Nullable(Evidence),
})
export type OrderEvent = Static<typeof OrderEvent>
export const listOrderEvents = defineRoute({
  method: 'GET',
  path: '/orders/:id/events',
  summary: 'The life of one of my orders, oldest first: each state, and each fill with what proves it',
  access: 'user',
  weight: 2,
  params: OrderRef,
  query: Closed({ account_id: Type.Optional(Id) }),
  replies: {
    200: Closed({
      items: Type.Array(OrderEvent),
      truncated: Type.Boolean({ description: 'true where a very long life is told without its middle; every recent fill is in it' }),
    }),
  },
  problems: ['UNKNOWN_ORDER', 'UNKNOWN_ACCOUNT'],
})
