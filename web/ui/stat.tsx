import type { ReactNode } from 'react'
import { IconButton } from './button.tsx'
import { Tooltip } from './overlay.tsx'

interface StatProps {
  readonly name: string
  readonly children: ReactNode
  /** What the figure is, or why there is none. */
  readonly about?: string
  readonly size?: 'plain' | 'large'
}
/** One figure with its name; stands in a `<dl>`. */
export function Stat({ name, children, about, size = 'plain' }: StatProps): ReactNode {
  return (
    <div className="flex min-w-0 flex-col gap-0.5 bg-panel px-4 py-3">
      <dt className="flex h-6 items-center gap-0.5 text-xs text-muted">
        {name}
        {about === undefined ? null : (
          <Tooltip content={about}>
            <IconButton icon="info" size="small" label={about} title="" />
          </Tooltip>
        )}
      </dt>
      <dd className={size === 'large' ? 'text-xl font-semibold tracking-tight' : 'text-base font-medium'}>{children}</dd>
    </div>
  )
}
