import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Order } from '#contracts/routes/orders'
import type { OrderFilter } from '../../data/order-filter.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'
import { type Pages, usePages } from '../../data/use-pages.ts'

/** Newest first. */
export interface Orders extends Pages<Order> {
  /** Of the filter before, while those of this one are on their way. */
  readonly isBefore: boolean
}

/** The orders of a filter page by page, those that wait as the stream tells them. */
export function useOrders(filter: OrderFilter): Orders {
  const { queries, account } = useTerminal()
  const query = useInfiniteQuery({ ...queries.orders(filter), placeholderData: keepPreviousData })
  const pages = usePages(query)
  const live = useStore(account.orders)
  const rows = useMemo(() => {
    const newest = new Map(live?.map(order => [order.id, order]))
    return pages.rows?.map(order => {
      const now = newest.get(order.id)
      return now !== undefined && now.seq > order.seq ? now : order
    })
  }, [pages.rows, live])
  return { ...pages, rows, isBefore: query.isPlaceholderData }
}
