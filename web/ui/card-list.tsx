import { type ReactNode, useState } from 'react'
import { useText } from '../data/terminal.ts'
import { Button } from './button.tsx'
import type { Column } from './table.tsx'

interface CardListProps<T> {
  readonly label: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly keyOf: (row: T) => string
  readonly onOpen?: (row: T) => void
  readonly testId?: string
  /** Called near the end of the rows: there may be more to load. */
  readonly onEnd?: () => void
}
/** Cards that come into the page at once. */
const cardsStep = 50

/** A list for a narrow screen: each row is a card of names and values. */
export function CardList<T>({ label, columns, rows, keyOf, onOpen, testId, onEnd }: CardListProps<T>): ReactNode {
  const text = useText()
  const [count, setCount] = useState(cardsStep)
  function showMore(): void {
    const next = count + cardsStep
    setCount(next)
    if (next >= rows.length) onEnd?.()
  }
  return (
    <div
      role="group"
      aria-label={label}
      tabIndex={0}
      className="relative min-h-0 flex-1 overflow-y-auto p-3 focus-visible:-outline-offset-2"
    >
      <ul data-testid={testId} className="flex flex-col gap-2">
        {rows.slice(0, count).map(row => (
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
      {count < rows.length ? (
        <div className="mt-3 text-center">
          <Button onClick={showMore}>{text('common.more')}</Button>
        </div>
      ) : null}
    </div>
  )
}
