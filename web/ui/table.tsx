import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'
import { classes } from './classes.ts'

export interface Column<T> {
  readonly key: string
  readonly title: ReactNode
  readonly cell: (row: T) => ReactNode
  /** Figures stand right, words left. */
  readonly align?: 'left' | 'right'
  /** Left out where there is little room. */
  readonly isWide?: boolean
  /** A share of the width, as in a grid: `1fr`, `96px`. */
  readonly width?: string
}
interface TableProps<T> {
  readonly label: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly keyOf: (row: T) => string
  readonly onOpen?: (row: T) => void
  /** The row that keys act on. */
  readonly chosenKey?: string | undefined
  readonly testId?: string
  /** Called near the end of the rows: there may be more to load. */
  readonly onEnd?: () => void
}

/** Rows are this high whatever the density: it must be known beforehand. */
const rowHeight = 34
/** In pixels: what a column of figures needs at least, and what lies between two. */
const columnMin = 76
const gap = 16
const overscan = 12
const loadAhead = 20

/** A list as a table. Only what is in view is in the page, so that ten thousand rows cost what forty do. */
export function Table<T>({ label, columns, rows, keyOf, onOpen, chosenKey, testId, onEnd }: TableProps<T>): ReactNode {
  const scroller = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- the page is built without the compiler this rule speaks for
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    getItemKey: index => keyOf(rows[index]!),
    onChange: ({ range }) => {
      if (range !== null && range.endIndex >= rows.length - loadAhead) onEnd?.()
    },
  })
  const template = columns.map(({ width = '1fr' }) => (width.endsWith('px') ? width : `minmax(${columnMin}px, ${width})`)).join(' ')
  const minWidth = columns.reduce(
    (sum, { width = '1fr' }) => sum + (width.endsWith('px') ? Number.parseInt(width, 10) : columnMin) + gap,
    gap,
  )
  return (
    <div
      ref={scroller}
      role="table"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      data-testid={testId}
      className="min-h-0 flex-1 overflow-auto text-xs focus-visible:-outline-offset-2"
    >
      <div role="rowgroup" className="sticky top-0 z-10 bg-panel" style={{ minWidth }}>
        <div
          role="row"
          aria-rowindex={1}
          className="grid h-7 items-center gap-4 px-3 text-2xs text-muted"
          style={{ gridTemplateColumns: template }}
        >
          {columns.map(({ key, title, align }) => (
            <div key={key} role="columnheader" className={classes('truncate', align === 'right' && 'text-right')}>
              {title}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize(), minWidth }}>
        {virtual.getVirtualItems().map(({ key, index, start, size }) => (
          <Row
            key={String(key)}
            row={rows[index]!}
            columns={columns}
            rowIndex={index + 2}
            place={{ height: size, transform: `translateY(${start}px)`, gridTemplateColumns: template }}
            onOpen={onOpen}
            isChosen={keyOf(rows[index]!) === chosenKey}
          />
        ))}
      </div>
    </div>
  )
}

interface RowProps<T> {
  readonly row: T
  readonly columns: readonly Column<T>[]
  readonly rowIndex: number
  readonly place: { readonly height: number; readonly transform: string; readonly gridTemplateColumns: string }
  readonly onOpen: ((row: T) => void) | undefined
  readonly isChosen: boolean
}
function Row<T>({ row, columns, rowIndex, place, onOpen, isChosen }: RowProps<T>): ReactNode {
  return (
    <div
      role="row"
      aria-rowindex={rowIndex}
      style={place}
      onClick={event => {
        const isControl = event.target instanceof Element && event.target.closest('button, a, input') !== null
        if (!isControl) onOpen?.(row)
      }}
      className={classes(
        'absolute inset-x-0 grid items-center gap-4 border-t border-line px-3 hover:bg-raised',
        onOpen !== undefined && 'cursor-pointer',
        isChosen && 'bg-accent-ground',
      )}
    >
      {columns.map(({ key, cell, align }) => (
        <div key={key} role="cell" className={classes('min-w-0 truncate', align === 'right' && 'text-right')}>
          {cell(row)}
        </div>
      ))}
    </div>
  )
}
