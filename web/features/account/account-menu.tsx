import type { ReactNode } from 'react'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'

/** Who is signed in, and the way out. */
export function AccountMenu(): ReactNode {
  const { session, notices } = useTerminal()
  const state = useStore(session.state)
  if (state.status !== 'signed_in') return null
  async function leave(): Promise<void> {
    try {
      await session.logout()
    } catch {
      notices.say({ tone: 'bad', sentence: 'You are still signed in: the platform cannot be reached.' })
    }
  }
  return (
    <div className="account-menu">
      <span className="who" data-testid="username">
        {state.user.username}
      </span>
      <button type="button" className="button" onClick={() => void leave()}>
        Sign out
      </button>
    </div>
  )
}
