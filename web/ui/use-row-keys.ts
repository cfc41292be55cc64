import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'

interface RowKeysOptions {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly count: number
  /** Rows of a page, for PageUp and PageDown. */
  readonly pageRows: () => number
  readonly scrollTo: (index: number) => void
  readonly onOpen: ((index: number) => void) | undefined
}
export interface RowKeys {
  /** The row that Tab comes to, where it is in view. */
  readonly activeIndex: number
  readonly listeners: {
    readonly onKeyDown?: (event: KeyboardEvent) => void
    readonly onFocus?: (event: FocusEvent) => void
  }
}

/** One tab stop for all rows: arrows, Home, End and the page keys move between them, Enter opens one. */
export function useRowKeys({ scroller, count, pageRows, scrollTo, onOpen }: RowKeysOptions): RowKeys {
  const [activeIndex, setActive] = useState(0)
  const wanted = useRef<number>(undefined)
  useEffect(() => {
    if (wanted.current === undefined) return
    const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`)
    if (row === null || row === undefined) return // drawn once it has been scrolled to
    wanted.current = undefined
    row.focus({ preventScroll: true })
  })
  if (onOpen === undefined) return { activeIndex, listeners: {} }
  const open = onOpen
  function onKeyDown(event: KeyboardEvent): void {
    const at = rowAt(event.target)
    if (at === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter' && event.target instanceof Element && event.target.hasAttribute('data-row')) {
      event.preventDefault()
      return open(at)
    }
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + pageRows(), PageUp: at - pageRows(), Home: 0, End: count - 1 }[
      event.key
    ]
    if (next === undefined) return
    event.preventDefault()
    const index = Math.max(0, Math.min(count - 1, next))
    wanted.current = index
    setActive(index)
    scrollTo(index)
  }
  return {
    activeIndex,
    listeners: {
      onKeyDown,
      onFocus: event => {
        const at = rowAt(event.target)
        if (at !== undefined) setActive(at)
      },
    },
  }
}

function rowAt(target: EventTarget): number | undefined {
  const row = target instanceof Element ? target.closest('[data-row]') : null
  return row === null ? undefined : Number(row.getAttribute('data-row'))
}
