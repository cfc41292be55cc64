import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import { problemWords } from './problem-words.ts'
import { useText } from './terminal.ts'

export interface Pages<T> {
  /** Those of all pages that have come; undefined until the first has. */
  readonly rows: readonly T[] | undefined
  readonly hasMore: boolean
  readonly isLoadingMore: boolean
  readonly loadMore: () => void
  /** Why the last question failed, whether or not there are rows from before it. */
  readonly error: { readonly detail: string; readonly retry: () => void } | undefined
}

/** What is asked for page by page, as one list. */
export function usePages<T>(query: UseInfiniteQueryResult<InfiniteData<{ readonly items: readonly T[] }>>): Pages<T> {
  const text = useText()
  const rows = useMemo(() => query.data?.pages.flatMap(({ items }) => items), [query.data])
  return {
    rows,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => (query.hasNextPage && !query.isFetchingNextPage ? void query.fetchNextPage() : undefined),
    error: query.isError ? { detail: problemWords(text, query.error), retry: () => void query.refetch() } : undefined,
  }
}
