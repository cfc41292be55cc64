import type { ReactNode } from 'react'

/** In pixels: rows whose cells have two and three lines. */
export const rowHeights = { two: 50, three: 68 } as const

/** A cell of several lines: what matters most stands first. */
export function Lines({ first, rest }: { readonly first: ReactNode; readonly rest: readonly ReactNode[] }): ReactNode {
  return (
    <span className="block leading-tight">
      <span className="block truncate text-sm font-medium">{first}</span>
      {rest.map((line, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the lines of a cell keep their places
        <span key={index} className="block truncate text-muted">
          {line}
        </span>
      ))}
    </span>
  )
}
