import type { ReactNode } from 'react'
import { Icon, type IconName } from '../../ui/index.ts'

interface MessageProps {
  readonly icon: IconName
  readonly title: string
  readonly children: ReactNode
  /** The ways on. */
  readonly actions: ReactNode
  /** Read out at once: it came in the place of something else. */
  readonly isSudden?: boolean
}
/** A page that only says something: what is, what that means, and where to go from there. */
export function Message({ icon, title, children, actions, isSudden = false }: MessageProps): ReactNode {
  return (
    <div className="m-auto flex w-full max-w-lg flex-col items-center gap-4 px-6 py-12 text-center" role={isSudden ? 'alert' : undefined}>
      <span className="flex size-14 items-center justify-center rounded-full border border-line bg-panel text-muted">
        <Icon name={icon} size={26} />
      </span>
      <h1 className="text-2xl font-semibold tracking-tight text-balance">{title}</h1>
      <div className="flex flex-col gap-2 text-base text-pretty text-muted">{children}</div>
      <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div>
    </div>
  )
}
