import type { ReactNode } from 'react'

interface SectionProps {
  /** Its anchor in the address. */
  readonly id: string
  readonly title: string
  readonly about: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}
/** A part of the settings with a heading and rows. */
export function Section({ id, title, about, actions, children }: SectionProps): ReactNode {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="scroll-mt-16 rounded-xl border border-line bg-panel lg:scroll-mt-6">
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line px-4 py-3.5 sm:px-5">
        <div className="min-w-0 flex-1 basis-64">
          <h2 id={`${id}-title`} className="text-lg font-semibold">
            {title}
          </h2>
          <p className="max-w-[72ch] text-pretty text-muted">{about}</p>
        </div>
        {actions === undefined ? null : <div className="flex flex-wrap gap-2">{actions}</div>}
      </header>
      {children}
    </section>
  )
}

interface RowProps {
  readonly title: string
  readonly about?: ReactNode
  /** What is chosen with. */
  readonly children: ReactNode
}
/** One thing to choose: what it is on the left, the choice on the right; one below the other on a phone. */
export function Row({ title, about, children }: RowProps): ReactNode {
  return (
    <div className="grid items-center gap-x-8 gap-y-2 border-b border-line px-4 py-3.5 last:border-b-0 sm:grid-cols-[minmax(0,1fr)_minmax(0,auto)] sm:px-5">
      <div className="min-w-0">
        <div className="text-base font-medium">{title}</div>
        {about === undefined ? null : <div className="max-w-[58ch] text-pretty text-muted">{about}</div>}
      </div>
      <div className="min-w-0 sm:justify-self-end">{children}</div>
    </div>
  )
}
