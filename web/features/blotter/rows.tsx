import type { ReactNode } from 'react'
import { useText } from '../../data/terminal.ts'
import { CardList, type Column, EmptyState, ErrorState, Skeleton, type Sorting, Table } from '../../ui/index.ts'
import { useMedia } from '../desk/use-media.ts'

interface RowsProps<T> {
  readonly label: string
  readonly columns: readonly Column<T>[]
  /** Undefined until they have come. */
  readonly rows: readonly T[] | undefined
  readonly keyOf: (row: T) => string
  readonly empty: ReactNode
  readonly error?: { readonly detail: string; readonly retry: () => void } | undefined
  readonly onOpen?: (row: T) => void
  readonly onEnd?: () => void
  readonly chosenKey?: string | undefined
  readonly testId: string
  readonly sorting?: Sorting | undefined
  readonly rowHeight?: number
  /** How it looks on a tablet; as at a desk when absent. */
  readonly medium?: Look<T>
  /** How it looks on a phone; a card of all columns when absent. */
  readonly narrow?: Look<T>
}
interface Look<T> {
  readonly columns: readonly Column<T>[]
  readonly rowHeight: number
}
/** A list of the blotter in each of its states: a table at a desk, cards on a phone. */
export function Rows<T>({ rows, empty, error, onEnd, chosenKey, medium, narrow, ...table }: RowsProps<T>): ReactNode {
  const { rowHeight: _, sorting, ...list } = table
  const isNarrow = !useMedia('(min-width: 768px)')
  const isWide = useMedia('(min-width: 1152px)')
  if (error !== undefined) return <ErrorState detail={error.detail} onRetry={error.retry} />
  if (rows === undefined) return <Skeleton what={list.label} />
  if (rows.length === 0) return empty
  const more = onEnd === undefined ? {} : { onEnd }
  const look = isNarrow ? narrow : isWide ? undefined : medium
  if (look !== undefined) return <Table {...list} {...look} rows={rows} chosenKey={chosenKey} sorting={sorting} {...more} />
  if (isNarrow) return <CardList {...list} rows={rows} {...more} />
  return <Table {...table} rows={rows} chosenKey={chosenKey} {...more} />
}

/** What stands in a list of a visitor. */
export function ForVisitors(): ReactNode {
  const text = useText()
  return <EmptyState title={text('blotter.visitor')}>{text('blotter.visitorHint')}</EmptyState>
}
