import { type ReactNode, useRef } from 'react'
import { CardList } from './card-list.tsx'
import { ErrorState, Skeleton } from './states.tsx'
import { type Column, type Sorting, Table, tableWidth } from './table.tsx'
import { useMedia } from './use-media.ts'
import { useSize } from './use-size.ts'

interface RowsProps<T> {
  readonly label: string
  readonly columns: readonly Column<T>[]
  /** Undefined until they have come. */
  readonly rows: readonly T[] | undefined
  readonly keyOf: (row: T) => string
  readonly empty: ReactNode
  /** Why they could not be asked for; told where there are none from before. */
  readonly error?: { readonly detail: string; readonly retry: () => void } | undefined
  readonly onOpen?: (row: T) => void
  readonly onEnd?: () => void
  readonly chosenKey?: string | undefined
  readonly testId: string
  readonly sorting?: Sorting | undefined
  readonly rowHeight?: number
  /** How it looks where there is no room for all columns; they are scrolled when absent. */
  readonly medium?: Look<T> | undefined
  /** How it looks on a phone; a card of all columns when absent. */
  readonly narrow?: Look<T> | undefined
}
interface Look<T> {
  readonly columns: readonly Column<T>[]
  readonly rowHeight: number
}
/** A list in each of its states: a table at a desk, short rows or cards where there is less room. */
export function Rows<T>(props: RowsProps<T>): ReactNode {
  const place = useRef<HTMLDivElement>(null)
  const { width } = useSize(place)
  return (
    <div ref={place} className="flex min-h-0 flex-1 flex-col">
      {width === 0 ? null : <Content {...props} width={width} />}
    </div>
  )
}

function Content<T>({ rows, empty, error, onEnd, chosenKey, medium, narrow, width, ...table }: RowsProps<T> & { readonly width: number }) {
  const { rowHeight: _, sorting, ...list } = table
  const isPhone = !useMedia('(min-width: 768px)')
  if (rows === undefined)
    return error === undefined ? <Skeleton what={list.label} /> : <ErrorState detail={error.detail} onRetry={error.retry} />
  if (rows.length === 0) return empty
  const more = onEnd === undefined ? {} : { onEnd }
  if (isPhone && narrow === undefined) return <CardList {...list} rows={rows} {...more} />
  const look = isPhone ? narrow : lookFor(width, { columns: table.columns, medium, narrow })
  if (look !== undefined) return <Table {...list} {...look} rows={rows} chosenKey={chosenKey} sorting={sorting} {...more} />
  return <Table {...table} rows={rows} chosenKey={chosenKey} {...more} />
}

/** The look with the most columns that has room; undefined for that of a desk. */
function lookFor<T>(width: number, { columns, medium, narrow }: Pick<RowsProps<T>, 'columns' | 'medium' | 'narrow'>): Look<T> | undefined {
  if (medium === undefined || width >= tableWidth(columns)) return undefined
  return width >= tableWidth(medium.columns) ? medium : (narrow ?? medium)
}
