import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import type { Column, Sorting } from './table.tsx'

export const headHeight = 28
/** A cell that stays at the right edge, over what is scrolled beneath it. */
export const pinned = 'sticky right-0 -mr-3 flex h-full items-center justify-end bg-inherit pr-3'

interface TableHeadProps<T> {
  readonly columns: readonly Column<T>[]
  readonly template: string
  readonly minWidth: number
  readonly sorting: Sorting | undefined
}
/** The titles of a table; those that sort are buttons, and say which way. */
export function TableHead<T>({ columns, template, minWidth, sorting }: TableHeadProps<T>): ReactNode {
  return (
    <div role="rowgroup" className="sticky top-0 z-10 bg-panel" style={{ minWidth }}>
      <div
        role="row"
        aria-rowindex={1}
        className="grid items-center gap-4 bg-inherit px-3 text-2xs text-muted"
        style={{ gridTemplateColumns: template, height: headHeight }}
      >
        {columns.map(column => (
          <HeadCell key={column.key} column={column} sorting={column.isSortable === true ? sorting : undefined} />
        ))}
      </div>
    </div>
  )
}

interface HeadCellProps<T> {
  readonly column: Column<T>
  readonly sorting: Sorting | undefined
}
function HeadCell<T>({ column: { key, title, align, isPinned }, sorting }: HeadCellProps<T>): ReactNode {
  const look = classes('truncate', align === 'right' && 'text-right', isPinned === true && pinned)
  if (sorting === undefined)
    return (
      <div role="columnheader" className={look}>
        {title}
      </div>
    )
  const direction = sorting.key !== key ? 'none' : sorting.isDescending ? 'descending' : 'ascending'
  return (
    <div role="columnheader" aria-sort={direction} className={look}>
      <button
        type="button"
        onClick={() => sorting.onSort(key)}
        className={classes(
          'inline-flex h-6 max-w-full items-center gap-1 rounded-sm transition-colors hover:text-text focus-visible:-outline-offset-2',
          direction !== 'none' && 'font-medium text-text',
        )}
      >
        <span className="truncate">{title}</span>
        <span aria-hidden="true" className={classes('text-[9px]', direction === 'none' && 'opacity-40')}>
          {direction === 'none' ? '↕' : direction === 'descending' ? '▼' : '▲'}
        </span>
      </button>
    </div>
  )
}
