import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Order } from '#contracts/routes/orders'
import { add, multiply } from '../../data/amounts.ts'
import { useTerminal } from '../../data/terminal.ts'
import { Pnl } from '../../ui/index.ts'

/** What selling at a price would gain or lose against what the position was bought at; nothing for a buy. */
export function ResultAt({ order, price }: { readonly order: Order; readonly price: string }): ReactNode {
  const positions = useQuery(useTerminal().queries.positions())
  const average = positions.data?.find(({ symbol }) => symbol === order.symbol)?.average_price
  if (order.side === 'buy' || average === null || average === undefined) return null
  return <Pnl value={multiply(add(price, `-${average}`), order.remaining_quantity ?? order.quantity ?? '0')} />
}
