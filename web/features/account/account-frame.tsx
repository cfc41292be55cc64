import type { ReactNode } from 'react'

interface FrameProps {
  readonly title: string
  readonly lead: string
  readonly children: ReactNode
  /** The other ways, below the card. */
  readonly below?: ReactNode
}
/** One card in the middle of the page. */
export function AccountFrame({ title, lead, children, below }: FrameProps): ReactNode {
  return (
    <div className="mx-auto flex w-full max-w-[420px] flex-1 flex-col justify-center gap-5 px-4 py-8 sm:pb-[12vh]">
      <div className="rounded-xl border border-line bg-panel p-6 sm:p-8">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        <p className="mt-1 mb-6 text-pretty text-muted">{lead}</p>
        {children}
      </div>
      {below === undefined ? null : <div className="text-center text-sm text-muted">{below}</div>}
    </div>
  )
}
