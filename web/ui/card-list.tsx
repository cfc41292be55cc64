import type { ReactNode } from 'react'
import type { Column } from './table.tsx'

interface CardListProps<T> {
  readonly label: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly keyOf: (row: T) => string
  readonly onOpen?: (row: T) => void
  readonly testId?: string
}
/** Cards that are in the page at once; who has more opens the full list. */
const cardsMax = 100

/** A list for a narrow screen: each row is a card of names and values. */
export function CardList<T>({ label, columns, rows, keyOf, onOpen, testId }: CardListProps<T>): ReactNode {
  return (
    <ul aria-label={label} data-testid={testId} tabIndex={0} className="flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto p-3">
      {rows.slice(0, cardsMax).map(row => (
        <li
          key={keyOf(row)}
          onClick={event => {
            const isControl = event.target instanceof Element && event.target.closest('button, a, input') !== null
            if (!isControl) onOpen?.(row)
          }}
          className="rounded-lg border border-line bg-raised p-3"
        >
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
            {columns.map(({ key, title, cell }) => (
              <div key={key} className="contents">
                <dt className="text-muted">{title}</dt>
                <dd className="min-w-0 text-right">{cell(row)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  )
}
