/** The ten states of an order that are ever stored or shown (api.md). */
export const ORDER_STATUSES = [
  'received',
  'pending',
  'armed',
  'open',
  'partially_filled',
  'filled',
  'canceled',
  'expired',
  'rejected',
  'replaced',
] as const

/** One of the ten. `received` is accepted by the API and not yet seen by the engine. */
export type OrderStatus = (typeof ORDER_STATUSES)[number]

const MOVES: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  received: ['pending', 'armed', 'open', 'partially_filled', 'filled', 'expired', 'rejected'],
  pending: ['armed', 'open', 'canceled', 'expired', 'rejected'],
  armed: ['open', 'partially_filled', 'filled', 'canceled', 'expired', 'rejected', 'replaced'],
  open: ['partially_filled', 'filled', 'canceled', 'expired', 'replaced'],
  partially_filled: ['partially_filled', 'filled', 'canceled', 'expired', 'replaced'],
  filled: [],
  canceled: [],
  expired: [],
  rejected: [],
  replaced: [],
}

/** Whether one event may take an order from `from` to `to` (order-semantics d4). Terminal states absorb everything. */
export function canMove(from: OrderStatus, to: OrderStatus): boolean {
  return MOVES[from].includes(to)
}

/** Whether nothing can happen to the order any more. */
export function isTerminal(status: OrderStatus): boolean {
  return MOVES[status].length === 0
}
