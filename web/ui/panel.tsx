import { type ReactNode, useId } from 'react'

interface PanelProps {
  readonly title: string
  /** Name of the panel's place in the layout. */
  readonly area: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}
/** A titled part of the page. */
export function Panel({ title, area, actions, children }: PanelProps): ReactNode {
  const id = useId()
  return (
    <section className={`panel area-${area}`} aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {actions}
      </header>
      <div className="panel-body">{children}</div>
    </section>
  )
}

/** Grey lines where content will be. */
export function Loading({ what, lines = 4 }: { readonly what: string; readonly lines?: number }): ReactNode {
  return (
    <div className="loading" role="status">
      <span className="visually-hidden">Loading {what} …</span>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className="bone" />
      ))}
    </div>
  )
}
/** What an empty list teaches. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }): ReactNode {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children === undefined ? null : <p className="muted">{children}</p>}
    </div>
  )
}
/** What went wrong and a way on. */
export function Failed({ detail, onRetry }: { readonly detail: string; readonly onRetry: () => void }): ReactNode {
  return (
    <div className="empty" role="alert">
      <p className="empty-title">That did not work</p>
      <p className="muted">{detail}</p>
      <button type="button" className="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  )
}
