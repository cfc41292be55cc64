import { type ReactNode, useId } from 'react'
import { classes } from './classes.ts'

interface PanelProps {
  readonly title: string
  readonly actions?: ReactNode
  readonly children: ReactNode
  readonly className?: string
  /** The content brings its own padding, as a table does. */
  readonly isFlush?: boolean
}
/** A titled part of the page. */
export function Panel({ title, actions, children, className, isFlush = false }: PanelProps): ReactNode {
  const id = useId()
  return (
    <section aria-labelledby={id} className={classes('flex min-h-0 min-w-0 flex-col rounded-lg border border-line bg-panel', className)}>
      <header className="flex h-9 shrink-0 items-center justify-between gap-2 border-b border-line px-3">
        <h2 id={id} className="text-sm font-semibold">
          {title}
        </h2>
        {actions}
      </header>
      <div className={classes('min-h-0 flex-1', !isFlush && 'p-3')}>{children}</div>
    </section>
  )
}
