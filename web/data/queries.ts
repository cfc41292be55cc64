/** Everything the page asks the API for, each with its key. Keys of what is the user's own begin with `mine`. */
import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query'
import type { listSessions } from '#contracts/routes/auth'
import type { Interval, listCandles, listSymbols, listTickers } from '#contracts/routes/market'
import type { getPerformance, listPositions } from '#contracts/routes/portfolio'
import type { getList, listFills, listOrders } from '#contracts/routes/orders'
import type { listTransactions, Transaction } from '#contracts/routes/wallet'
import type { listOrderEvents } from '#contracts/routes/order-events'
import type { getStatus } from '#contracts/routes/system'
import { filled } from './filled.ts'
import { type OrderFilter, periodOf } from './order-filter.ts'
import { ApiProblem, type Call } from './request.ts'

/** The platform was away for a moment; a refusal stays one. */
const retriesMax = 2
const symbolsStaleMs = 60_000
const pageSize = 100
const statusMs = 5_000

/** The cache of all answers. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        refetchOnWindowFocus: false,
        networkMode: 'always', // a platform on the same machine answers without a network
        retry: (count, error) => count < retriesMax && error instanceof ApiProblem && error.code === 'UNREACHABLE',
      },
    },
  })
}

/** How far back a performance reaches. */
export type PerformanceWindow = '1d' | '7d' | '30d' | 'all'
export interface LedgerFilter {
  readonly asset?: string
  readonly type?: Transaction['type']
}

/** The questions; each gives the options for `useQuery` or `useInfiniteQuery`. */
export function createQueries(call: Call) {
  return { ...platformQueries(call), ...marketQueries(call), ...portfolioQueries(call), ...orderQueries(call) }
}
export type Queries = ReturnType<typeof createQueries>

function platformQueries(call: Call) {
  return {
    /** Asked again every few seconds for as long as somebody looks; what cannot be reached is told at once. */
    status: () =>
      queryOptions({
        queryKey: ['status'],
        retry: false,
        refetchInterval: statusMs,
        queryFn: async ({ signal }) => (await call<typeof getStatus>('GET', '/status', { signal })).body,
      }),
    sessions: () =>
      queryOptions({
        queryKey: ['mine', 'sessions'],
        queryFn: async ({ signal }) => (await call<typeof listSessions>('GET', '/auth/sessions', { signal })).body.items,
      }),
  }
}

function marketQueries(call: Call) {
  return {
    symbols: () =>
      queryOptions({
        queryKey: ['market', 'symbols'],
        staleTime: symbolsStaleMs,
        queryFn: async ({ signal }) => {
          const { body } = await call<typeof listSymbols>('GET', '/market/symbols', { signal })
          return body.items.toSorted((one, other) => Number(other.has_feed) - Number(one.has_feed))
        },
      }),
    tickers: () =>
      queryOptions({
        queryKey: ['market', 'tickers'],
        queryFn: async ({ signal }) => (await call<typeof listTickers>('GET', '/market/tickers', { signal })).body.items,
      }),
    candles: (symbol: string, interval: Interval) =>
      queryOptions({
        queryKey: ['market', 'candles', symbol, interval],
        queryFn: async ({ signal }) =>
          (
            await call<typeof listCandles>('GET', '/market/:symbol/candles', {
              params: { symbol },
              query: { interval, limit: 1000 },
              signal,
            })
          ).body.items,
      }),
  }
}

function portfolioQueries(call: Call) {
  return {
    positions: () =>
      queryOptions({
        queryKey: ['mine', 'positions'],
        queryFn: async ({ signal }) => (await call<typeof listPositions>('GET', '/portfolio/positions', { signal })).body.items,
      }),
    performance: (window: PerformanceWindow) =>
      queryOptions({
        queryKey: ['mine', 'performance', window],
        queryFn: async ({ signal }) =>
          (await call<typeof getPerformance>('GET', '/portfolio/performance', { query: { window }, signal })).body,
      }),
    transactions: (filter: LedgerFilter = {}) =>
      infiniteQueryOptions({
        queryKey: ['mine', 'transactions', filter],
        initialPageParam: undefined as string | undefined,
        queryFn: async ({ signal, pageParam }) =>
          (
            await call<typeof listTransactions>('GET', '/wallet/transactions', {
              query: { limit: pageSize, ...filter, ...filled({ cursor: pageParam }) },
              signal,
            })
          ).body,
        getNextPageParam: nextCursor,
      }),
  }
}

function orderQueries(call: Call) {
  return {
    orders: (filter: OrderFilter) =>
      infiniteQueryOptions({
        queryKey: ['mine', 'orders', filter],
        initialPageParam: undefined as string | undefined,
        queryFn: async ({ signal, pageParam }) => {
          const { symbol, side, status } = filter
          const period = periodOf(filter, Date.now())
          const query = { status: status ?? ('all' as const), limit: pageSize, ...filled({ symbol, side, cursor: pageParam }), ...period }
          return (await call<typeof listOrders>('GET', '/orders', { query, signal })).body
        },
        getNextPageParam: nextCursor,
      }),
    orderList: (id: string) =>
      queryOptions({
        queryKey: ['mine', 'orders', 'list', id],
        queryFn: async ({ signal }) => (await call<typeof getList>('GET', '/order-lists/:id', { params: { id }, signal })).body,
      }),
    orderEvents: (id: string) =>
      queryOptions({
        queryKey: ['mine', 'order-events', id],
        queryFn: async ({ signal }) => (await call<typeof listOrderEvents>('GET', '/orders/:id/events', { params: { id }, signal })).body,
      }),
    fills: ({ symbol }: Pick<OrderFilter, 'symbol'>) =>
      infiniteQueryOptions({
        queryKey: ['mine', 'fills', symbol],
        initialPageParam: undefined as string | undefined,
        queryFn: async ({ signal, pageParam }) => {
          const query = { limit: pageSize, ...filled({ symbol, cursor: pageParam }) }
          return (await call<typeof listFills>('GET', '/fills', { query, signal })).body
        },
        getNextPageParam: nextCursor,
      }),
  }
}

function nextCursor({ next_cursor: next }: { readonly next_cursor: string | null }): string | undefined {
  return next ?? undefined
}
