import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Order } from '#contracts/routes/orders'
import type { OrderFilter } from '../../data/order-filter.ts'
import { problemWords } from '../../data/problem-words.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'

export interface Orders {
  /** Newest first; undefined until they have come. */
  readonly rows: readonly Order[] | undefined
  /** Of the filter before, while those of this one are on their way. */
  readonly isBefore: boolean
  readonly hasMore: boolean
  readonly isLoadingMore: boolean
  loadMore(): void
  readonly error: { readonly detail: string; readonly retry: () => void } | undefined
}

/** The orders of a filter page by page, those that wait as the stream tells them. */
export function useOrders(filter: OrderFilter): Orders {
  const text = useText()
  const { queries, account } = useTerminal()
  const query = useInfiniteQuery({ ...queries.orders(filter), placeholderData: keepPreviousData })
  const live = useStore(account.orders)
  const rows = useMemo(() => {
    const newest = new Map(live?.map(order => [order.id, order]))
    return query.data?.pages
      .flatMap(({ items }) => items)
      .map(order => {
        const now = newest.get(order.id)
        return now !== undefined && now.seq > order.seq ? now : order
      })
  }, [query.data, live])
  return {
    rows,
    isBefore: query.isPlaceholderData,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => (query.hasNextPage && !query.isFetchingNextPage ? void query.fetchNextPage() : undefined),
    error: query.isError && rows === undefined ? { detail: problemWords(text, query.error), retry: () => void query.refetch() } : undefined,
  }
}
