import type { ReactNode } from 'react'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { Skeleton } from '../../ui/index.ts'
import { VisitorCard } from './visitor-card.tsx'

interface ForAccountsProps {
  /** What the screen is, for whoever waits for it. */
  readonly title: string
  readonly children: ReactNode
}
/** A screen that needs an account: a visitor gets the ways to one, and then the screen. */
export function ForAccounts({ title, children }: ForAccountsProps): ReactNode {
  const text = useText()
  const { status } = useStore(useTerminal().session.state)
  switch (status) {
    case 'restoring':
      return <Skeleton what={title} lines={8} />
    case 'signed_out':
      return (
        <div className="m-auto w-full max-w-md p-4">
          <h1 className="sr-only">{title}</h1>
          <div className="rounded-xl border border-line bg-panel">
            <VisitorCard />
          </div>
          <p className="mt-4 text-center text-sm text-muted">{text('account.neededFor', { title })}</p>
        </div>
      )
    case 'signed_in':
      return children
  }
}
