import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'
import { classes } from './classes.ts'
import { headHeight, pinned, TableHead } from './table-head.tsx'
import { useRowKeys } from './use-row-keys.ts'

export interface Column<T> {
  readonly key: string
  readonly title: ReactNode
  readonly cell: (row: T) => ReactNode
  /** Figures stand right, words left. */
  readonly align?: 'left' | 'right'
  /** Its title sorts the rows, where the table is told how. */
  readonly isSortable?: boolean
  /** A share of the width, as in a grid: `1fr`, `96px`. */
  readonly width?: string
  /** In pixels, where a share of the width may not become less than its figures need. */
  readonly widthMin?: number
  /** The last column, where it is to stay in view while the others are scrolled. */
  readonly isPinned?: boolean
}
/** What the rows are sorted by, and what to do when another title is pressed. */
export interface Sorting {
  readonly key: string
  readonly isDescending: boolean
  readonly onSort: (key: string) => void
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
  readonly sorting?: Sorting | undefined
  /** In pixels. All rows are as high, whatever the density: it must be known beforehand. */
  readonly rowHeight?: number
}

const rowHeightDefault = 34
/** In pixels: what a column of figures needs at least, and what lies between two. */
const columnMin = 76
const gap = 16
const overscan = 12
const loadAhead = 20

/** A list as a table. Only what is in view is in the page, so that ten thousand rows cost what forty do. */
export function Table<T>({ label, columns, rows, keyOf, onOpen, chosenKey, testId, onEnd, sorting, ...table }: TableProps<T>): ReactNode {
  const { rowHeight = rowHeightDefault } = table
  const scroller = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- the page is built without the compiler this rule speaks for
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    scrollPaddingEnd: headHeight,
    getItemKey: index => keyOf(rows[index]!),
    onChange: ({ range }) => {
      if (range !== null && range.endIndex >= rows.length - loadAhead) onEnd?.()
    },
  })
  const { activeIndex, listeners } = useRowKeys({
    scroller,
    count: rows.length,
    pageRows: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1),
    scrollTo: index => virtual.scrollToIndex(index),
    onOpen: onOpen && (index => onOpen(rows[index]!)),
  })
  const template = templateOf(columns)
  const minWidth = tableWidth(columns)
  const shown = virtual.getVirtualItems()
  const stop = shown.some(({ index }) => index === activeIndex) ? activeIndex : shown[0]?.index
  return (
    <div
      ref={scroller}
      role={onOpen === undefined ? 'table' : 'grid'}
      tabIndex={onOpen === undefined ? 0 : -1}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      data-testid={testId}
      className="min-h-0 flex-1 overflow-auto text-xs focus-visible:-outline-offset-2"
    >
      <TableHead columns={columns} template={template} minWidth={minWidth} sorting={sorting} />
      <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize(), minWidth }} {...listeners}>
        {shown.map(({ key, index, start, size }) => (
          <Row
            key={String(key)}
            row={rows[index]!}
            columns={columns}
            index={index}
            place={{ height: size, transform: `translateY(${start}px)`, gridTemplateColumns: template }}
            onOpen={onOpen}
            isStop={index === stop}
            isChosen={keyOf(rows[index]!) === chosenKey}
          />
        ))}
      </div>
    </div>
  )
}

const isFixed = (width: string): boolean => width.endsWith('px')
function templateOf<T>(columns: readonly Column<T>[]): string {
  return columns.map(({ width = '1fr', widthMin = columnMin }) => (isFixed(width) ? width : `minmax(${widthMin}px, ${width})`)).join(' ')
}
/** What a table of these columns needs, in pixels; with less room it is scrolled. */
export function tableWidth<T>(columns: readonly Column<T>[]): number {
  return columns.reduce(
    (sum, { width = '1fr', widthMin = columnMin }) => sum + (isFixed(width) ? Number.parseInt(width, 10) : widthMin) + gap,
    gap,
  )
}

interface RowProps<T> {
  readonly row: T
  readonly columns: readonly Column<T>[]
  readonly index: number
  readonly place: { readonly height: number; readonly transform: string; readonly gridTemplateColumns: string }
  readonly onOpen: ((row: T) => void) | undefined
  /** Tab comes here. */
  readonly isStop: boolean
  readonly isChosen: boolean
}
function Row<T>({ row, columns, index, place, onOpen, isStop, isChosen }: RowProps<T>): ReactNode {
  const isOpenable = onOpen !== undefined
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-row={index}
      tabIndex={isOpenable ? (isStop ? 0 : -1) : undefined}
      style={place}
      onClick={event => {
        const isControl = event.target instanceof Element && event.target.closest('button, a, input') !== null
        if (!isControl) onOpen?.(row)
      }}
      className={classes(
        'absolute inset-x-0 grid items-center gap-4 border-t border-line bg-panel px-3 hover:bg-raised focus-visible:-outline-offset-2',
        isOpenable && 'cursor-pointer',
        isChosen && 'bg-raised shadow-[inset_3px_0_var(--accent)]',
      )}
    >
      {columns.map(({ key, cell, align, isPinned }) => (
        <div
          key={key}
          role={isOpenable ? 'gridcell' : 'cell'}
          className={classes('min-w-0 truncate', align === 'right' && 'text-right', isPinned === true && pinned)}
        >
          {cell(row)}
        </div>
      ))}
    </div>
  )
}
