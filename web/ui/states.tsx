import type { ReactNode } from 'react'
import { useText } from '../data/terminal.ts'
import { Button } from './button.tsx'

/** Grey lines where content will be. `what` is read out. */
export function Skeleton({ what, lines = 4 }: { readonly what: string; readonly lines?: number }): ReactNode {
  const text = useText()
  return (
    <div className="flex flex-col gap-2 p-3" role="status">
      <span className="sr-only">{text('common.loading', { what })}</span>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className="h-4 animate-pulse rounded-sm bg-raised" />
      ))}
    </div>
  )
}
interface EmptyProps {
  readonly title: string
  /** What to do about it. */
  readonly children?: ReactNode
  readonly action?: ReactNode
}
/** What an empty list teaches. */
export function EmptyState({ title, children, action }: EmptyProps): ReactNode {
  return (
    <div className="flex flex-col items-center gap-1.5 px-6 py-8 text-center">
      <p className="text-sm font-medium">{title}</p>
      {children === undefined ? null : <p className="max-w-[46ch] text-xs text-muted">{children}</p>}
      {action === undefined ? null : <div className="mt-2">{action}</div>}
    </div>
  )
}
/** What went wrong and a way on. */
export function ErrorState({ detail, onRetry }: { readonly detail: string; readonly onRetry: () => void }): ReactNode {
  const text = useText()
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-8 text-center" role="alert">
      <p className="text-sm font-medium">{text('common.failed')}</p>
      <p className="max-w-[46ch] text-xs text-muted">{detail}</p>
      <Button size="small" onClick={onRetry}>
        {text('common.retry')}
      </Button>
    </div>
  )
}
